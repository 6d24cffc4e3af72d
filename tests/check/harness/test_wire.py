"""The checker's end of a connection: what it writes down, and what it gives up on."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.support import receive_all
from trio_sockets import TcpAddress
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.connecting import open_stream
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.wire import PAUSE, Wire
from trio_sockets.check.model.transcript import (
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)

SOON = 0.05


@asynccontextmanager
async def talking(
    dialect: str = "ours", *, narrow: bool = False, spares_port: bool = False
) -> AsyncIterator[tuple[Wire, trio.SocketStream]]:
    """Give a wire, and the program's end of it, which takes no bytes by itself."""
    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        address = TcpAddress("127.0.0.1", listener.socket.getsockname()[1])
        stream = await open_stream(address, narrow=narrow)
        program = await listener.accept()
    wire = Wire(stream, load_dialect(dialect), trio.current_time(), spares_port=spares_port)
    async with program:
        yield wire, program
    wire.drop()


def happened(wire: Wire) -> list[type[Event]]:
    return [type(event) for event in wire.conversation().events]


async def break_off(program: trio.SocketStream) -> None:
    program.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await program.aclose()


# --- Messages ----------------------------------------------------------------------------------
async def test_lines_are_read_one_by_one() -> None:
    async with talking() as (wire, program):
        await program.send_all(b"one\r\ntwo\nthr")
        assert [await wire.read_message(), await wire.read_message()] == [b"one", b"two"]
        await program.send_all(b"ee\n")
        assert await wire.read_message() == b"three"


async def test_without_ends_a_message_is_what_comes_in_one_go() -> None:
    async with talking("sheet") as (wire, program):
        await program.send_all(b"one ")
        await program.send_all(b"two")
        assert await wire.read_message() == b"one two"
        await program.send_all(b"three")
        assert await wire.read_message() == b"three"


async def test_a_request_ends_as_the_dialect_says() -> None:
    for dialect, sent in (("ours", b"50\n"), ("sheet", b"50")):
        async with talking(dialect) as (wire, program):
            await wire.say("50")
            assert await program.receive_some() == sent


async def test_pieces_arrive_apart(mock_clock: MockClock) -> None:
    """The clock stands still until the first piece has been read, so that nobody is late."""
    async with talking() as (wire, program), trio.open_nursery() as nursery:
        nursery.start_soon(wire.send, b"one", b"two")
        assert await program.receive_some() == b"one"
        await wait_all_tasks_blocked()  # until the sender pauses
        mock_clock.jump(PAUSE)
        assert await program.receive_some() == b"two"


async def test_what_need_not_come_is_not_missed() -> None:
    async with talking() as (wire, program):
        assert await wire.try_message(SOON) is None
        await program.send_all(b"unended")
        assert await wire.try_message(SOON) is None
        await program.send_all(b"\n")
        assert await wire.try_message() == b"unended"
        assert happened(wire) == [Received, Received]


async def test_anything_can_be_heard_whole_or_not() -> None:
    async with talking() as (wire, program):
        assert await wire.hear(SOON) == b""
        await program.send_all(b"half")
        assert await wire.hear() == b"half"
        await program.aclose()
        assert await wire.hear() == b""


async def test_bytes_are_counted() -> None:
    async with talking() as (wire, program):
        await program.send_all(b"abcdef")
        assert await wire.read_exactly(4) == b"abcd"
        assert await wire.read_exactly(2) == b"ef"


# --- What does not come ------------------------------------------------------------------------
async def test_silence_is_written_down() -> None:
    async with talking() as (wire, _program):
        with pytest.raises(StopScript):
            await wire.ask("hello", within=SOON)
        *_, last = wire.conversation().events
        assert isinstance(last, Silence)
        assert (last.seconds, last.blocked) == (SOON, False)


async def test_a_program_that_does_not_read_blocks_the_sender() -> None:
    async with talking() as (wire, _program):
        with pytest.raises(StopScript):
            await wire.send(bytes(2**24), within=SOON)
        *_, last = wire.conversation().events
        assert isinstance(last, Silence)
        assert last.blocked


async def test_a_slow_network_takes_less_than_it_is_given() -> None:
    async with talking(narrow=True) as (wire, program):
        assert await program.socket.send(bytes(2**20)) < 2**18
        assert len(await wire.read_exactly(1000)) == 1000


# --- Ends --------------------------------------------------------------------------------------
async def test_the_end_of_a_program_is_written_down() -> None:
    async with talking() as (wire, program):
        await program.send_all(b"last\nwords")
        await program.aclose()
        assert await wire.read_message() == b"last"
        assert await wire.read_to_end() == b"words"
        with pytest.raises(StopScript):
            await wire.read_message()
        assert wire.conversation().end == wire.conversation().all(Ended)[0]


async def test_a_reset_is_written_down() -> None:
    async with talking() as (wire, program):
        await break_off(program)
        with pytest.raises(StopScript):
            await wire.read_message()
        assert happened(wire) == [Reset]


async def test_a_reset_is_met_while_sending_too() -> None:
    async with talking() as (wire, program):
        await break_off(program)
        with pytest.raises(StopScript):
            await wire.send(b"to", b"nobody")
        assert happened(wire) == [Sent, Reset]


async def test_after_a_half_close_a_reply_can_still_come() -> None:
    async with talking() as (wire, program):
        await wire.send(b"hello")
        await wire.half_close()
        assert await receive_all(program) == b"hello"
        await program.send_all(b"bye\n")
        assert await wire.read_message() == b"bye"
        assert happened(wire) == [Sent, HalfClosed, Received]


async def test_leaving_is_a_fin() -> None:
    async with talking() as (wire, program):
        await wire.leave()
        assert await program.receive_some() == b""
        assert happened(wire) == [Left]


async def test_leaving_rudely_is_an_rst() -> None:
    async with talking() as (wire, program):
        await wire.leave(rudely=True)
        with pytest.raises(trio.BrokenResourceError):
            await program.receive_some()


async def test_who_has_left_can_do_nothing_more() -> None:
    async with talking() as (wire, _program):
        await wire.leave()
        await wire.leave()
        await wire.half_close()
        assert await wire.try_message() is None
        for again in (wire.send(b"x"), wire.read_message(), wire.read_exactly(1)):
            with pytest.raises(StopScript):
                await again
        assert happened(wire) == [Left]


async def test_the_port_of_a_program_that_closed_first_is_free_at_once() -> None:
    async with talking(spares_port=True) as (wire, program):
        port = program.socket.getsockname()[1]
        await program.aclose()
        await wire.leave()
    with socket.socket() as without_reuseaddr:
        without_reuseaddr.bind(("127.0.0.1", port))


async def test_who_was_refused_has_no_connection() -> None:
    wire = Wire(None, load_dialect("ours"), trio.current_time())
    wire.refused("Connection refused")
    with pytest.raises(StopScript):
        await wire.ask("hello")
    assert happened(wire) == [Refused]
