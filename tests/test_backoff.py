from trio_sockets.backoff import Backoff


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(0.1, 1)
    assert [backoff.next() for _ in range(6)] == [0.1, 0.2, 0.4, 0.8, 1, 1]


def test_a_reset_begins_with_the_first_pause() -> None:
    backoff = Backoff(0.1, 1)
    backoff.next()
    backoff.reset()
    assert backoff.next() == 0.1
