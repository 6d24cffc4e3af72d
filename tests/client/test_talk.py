"""Any service by hand: both directions at once."""

import io

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked

from helpers.support import InMemory
from trio_sockets import DisconnectedError, SilentError
from trio_sockets.client.talk import (
    EndedBy,
    PipeOutput,
    TerminalOutput,
    talk,
    without_byte_order_mark,
)


class Typist:
    """Types chunks with pauses, then ends its input or waits for ever."""

    def __init__(self, *chunks: bytes, pause: float = 0, ends: bool = True) -> None:
        self._chunks = list(chunks)
        self._pause = pause
        self._ends = ends

    async def read(self) -> bytes:
        await trio.sleep(self._pause)
        if not self._chunks and not self._ends:
            await trio.sleep_forever()
        return self._chunks.pop(0) if self._chunks else b""


async def test_every_reply_comes_before_the_end(in_memory: InMemory) -> None:
    output = io.BytesIO()
    async with in_memory("text") as (_, listener), await listener.connect() as stream:
        typist = Typist(b"UPPER a\nLOW", b"ER B")
        ended_by = await talk(stream, typist.read, PipeOutput(output), timeout=10)
    assert output.getvalue() == b"A\nb\n"
    assert ended_by is EndedBy.US


async def test_what_the_server_says_appears_while_one_types(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    heard: list[tuple[float, bytes]] = []
    start = trio.current_time()
    async with in_memory("game") as (_, listener), await listener.connect() as stream:
        typist = Typist(b"50\n", b"60\n", b"quit\n", pause=3, ends=False)
        await talk(
            stream,
            typist.read,
            lambda data: heard.append((trio.current_time() - start, bytes(data))),
            timeout=10,
        )
    times = [time for time, _ in heard]
    assert [data[:4] for _, data in heard] == [b"GAME", b"LOWE", b"LOWE", b"BYE\n", b""]
    assert times == pytest.approx([0, 3, 6, 9, 9])


async def test_the_servers_goodbye_ends_it_although_input_goes_on(in_memory: InMemory) -> None:
    output = io.BytesIO()
    async with in_memory("text") as (_, listener), await listener.connect() as stream:
        typist = Typist(b"QUIT\n", ends=False)
        ended_by = await talk(stream, typist.read, PipeOutput(output), timeout=10)
    assert output.getvalue() == b"BYE\n"
    assert ended_by is EndedBy.SERVER


async def test_a_server_that_stays_silent_after_the_last_input_is_given_up(
    autojump_clock: MockClock,
) -> None:
    client, _server = memory_stream_pair()
    start = trio.current_time()
    with pytest.raises(SilentError, match="neither answered nor closed within 10 s"):
        await talk(client, Typist(b"hello").read, PipeOutput(io.BytesIO()), timeout=10)
    assert trio.current_time() - start == pytest.approx(10)


async def test_each_answer_renews_the_patience(autojump_clock: MockClock) -> None:
    client, server = memory_stream_pair()

    async def answer_slowly() -> None:
        for _ in range(5):
            await trio.sleep(9)
            await server.send_all(b"x")
        await server.send_eof()

    output = io.BytesIO()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(answer_slowly)
        await talk(client, Typist().read, PipeOutput(output), timeout=10)
    assert output.getvalue() == b"xxxxx"


class Resetting(trio.abc.HalfCloseableStream):
    """A connection that the server has reset."""

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        await trio.lowlevel.checkpoint()
        raise trio.BrokenResourceError

    async def send_all(self, data: object) -> None:
        await trio.lowlevel.checkpoint()
        raise trio.BrokenResourceError

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.checkpoint()

    async def send_eof(self) -> None:
        await trio.lowlevel.checkpoint()
        raise trio.BrokenResourceError

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()


class ResetWhileSending(Resetting):
    """As the system has it: whoever sends is told of the reset, and then the input just ends."""

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        await wait_all_tasks_blocked()
        return b""


@pytest.mark.parametrize(
    ("stream", "typist"),
    [
        (Resetting(), Typist(b"hello")),
        (Resetting(), Typist()),
        (ResetWhileSending(), Typist(b"hello")),
    ],
)
async def test_a_reset_is_an_error_in_one_line(stream: Resetting, typist: Typist) -> None:
    with pytest.raises(DisconnectedError, match="reset"):
        await talk(stream, typist.read, PipeOutput(io.BytesIO()), timeout=10)


@pytest.mark.parametrize(
    ("chunks", "sent"),
    [
        ([b"\xef\xbb\xbfUPPER a\r\n", b"\xef\xbb\xbfb"], b"UPPER a\r\n\xef\xbb\xbfb"),
        ([b"\xef", b"\xbb", b"\xbf", b"UPPER a\n"], b"UPPER a\n"),
        ([b"\xef", b"\xbba"], b"\xef\xbba"),
        ([b"\xef\xbb\xbf"], b""),
        ([b"\xef"], b"\xef"),
        ([b"a", b"\xef\xbb\xbf"], b"a\xef\xbb\xbf"),
        ([], b""),
    ],
)
async def test_a_byte_order_mark_of_windows_is_not_sent(chunks: list[bytes], sent: bytes) -> None:
    read, seen = without_byte_order_mark(Typist(*chunks).read), b""
    while data := await read():
        seen += data
    assert seen == sent


async def test_the_end_of_input_is_asked_for_once() -> None:
    calls = 0

    async def read() -> bytes:
        nonlocal calls
        calls += 1
        return b""

    assert await without_byte_order_mark(read)() == b""
    assert calls == 1  # at a terminal, a second one would wait for a second Ctrl-D


def test_a_terminal_never_gets_a_control_character() -> None:
    screen = io.StringIO()
    show = TerminalOutput(screen)
    for data in (b"a\x1b[2J\xc3", b"\xa9\r\n\tb\0\xff", "\u202eevil\u2028".encode(), b""):
        show(data)
    assert screen.getvalue() == "a\\x1b[2Jé\n\tb\\x00\\xff\\u202eevil\\u2028\n"


def test_a_terminal_gets_what_has_no_newline_at_once() -> None:
    screen = io.StringIO()
    show = TerminalOutput(screen)
    show(b"guess? ")
    assert screen.getvalue() == "guess? "
    show(b"")
    assert screen.getvalue() == "guess? \n"


def test_a_pipe_gets_the_bytes_unchanged() -> None:
    output = io.BytesIO()
    show = PipeOutput(output)
    data = bytes(range(256))
    show(data)
    show(b"")
    assert output.getvalue() == data
