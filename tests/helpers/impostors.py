"""What may listen where a server or a Valkey should: it is silent, or not what was looked for."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeAlias

import trio

from trio_sockets.tls import TlsStream

Speak: TypeAlias = Callable[[trio.SocketStream], Awaitable[None]]
"""What one does with a client. The connection ends with it."""

CHUNK = 16 * 1024


@asynccontextmanager
async def listening(speak: Speak) -> AsyncIterator[int]:
    """Have one listen on this machine; the block gets its port."""

    async def serve(stream: trio.SocketStream) -> None:
        async with stream:
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):  # it has left
                await speak(stream)

    async with trio.open_nursery() as nursery:
        [listener] = await nursery.start(partial(trio.serve_tcp, serve, 0, host="127.0.0.1"))
        yield listener.socket.getsockname()[1]
        nursery.cancel_scope.cancel()


def silent(heard: Callable[[], object] = bool) -> Speak:
    """Return one that never answers.

    :param heard: called once a client has said something.
    """

    async def speak(stream: trio.SocketStream) -> None:
        await stream.receive_some()
        heard()
        await trio.sleep_forever()

    return speak


def answering(said: bytes) -> Speak:
    """Return one that says this when a client has said something, and waits for more."""

    async def speak(stream: trio.SocketStream) -> None:
        await stream.receive_some()
        await stream.send_all(said)
        await stream.receive_some()

    return speak


async def closing(stream: trio.SocketStream) -> None:
    """Close when a client has said something."""
    await stream.receive_some()


async def resetting(stream: trio.SocketStream) -> None:
    """Reset the connection when a client has said something."""
    await stream.receive_some()
    stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1" + bytes(7))


def secure(
    context: ssl.SSLContext, speak: Callable[[TlsStream], Awaitable[None]] | None = None
) -> Speak:
    """Return one that speaks TLS.

    :param speak: what it does over it; it waits for the client's end, if there is nothing.
    """

    async def shake_hands(stream: trio.SocketStream) -> None:
        async with TlsStream(stream, context, server_side=True) as safe:
            await safe.do_handshake()
            await (safe.receive_some() if speak is None else speak(safe))

    return shake_hands


class Front:
    """What ends the TLS in front of a server that has none: a relay.

    :ivar fault: what a client gets in place of the server's next bytes, once: ``garbled``, which is
        a record that is none, or ``cut``, the end of the connection without a close_notify.
    """

    def __init__(self, context: ssl.SSLContext, port: int) -> None:
        self._context, self._port = context, port
        self.fault = ""

    async def speak(self, transport: trio.SocketStream) -> None:
        """Serve one client: see `Speak`."""

        async def relay(near: TlsStream) -> None:
            async with (
                await trio.open_tcp_stream("127.0.0.1", self._port) as far,
                trio.open_nursery() as nursery,
            ):
                nursery.start_soon(self._answer, far, near, transport, nursery.cancel_scope)
                with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                    while chunk := await near.receive_some(CHUNK):
                        await far.send_all(chunk)
                nursery.cancel_scope.cancel()

        await secure(self._context, relay)(transport)

    async def _answer(
        self,
        far: trio.SocketStream,
        near: TlsStream,
        transport: trio.SocketStream,
        done: trio.CancelScope,
    ) -> None:
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            while chunk := await far.receive_some(CHUNK):
                fault, self.fault = self.fault, ""
                if fault == "garbled":
                    await transport.send_all(b"\x17\x03\x03\x00\x20" + bytes(32))
                elif fault == "cut":
                    await transport.send_eof()
                else:
                    await near.send_all(chunk)
        done.cancel()
