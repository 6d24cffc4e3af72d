"""TLS over any stream, with the half-close that `trio.SSLStream` lacks."""

import ssl
from contextlib import suppress
from typing import Any, cast, final

import trio

CLOSE_NOTIFY = b"close-notify"
"""Writing this very object (not equal bytes) to a `_HalfClosing` sends a close_notify."""

RECORD = 16 * 1024
"""Bytes in a TLS record at most (RFC 8446, section 5.1)."""

UNEXPECTED_EOF = "UNEXPECTED_EOF_WHILE_READING"
"""OpenSSL's reason when the transport ends without a close_notify."""

ALERT = 1.0
"""Seconds to send the alert after a failed handshake, as the peer may not read it."""


@final
class TlsStream(trio.abc.HalfCloseableStream):
    """A `trio.SSLStream` that can half-close: send no more, and still receive.

    TLS allows half-close (RFC 8446, section 6.1). `trio.SSLStream` has only `unwrap`, which treats
    further data from the peer as an error. Everything else works as in `trio.SSLStream`.

    If the transport ends without the peer's close_notify, an attacker may have truncated the data.
    So `receive_some` then raises `trio.BrokenResourceError`, whose cause is an `ssl.SSLEOFError`
    with a ``reason``, on every Python and with every context.

    :param transport: the stream below. It is closed with this one.
    :param context: the caller's context. This changes it: ``sslobject_class`` is set, and
        ``OP_IGNORE_UNEXPECTED_EOF`` (a default of CPython before 3.11.4) is cleared.
    :param server_hostname: the name or IP address that the server's certificate must have; for
        clients.
    :param server_side: whether this is the server's end of the connection.
    """

    def __init__(
        self,
        transport: trio.abc.Stream,
        context: ssl.SSLContext,
        *,
        server_hostname: str | None = None,
        server_side: bool = False,
    ) -> None:
        context.sslobject_class = _HalfClosing
        context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)  # not with OpenSSL 1.1.1
        self._transport = transport
        self._wrapping = _Wrapping(context)
        self._tls = trio.SSLStream(
            transport,
            cast("ssl.SSLContext", self._wrapping),
            server_hostname=server_hostname,
            server_side=server_side,
        )

    async def do_handshake(self) -> None:
        """Do the handshake. Other methods do it when needed, but send no alert if it fails.

        :raises trio.BrokenResourceError: the handshake failed. If TLS was the reason, the cause is
            an `ssl.SSLError`, and the peer has been sent an alert (RFC 8446, section 6.2).
        """
        try:
            await self._tls.do_handshake()
        except trio.BrokenResourceError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                await self._send_alert()
            raise

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """See `trio.abc.SendStream.send_all`."""
        await self._tls.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        """See `trio.abc.SendStream.wait_send_all_might_not_block`."""
        await self._tls.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        """See `trio.abc.ReceiveStream.receive_some`."""
        return await self._tls.receive_some(max_bytes)

    async def send_eof(self) -> None:
        """Send a close_notify, and leave the transport open in both directions."""
        await self._tls.send_all(CLOSE_NOTIFY)

    async def aclose(self) -> None:
        """Send a close_notify, unless one has been sent, and close the transport."""
        await self._tls.aclose()

    async def _send_alert(self) -> None:
        """Send the alert that OpenSSL has written, and that `trio.SSLStream` does not send."""
        if alert := self._wrapping.outgoing.read():
            with suppress(trio.BrokenResourceError), trio.move_on_after(ALERT):
                await self._transport.send_all(alert)


@final
class _Wrapping:
    """The part of a context that `trio.SSLStream` uses; it also gives access to unsent bytes."""

    outgoing: ssl.MemoryBIO

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def wrap_bio(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, **options: Any
    ) -> ssl.SSLObject:
        """See `ssl.SSLContext.wrap_bio`."""
        self.outgoing = outgoing
        return self._context.wrap_bio(incoming, outgoing, **options)


class _HalfClosing(ssl.SSLObject):
    """The SSL object inside a `trio.SSLStream`, made by ``SSLContext.sslobject_class``.

    At an unexpected end, each method raises `ssl.SSLEOFError` with a reason.
    """

    _kept = b""  # a class attribute: Python does not call __init__ for these objects

    def do_handshake(self) -> None:
        """See `ssl.SSLObject.do_handshake`."""
        try:
            super().do_handshake()
        except ssl.SSLError as error:
            raise _normalised(error) from None

    def write(self, data: Any) -> int:
        """Encrypt some bytes; for the object `CLOSE_NOTIFY`, write that alert instead."""
        if data is not CLOSE_NOTIFY:
            return self._write(data)
        # SSL_shutdown(3) would discard data that has arrived, but was not read yet.
        with suppress(ssl.SSLError):  # all data is read; or the end, which `read` will raise again
            while more := super().read(RECORD):
                self._kept += more
        with suppress(ssl.SSLWantReadError, ssl.SSLEOFError):  # no close_notify of the peer yet
            self.unwrap()
        return 0

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - its name in ssl
        """Decrypt some bytes; none if the peer has sent its close_notify."""
        if self._kept:
            data, self._kept = self._kept[:len], self._kept[len:]
            return data
        try:
            return super().read(len, buffer)
        except ssl.SSLZeroReturnError:  # raised after our own close_notify was sent
            return b""
        except ssl.SSLError as error:
            raise _normalised(error) from None

    def unwrap(self) -> None:
        """See `ssl.SSLObject.unwrap`."""
        try:
            super().unwrap()
        except ssl.SSLError as error:
            raise _normalised(error) from None

    def _write(self, data: Any) -> int:
        try:
            return super().write(data)
        except ssl.SSLError as error:
            raise _normalised(error) from None


def _normalised(error: ssl.SSLError) -> ssl.SSLError:
    """Return an unexpected end as CPython 3.11.4 and later first raise it; others unchanged.

    Before 3.11.4, with OpenSSL 3, it was a plain `ssl.SSLError`. OpenSSL 1.1.1 never gives a reason
    for it, and OpenSSL 3 gives none when it is raised again.
    """
    if not isinstance(error, ssl.SSLEOFError) and error.reason != UNEXPECTED_EOF:
        return error
    end = ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol")
    end.library, end.reason = "SSL", UNEXPECTED_EOF
    return end
