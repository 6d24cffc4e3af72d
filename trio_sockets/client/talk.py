"""Any service, by hand or in a pipe: both directions at once."""

import codecs
import math
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import BinaryIO, TextIO, TypeAlias, final

import trio

from trio_sockets.client.errors import DisconnectedError, SilentError
from trio_sockets.figures import ShortFigure
from trio_sockets.protocol.session import BytesLike
from trio_sockets.visible import visible
from trio_sockets.words import say

BYTE_ORDER_MARK = codecs.BOM_UTF8

Read: TypeAlias = Callable[[], Awaitable[bytes]]
"""Returns what to send next, or nothing at the end."""

Show: TypeAlias = Callable[[BytesLike], object]
"""Takes what the server says, as it comes; nothing, once, at the end."""


@final
class EndedBy(Enum):
    """The side that ended a talk first."""

    US = "us"
    SERVER = "server"


async def talk(
    stream: trio.abc.HalfCloseableStream,
    read: Read,
    show: Show,
    *,
    timeout: float | None,  # noqa: ASYNC109 - of the server's silence, not of the talk
) -> EndedBy:
    """Send what is read, and show what is received, until the server closes.

    At the end of what is read the connection is half-closed, so that every reply still arrives.

    :param stream: the connection, which the caller closes.
    :param read: returns what to send next, or nothing at the end.
    :param show: takes what the server says.
    :param timeout: seconds that the server may be silent after the half-close; None for ever.
    :returns: the side that ended it: the server, unless what is read had ended before.
    :raises DisconnectedError: the server reset the connection.
    :raises SilentError: the server went silent after the half-close.
    """
    patience = trio.CancelScope()
    seconds = math.inf if timeout is None else timeout
    reset = False
    ended_by = EndedBy.SERVER

    async def send() -> None:
        nonlocal reset, ended_by
        while data := await read():
            try:
                await stream.send_all(data)
            except trio.BrokenResourceError:
                # It is gone: what it said last is still to be received. The system reports a reset
                # only once, so behind that there will be what looks like a proper end.
                reset = True
                return
        ended_by = EndedBy.US
        patience.deadline = trio.current_time() + seconds
        try:
            await stream.send_eof()
        except trio.BrokenResourceError:
            return

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send)
        with patience:
            try:
                async for data in stream:
                    show(data)
                    if patience.deadline < math.inf:
                        patience.deadline = trio.current_time() + seconds
            except trio.BrokenResourceError:
                reset = True
            finally:
                show(b"")
        nursery.cancel_scope.cancel()
    if reset:
        raise DisconnectedError(say("the server reset the connection"))
    if patience.cancelled_caught:
        raise SilentError(
            say(
                "the server neither answered nor closed within {seconds} s",
                seconds=ShortFigure(seconds),
            )
        )
    return ended_by


def without_byte_order_mark(read: Read) -> Read:
    """Return what reads the same, but for a byte order mark of UTF-8 at its begin.

    Editors and shells of Windows put one there, and a server would take it for part of a word.
    """
    begun = False

    async def read_on() -> bytes:
        nonlocal begun
        if begun:
            return await read()
        begun, held = True, b""
        while data := await read():
            held += data
            if not BYTE_ORDER_MARK.startswith(held):
                break
        return held.removeprefix(BYTE_ORDER_MARK)

    return read_on


class TerminalOutput:
    """Shows a server's bytes to a person: as text, with control characters made visible.

    :param output: the terminal.
    """

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self._at_line_start = True

    def __call__(self, data: BytesLike) -> None:
        """Show what came; at the end, close the last line."""
        text = self._decoder.decode(data, final=not data).replace("\r\n", "\n")
        if text:
            self._output.write(visible(text, keep="\n\t"))
            self._at_line_start = text.endswith("\n")
        if not data and not self._at_line_start:
            self._output.write("\n")
        self._output.flush()


class PipeOutput:
    """Passes a server's bytes on unchanged, for a program to read.

    :param output: the pipe or file.
    """

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def __call__(self, data: BytesLike) -> None:
        """Pass on what came, at once."""
        self._output.write(data)
        self._output.flush()
