"""Clients written like the sheet's: one send, no newline, then a wait for the reply."""

import pytest
import trio
from trio.testing import MockClock

from helpers.support import InMemory
from trio_sockets import Deadlines


async def ask(client: trio.abc.Stream, data: bytes) -> tuple[bytes, float]:
    """Send, wait for the reply, and return it with the seconds that took."""
    start = trio.current_time()
    await client.send_all(data)
    return bytes(await client.receive_some()), trio.current_time() - start


async def test_five_messages_without_a_newline_get_five_replies_half_a_second_each(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (_, listener), await listener.connect() as client:
        for word in (b"one", b"two", b"three", b"four", b"five"):
            reply, seconds = await ask(client, b"UPPER " + word)
            assert reply == word.upper() + b"\n"
            assert seconds == pytest.approx(0.5)


async def test_a_game_is_won_without_a_newline(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("game") as (_, listener), await listener.connect() as client:
        assert await client.receive_some() == b"GAME 1 100 7\n"
        low, high = 1, 100
        while True:
            guess = (low + high) // 2
            reply, seconds = await ask(client, str(guess).encode())
            assert seconds == pytest.approx(0.5)
            if reply.startswith(b"HIGHER"):
                low = guess + 1
            elif reply.startswith(b"LOWER"):
                high = guess - 1
            else:
                break
        assert reply.startswith(b"WIN ")


async def test_every_new_byte_starts_the_half_second_anew(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    """Windows telnet sends each key alone."""
    async with in_memory("text") as (_, listener), await listener.connect() as client:
        for key in b"UPPER slowl":
            await client.send_all(bytes([key]))
            await trio.sleep(0.4)
        reply, seconds = await ask(client, b"y")
        assert reply == b"SLOWLY\n"
        assert seconds == pytest.approx(0.5)


async def test_the_first_newline_ends_that_for_good(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (_, listener), await listener.connect() as client:
        assert (await ask(client, b"UPPER a"))[0] == b"A\n"
        assert (await ask(client, b"UPPER b\n"))[0] == b"B\n"
        await client.send_all(b"UPPER c")
        await trio.sleep(29)
        reply, seconds = await ask(client, b"d\n")
        assert reply == b"CD\n"
        assert seconds == pytest.approx(0)


async def test_a_terminator_that_comes_too_late_is_no_empty_line(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (_, listener), await listener.connect() as client:
        assert (await ask(client, b"UPPER a"))[0] == b"A\n"
        assert (await ask(client, b"\r\nUPPER b\r\n"))[0] == b"B\n"


async def test_what_is_too_long_without_a_newline_ends_there_too(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (_, listener), await listener.connect() as client:
        assert (await ask(client, 5000 * b"a"))[0].startswith(b"ERR line-too-long ")
        await trio.sleep(1)
        reply, seconds = await ask(client, b"UPPER a")
        assert reply == b"A\n"
        assert seconds == pytest.approx(0.5)


async def test_it_can_be_turned_off(autojump_clock: MockClock, in_memory: InMemory) -> None:
    options = {"deadlines": Deadlines(unterminated=None)}
    async with in_memory("text", **options) as (_, listener), await listener.connect() as client:
        reply, seconds = await ask(client, b"UPPER a")
        assert reply.startswith(b"ERR line-timeout ")
        assert seconds == pytest.approx(30)


async def test_it_can_be_slower(autojump_clock: MockClock, in_memory: InMemory) -> None:
    options = {"deadlines": Deadlines(unterminated=2)}
    async with in_memory("text", **options) as (_, listener), await listener.connect() as client:
        assert (await ask(client, b"UPPER a"))[1] == pytest.approx(2)


async def test_echo_never_waits_for_a_newline(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("echo") as (_, listener), await listener.connect() as client:
        reply, seconds = await ask(client, b"Hello, world")
        assert reply == b"Hello, world"
        assert seconds == pytest.approx(0)
