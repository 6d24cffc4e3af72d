"""A game that is over becomes a record."""

from datetime import timedelta

import trio
from trio.testing import MockClock

from helpers.sample_record import NOON
from helpers.sessions import give
from scores.fake_store import FakeStore
from trio_sockets import Parameters
from trio_sockets.protocol.game import GameSession
from trio_sockets.scores.keeper import GameScores
from trio_sockets.scores.queue import ScoreQueue
from trio_sockets.scores.record import Record


def played(guesses: bytes) -> GameSession:
    session = GameSession(secret=3, parameters=Parameters(-5, 4, 3))
    give(session, guesses)
    return session


async def test_what_a_record_holds(autojump_clock: MockClock) -> None:
    store = FakeStore()
    scores = GameScores(ScoreQueue(store), now=lambda: NOON + timedelta(seconds=1))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scores.run)
        scores.game_over(played(b"0\nx\n3\n"), "10.0.0.7", 1.5, given_up=False)
        scores.game_over(played(b"0\n1\n2\n"), "unix", 2.5, given_up=False)
        scores.game_over(played(b"0\n1\n"), "10.0.0.8", 3.5, given_up=True)
        scores.game_over(played(b"0\n1\n"), "sent away", 3.5, given_up=False)
        scores.game_over(played(b"QUIT\n"), "never guessed", 3.5, given_up=False)
        await scores.written()
        nursery.cancel_scope.cancel()
    when = NOON + timedelta(seconds=1)
    won, lost, given_up = store.kept
    assert won == Record(won.id, "game", "10.0.0.7", -5, 4, 3, 2, True, 1.5, when)  # noqa: FBT003 - it was won
    assert lost == Record(lost.id, "game", "unix", -5, 4, 3, 3, False, 2.5, when)  # noqa: FBT003 - it was lost
    assert given_up == Record(given_up.id, "game", "10.0.0.8", -5, 4, 3, 2, False, 3.5, when)  # noqa: FBT003 - it was lost
    assert len({won.id, lost.id, given_up.id}) == 3


async def test_without_a_clock_of_its_own_it_is_now() -> None:
    queue = ScoreQueue(FakeStore())
    scores = GameScores(queue)
    scores.game_over(played(b"3\n"), "10.0.0.7", 1.5, given_up=False)
    assert len(queue) == 1
