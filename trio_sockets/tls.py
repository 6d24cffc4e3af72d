"""TLS over any stream, with the half-close that `trio.SSLStream` lacks."""

import ssl
from contextlib import suppress
from typing import Any, cast, final

import trio

CLOSE_NOTIFY = b"close-notify"
"""Not these bytes: this very object, written to a `_HalfClosing`, says that no more will come."""

RECORD = 16 * 1024
"""Bytes in a TLS record at most (RFC 8446, section 5.1)."""

ALERT = 1.0
"""Seconds for the alert after a failed handshake: a few bytes, to a peer that need not read."""


@final
class TlsStream(trio.abc.HalfCloseableStream):
    """A `trio.SSLStream` that can end what it sends and still receive.

    TLS allows that (RFC 8446, section 6.1). `trio.SSLStream` offers only `unwrap`, which takes
    whatever the peer still has to say for an error. All else here is `trio.SSLStream`'s.

    An end of the transport without the peer's close_notify is no end: anybody on the way could have
    cut the connection. `receive_some` raises `trio.BrokenResourceError` then, whose cause is an
    `ssl.SSLEOFError`.

    :param transport: what carries it. It is closed with this stream.
    :param context: the caller's; its ``sslobject_class`` is set.
    :param server_hostname: whose certificate a client wants to see: a name or an IP address.
    :param server_side: whether this is the server's end.
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
        self._transport = transport
        self._wrapping = _Wrapping(context)
        self._tls = trio.SSLStream(
            transport,
            cast("ssl.SSLContext", self._wrapping),
            server_hostname=server_hostname,
            server_side=server_side,
        )

    async def do_handshake(self) -> None:
        """Agree on keys; everything else would do it first, but tell the peer less if it fails.

        :raises trio.BrokenResourceError: it failed. An `ssl.SSLError` is the cause, if it was TLS;
            then the peer has been sent the alert that says why (RFC 8446, section 6.2).
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
        """Send a close_notify. The transport stays open: its end would say nothing more."""
        await self._tls.send_all(CLOSE_NOTIFY)

    async def aclose(self) -> None:
        """Send a close_notify, unless it has been sent, and close the transport."""
        await self._tls.aclose()

    def forget(self) -> None:
        """Free the memory of a stream that is closed. From then on nobody may use it.

        A `trio.SSLStream` holds a method of its own, so it would stay until the garbage collector
        looks there. That cannot know how large OpenSSL's buffers are, and lets many of them gather.
        """
        vars(self._tls).clear()

    async def _send_alert(self) -> None:
        """Send what OpenSSL still has for the peer: `trio.SSLStream` leaves it where it is."""
        if alert := self._wrapping.outgoing.read():
            with suppress(trio.BrokenResourceError), trio.move_on_after(ALERT):
                await self._transport.send_all(alert)


@final
class _Wrapping:
    """All that `trio.SSLStream` wants of a context; and it shows what is yet to be sent."""

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
    """What `trio.SSLStream` drives, by way of ``SSLContext.sslobject_class``."""

    _kept = b""  # an attribute of the class, as Python makes these objects without calling __init__

    def write(self, data: Any) -> int:
        """Encrypt some bytes; or, for `CLOSE_NOTIFY` itself, the alert of that name."""
        if data is not CLOSE_NOTIFY:
            return super().write(data)
        # SSL_shutdown(3) throws away what has come and was not read yet.
        with suppress(ssl.SSLError):  # all has been read; or it is an end, which `read` meets again
            while more := super().read(RECORD):
                self._kept += more
        with suppress(ssl.SSLWantReadError, ssl.SSLEOFError):  # the peer has not sent its own yet
            self.unwrap()
        return 0

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - its name in ssl
        """Decrypt some bytes; none if the peer has sent its close_notify."""
        if self._kept:
            data, self._kept = self._kept[:len], self._kept[len:]
            return data
        try:
            return super().read(len, buffer)
        except ssl.SSLZeroReturnError:  # so it says that, once our own close_notify has been sent
            return b""
