"""The pauses before a worker is started again."""

from trio_sockets.workers.backoff import FIRST_PAUSE, LONGEST_PAUSE, STEADY, RestartBackoff


def test_at_once_then_doubling_then_no_longer() -> None:
    backoff = RestartBackoff()
    pauses = [backoff.next(0) for _ in range(10)]
    assert pauses == [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5]
    assert (pauses[1], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)


def test_a_worker_that_worked_long_enough_makes_it_forget() -> None:
    backoff = RestartBackoff()
    for _ in range(5):
        backoff.next(STEADY - 0.1)
    assert backoff.next(STEADY) == 0
    assert backoff.next(0) == FIRST_PAUSE
