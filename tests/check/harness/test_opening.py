"""How the checker begins a conversation with a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing

from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.harness.opening import begin, begin_anyhow
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.wire import PATIENCE, UNENDED, Wire

WORDS = 'higher = "H"\nlower = "L"\nwin = "W"\nlose = "X"\n'
SHEET = "parameters = { low = 1, high = 9, tries = 3 }\n"
TOLD = 'greeting = "{low} {high} {tries}"\n'


@asynccontextmanager
async def talking(
    toml: str, service: str = "game"
) -> AsyncIterator[tuple[Wire, trio.abc.Stream, trio.Nursery]]:
    """Give a wire, the server's end of it, and a nursery for what the server does meanwhile."""
    mine, theirs = trio.testing.memory_stream_pair()
    wire = Wire(mine, parse_dialect("class", toml).of_service(service), trio.current_time())  # type: ignore[arg-type]
    async with trio.open_nursery() as nursery:
        yield wire, theirs, nursery
        nursery.cancel_scope.cancel()


async def serve(server: trio.abc.Stream, *steps: tuple[bytes, bytes]) -> None:
    """Read exactly what is expected, and answer it, step by step."""
    for expected, answer in steps:
        heard = b""
        while len(heard) < len(expected):
            heard += await server.receive_some(len(expected) - len(heard))
        assert heard == expected
        await server.send_all(answer)


async def test_a_name_waits_for_its_question_and_for_the_reply(
    autojump_clock: trio.testing.MockClock,
) -> None:
    first = 'first = [{ prompt = "Name? ", say = "{name}", reply = "Hi {name}" }, "1"]\n'
    first += 'ignore = ["Welcome."]\n'
    async with talking(f"[game]\n{first}{TOLD}{WORDS}") as (wire, server, nursery):

        async def welcome() -> None:
            await trio.sleep(1)
            await server.send_all(b"Welcome. Name? ")
            await serve(server, (b"trio\n", b""))
            await trio.sleep(1)
            await serve(server, (b"", b"Hi trio\n"), (b"1\n", b"1 9 3\n"))

        nursery.start_soon(welcome)
        assert await begin(wire) == b"1 9 3"
        assert trio.current_time() == pytest.approx(2)


async def test_the_same_question_twice_is_two_questions(
    autojump_clock: trio.testing.MockClock,
) -> None:
    first = 'first = [{ prompt = "> ", say = "a" }, { prompt = "> ", say = "b" }]\n'
    async with talking(f"[game]\n{first}{TOLD}{WORDS}") as (wire, server, nursery):

        async def ask() -> None:
            await serve(server, (b"", b"> "), (b"a\n", b""))
            await trio.sleep(1)
            await serve(server, (b"", b"> "), (b"b\n", b"1 9 3\n"))

        nursery.start_soon(ask)
        assert await begin(wire) == b"1 9 3"
        assert trio.current_time() == pytest.approx(1)


async def test_without_a_reply_the_server_is_given_time_to_read(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with talking(f'[game]\nfirst = ["a", "b"]\n{SHEET}{WORDS}') as (wire, server, nursery):
        nursery.start_soon(serve, server, (b"a\nb\n", b""))
        assert await begin(wire) == b""
        assert trio.current_time() == pytest.approx(2 * UNENDED)


@pytest.mark.parametrize(("said", "error"), [(b"Welcome\n", False), (b"", True)])
async def test_the_banner_of_a_service_is_awaited(
    autojump_clock: trio.testing.MockClock,
    said: bytes,
    error: bool,  # noqa: FBT001 - a case
) -> None:
    async with talking('[text]\ngreeting = "Welcome"', "text") as (wire, server, nursery):
        nursery.start_soon(server.send_all, said)
        if error:
            with pytest.raises(StopScript):
                await begin(wire)
            assert trio.current_time() == pytest.approx(PATIENCE)
        else:
            assert await begin(wire) == b""
            nursery.start_soon(serve, server, (b"hello\n", b"HELLO\n"))
            assert await wire.ask("hello") == b"HELLO"


async def test_a_server_that_asks_for_nothing_may_be_talked_to_all_the_same(
    autojump_clock: trio.testing.MockClock,
) -> None:
    toml = f'[game]\nfirst = [{{ prompt = "Name? ", say = "a" }}]\n{SHEET}{WORDS}'
    async with talking(toml) as (wire, _server, _nursery):
        assert await begin_anyhow(wire) == b""
        assert wire.conversation().sent == b""
