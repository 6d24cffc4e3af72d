"""Any service, by hand or in a pipe: both directions at once."""

import codecs
import math
from collections.abc import Awaitable, Callable
from typing import BinaryIO, TextIO, TypeAlias

import trio

from trio_sockets.client.errors import DisconnectedError, SilentError
from trio_sockets.protocol.session import BytesLike
from trio_sockets.visible import visible

Show: TypeAlias = Callable[[BytesLike], object]
"""Takes what the server says, as it comes; nothing, once, at the end."""


async def talk(
    stream: trio.abc.HalfCloseableStream,
    read: Callable[[], Awaitable[bytes]],
    show: Show,
    *,
    timeout: float | None,  # noqa: ASYNC109 - of the server's silence, not of the talk
) -> None:
    """Send what is read, and show what is received, until the server closes.

    At the end of what is read the connection is half-closed, so that every reply still arrives.

    :param stream: the connection; whoever made it closes it.
    :param read: returns what to send next, or nothing at the end.
    :param show: takes what the server says.
    :param timeout: seconds that the server may be silent after the half-close; None for ever.
    :raises DisconnectedError: the server reset the connection.
    :raises SilentError: the server went silent after the half-close.
    """
    patience = trio.CancelScope()
    seconds = math.inf if timeout is None else timeout
    reset = False

    async def send() -> None:
        nonlocal reset
        while data := await read():
            try:
                await stream.send_all(data)
            except trio.BrokenResourceError:
                # It is gone: what it said last is still to be received. The system reports a reset
                # only once, so behind that there will be what looks like a proper end.
                reset = True
                return
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
        raise DisconnectedError("the server reset the connection")
    if patience.cancelled_caught:
        raise SilentError(f"the server neither answered nor closed within {seconds:g} s")


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
