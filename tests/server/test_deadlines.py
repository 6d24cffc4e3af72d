"""Every deadline, on the mock clock, at its exact time."""

from contextlib import suppress

import pytest
import trio
from trio.testing import MockClock

from server.served import ServeOne
from trio_sockets import Deadlines, Ending, Parameters
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.session import Session
from trio_sockets.protocol.text import TextSession
from trio_sockets.services import all_services


def text_session() -> Session:
    session = all_services()["text"].session()
    assert isinstance(session, TextSession)
    return session


@pytest.fixture
def default() -> Deadlines:
    return Deadlines()


async def test_a_silent_client_is_told_and_gone_at_300_s(
    autojump_clock: MockClock, default: Deadlines, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(text_session(), default)
    nursery.start_soon(served.run)
    said = await served.receive_until_eof()
    await trio.testing.wait_all_tasks_blocked()
    assert said.startswith(b"ERR idle-timeout ")
    assert served.ending is Ending.IDLE_TIMEOUT
    assert served.seconds == pytest.approx(300)


async def test_a_reply_starts_the_idle_deadline_anew(
    autojump_clock: MockClock, default: Deadlines, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(text_session(), default)
    nursery.start_soon(served.run)
    await trio.sleep(299)
    await served.client.send_all(b"UPPER a\n")
    assert await served.client.receive_some() == b"A\n"
    assert (await served.receive_until_eof()).startswith(b"ERR idle-timeout ")
    await trio.testing.wait_all_tasks_blocked()
    assert served.seconds == pytest.approx(299 + 300)


async def test_echo_ends_idle_without_a_word_that_is_no_echo(
    autojump_clock: MockClock, default: Deadlines, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(EchoSession(), default)
    nursery.start_soon(served.run)
    assert await served.receive_until_eof() == b""
    await trio.testing.wait_all_tasks_blocked()
    assert served.ending is Ending.IDLE_TIMEOUT
    assert served.seconds == pytest.approx(300)


async def test_a_line_dripped_a_byte_a_second_is_gone_30_s_after_its_first_byte(
    autojump_clock: MockClock,
    serve_one: ServeOne,
    nursery: trio.Nursery,
) -> None:
    served = serve_one(text_session(), Deadlines(unterminated=None))
    nursery.start_soon(served.run)
    await trio.sleep(5)
    nursery.start_soon(served.drip, b"UPPER " + 30 * b"a", 1)
    assert (await served.receive_until_eof()).startswith(b"ERR line-timeout ")
    await trio.sleep(60)
    assert served.ending is Ending.LINE_TIMEOUT
    assert served.seconds == pytest.approx(5 + 30)


async def test_each_line_has_its_own_30_s(
    autojump_clock: MockClock, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(text_session(), Deadlines(unterminated=None))
    nursery.start_soon(served.run)
    await served.client.send_all(b"UPPER a")
    await trio.sleep(29)
    await served.client.send_all(b"\nUPPER b")  # in one chunk: one line ends, the next begins
    assert await served.client.receive_some() == b"A\n"
    await trio.sleep(29)
    await served.client.send_all(b"\n")
    assert await served.client.receive_some() == b"B\n"
    await served.client.aclose()


async def test_the_rest_of_a_line_too_long_has_the_same_30_s(
    autojump_clock: MockClock, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(text_session(), Deadlines(unterminated=None))
    nursery.start_soon(served.run)
    await served.client.send_all(2000 * b"a")
    assert (await served.client.receive_some()).startswith(b"ERR line-too-long ")
    nursery.start_soon(served.drip, 40 * b"a", 1)
    assert (await served.receive_until_eof()).startswith(b"ERR line-timeout ")
    await trio.sleep(60)
    assert served.seconds == pytest.approx(30)


async def test_a_game_takes_an_hour_at_most(
    autojump_clock: MockClock, default: Deadlines, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    session = GameSession(secret=1, parameters=Parameters(1, 100, 1000))
    served = serve_one(session, default)
    nursery.start_soon(served.run)
    said = bytearray()

    async def guess_every_minute() -> None:
        with suppress(trio.BrokenResourceError):
            while True:
                await served.client.send_all(b"100\n")
                await trio.sleep(60)

    nursery.start_soon(guess_every_minute)
    async for chunk in served.client:
        said += chunk
    await trio.sleep(61)
    assert said.splitlines()[-1].startswith(b"ERR session-timeout ")
    assert said.count(b"LOWER") == 60
    assert served.ending is Ending.SESSION_TIMEOUT
    await served.client.aclose()
    assert served.seconds == pytest.approx(3600 + 1)  # the client keeps its side open: it lingers


@pytest.mark.parametrize("seconds", [1000, 100_000])
async def test_none_turns_every_deadline_off(
    autojump_clock: MockClock,
    patient: Deadlines,
    serve_one: ServeOne,
    nursery: trio.Nursery,
    seconds: float,
) -> None:
    served = serve_one(text_session(), patient)
    nursery.start_soon(served.run)
    await served.client.send_all(b"UPPER a")
    await trio.sleep(seconds)
    await served.client.send_all(b"b\n")
    assert await served.client.receive_some() == b"AB\n"
    await served.client.aclose()


async def test_the_goodbye_waits_a_second_for_a_peer_that_keeps_talking(
    autojump_clock: MockClock, default: Deadlines, serve_one: ServeOne, nursery: trio.Nursery
) -> None:
    served = serve_one(text_session(), default)
    nursery.start_soon(served.run)
    await served.client.send_all(b"QUIT\nUPPER too late\n")
    assert b"".join([bytes(chunk) async for chunk in served.client]) == b"BYE\n"
    await trio.sleep(2)
    await served.client.aclose()
    assert served.ending is Ending.FINISHED
    assert served.seconds == pytest.approx(1)


@pytest.mark.parametrize(
    "name", ["proxy", "handshake", "idle", "line", "write", "session", "unterminated", "linger"]
)
@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_deadline_is_no_negative_number(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=f"the {name} timeout"):
        Deadlines(**{name: seconds})
