"""Deadlines of conversations in which others speak too, and answers may take their time."""

import pytest
import trio
from trio.testing import MockClock

from server.served import ServeOne
from trio_sockets import Deadlines, Ending
from trio_sockets.protocol.messages import Joined
from trio_sockets.protocol.race.session import RaceSession


class Slow:
    """Keeps rooms in which everything waits until a test decides it."""

    def join(self, player: RaceSession, name: str, room: str) -> None:
        """See `Rooms.join`."""

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        """See `Rooms.leave`."""


@pytest.mark.parametrize("seconds", [1, 299, 1000])
async def test_who_waits_for_an_answer_is_not_silent(
    autojump_clock: MockClock, serve_one: ServeOne, nursery: trio.Nursery, seconds: float
) -> None:
    session = RaceSession(Slow())
    served = serve_one(session, Deadlines())
    nursery.start_soon(served.run)
    await served.client.send_all(b"JOIN ana\nHE")
    await trio.sleep(seconds)
    session.say(b"* GUESS bo 3\n")
    session.decided(Joined("lobby", 1))
    await trio.sleep(20)
    await served.client.send_all(b"LP\n")
    _, pushed, joined, commands, last = (await served.receive_until_eof()).splitlines()
    assert (pushed, joined) == (b"* GUESS bo 3", b"JOINED lobby 1")
    assert commands.startswith(b"Commands: ")
    assert last.startswith(b"ERR idle-timeout ")
    await trio.testing.wait_all_tasks_blocked()
    assert served.seconds == pytest.approx(seconds + 20 + 300)


async def test_no_answer_takes_longer_than_the_conversation(
    autojump_clock: MockClock, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(RaceSession(Slow()), Deadlines())
    nursery.start_soon(served.run)
    await served.client.send_all(b"JOIN ana\n")
    assert b"ERR session-timeout " in await served.receive_until_eof()
    await trio.testing.wait_all_tasks_blocked()
    assert served.ending is Ending.SESSION_TIMEOUT
    assert served.seconds == pytest.approx(3600)


async def test_what_others_say_keeps_nobody_there_however_slowly_he_takes_it(
    autojump_clock: MockClock, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    session = RaceSession(Slow())
    served = serve_one(session, Deadlines())
    nursery.start_soon(served.run)
    heard = bytearray()

    await trio.sleep(200)
    for _ in range(200):
        session.say(b"* GUESS somebody 5\n" * 300)
        await trio.lowlevel.checkpoint()
        if not session.wants_input:
            break  # the socket is full, and more waits; memory never is
    while not heard.endswith(b"goodbye\n"):
        heard += await served.client.receive_some()
    assert b"ERR idle-timeout " in heard
    await served.client.aclose()
    await trio.testing.wait_all_tasks_blocked()
    assert served.ending is Ending.IDLE_TIMEOUT
    assert served.seconds == pytest.approx(300)
