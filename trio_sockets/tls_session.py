"""A session inside TLS: TLS bytes in, TLS bytes out, and no I/O."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import final

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import BytesLike, Session

RECORD = 16 * 1024
"""Bytes in a TLS record at most (RFC 8446, section 5.1)."""


@final
class TlsSession:
    """A `Session` around another session: the server's end of TLS, over two `ssl.MemoryBIO`.

    First, a driver does the handshake, with `receive_data` and `data_to_send`, until `handshaking`
    is false. The session inside begins with the next call of `data_to_send`. When it ends, a
    close_notify follows its last bytes.

    It is not pure: OpenSSL draws random numbers, and reads the time.

    :param session: the session inside.
    :param context: a server's context, with its certificate.
    :ivar handshaking: whether the handshake is not finished yet.
    :ivar peer_closed: whether `receive_eof` of the session inside was called, for a close_notify.
    :ivar fault: why the handshake failed, or the error in a record. The conversation is over then,
        and the only output is the alert for this error (RFC 8446, section 6.2), if there is one.
    """

    __slots__ = (
        "_handed_out",
        "_incoming",
        "_notified",
        "_outgoing",
        "_over",
        "_received",
        "_sent",
        "_sent_before",
        "_tls",
        "fault",
        "handshaking",
        "inside",
        "peer_closed",
    )

    def __init__(self, session: Session, context: ssl.SSLContext) -> None:
        self.inside = session
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._notified = False  # a close_notify came; the session inside may not know it yet
        self._over = False  # the rest of `_outgoing` is the last output
        self._received = 0
        self._sent = self._sent_before = 0  # bytes inside TLS; and before the last piece
        self._handed_out = 0  # TLS bytes
        self.handshaking = True
        self.peer_closed = False
        self.fault: ssl.SSLError | None = None

    @property
    def on_output(self) -> Callable[[], object]:
        """See `Session.on_output`."""
        return self.inside.on_output

    @on_output.setter
    def on_output(self, call: Callable[[], object]) -> None:
        self.inside.on_output = call

    @property
    def wants_input(self) -> bool:
        """See `Session.wants_input`."""
        if self.handshaking:
            return not self._over
        return self.inside.wants_input and not (self._over or self._notified)

    @property
    def finished(self) -> bool:
        """See `Session.finished`."""
        return self._over or (self.inside.finished and not self.handshaking)

    @property
    def messages(self) -> int:
        """See `Session.messages`."""
        return self.inside.messages

    @property
    def pending(self) -> bool:
        """See `Session.pending`."""
        return self.inside.pending

    @property
    def unterminated(self) -> bool:
        """See `Session.unterminated`."""
        return self.inside.unterminated

    def receive_data(self, data: BytesLike) -> None:
        """See `Session.receive_data`. Data is decrypted only once the session inside has begun."""
        if self._over or self._notified:
            return
        self._incoming.write(data)
        if self.handshaking:
            self._shake_hands()
        elif self.inside.wants_input:
            self._decrypt()

    def receive_eof(self) -> None:
        """See `Session.receive_eof`: here, the transport has ended, which is not the end of TLS.

        Without a close_notify (RFC 8446, section 6.1), an attacker may have truncated the data.
        Whole messages have been answered by then; an unterminated last one gets no reply, as it
        may be incomplete.
        """
        if self.handshaking:
            end = ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol")
            self._fail(end)
        elif not self._notified:
            self._over = True

    def flush(self) -> None:
        """See `Session.flush`."""
        self.inside.flush()

    def close(self, code: ErrorCode) -> None:
        """See `Session.close`. The final error waits for the end of the handshake."""
        self.inside.close(code)

    def data_to_send(self) -> bytes:
        """See `Session.data_to_send`. A piece may be longer by the overhead of TLS, under 1%."""
        if not (self.handshaking or self._over):
            self._encrypt()
        piece = self._outgoing.read()
        self._handed_out += len(piece)
        return piece

    def connection_lost(self, *, excused: bool = False) -> None:
        """See `Session.connection_lost`."""
        self._over = True
        self.inside.connection_lost(excused=excused)

    def traffic(self, sent: int) -> tuple[int, int]:
        """Return how many bytes the session inside has received, and how many of its own were sent.

        :param sent: how many TLS bytes from `data_to_send` were sent; whole pieces only.
        """
        return self._received, self._sent if sent == self._handed_out else self._sent_before

    def lost(self, sent: int) -> bool:
        """Return whether the piece that was not sent had bytes of the session inside.

        :param sent: see `traffic`.
        """
        return self.traffic(sent)[1] != self._sent

    def _shake_hands(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return
        except ssl.SSLError as error:
            self._fail(error)
        else:
            self.handshaking = False

    def _take(self) -> bool:
        """Give new data or the end to the session inside; return whether there was anything."""
        if not self.inside.wants_input or self.peer_closed:
            return False
        if self._incoming.pending and not self._notified:
            return self._decrypt()
        if self._notified:
            self.peer_closed = True
            self.inside.receive_eof()
        return self._notified

    def _decrypt(self) -> bool:
        """Give the data of all whole records to the session inside; return whether any came."""
        records = []
        try:
            while self._incoming.pending and not self._notified:
                record = self._tls.read(RECORD)
                self._notified = not record
                records.append(record)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            self._fail(error)
        if data := records[0] if len(records) == 1 else b"".join(records):
            self._received += len(data)
            self.inside.receive_data(data)
        return bool(records)

    def _encrypt(self) -> None:
        """Encrypt one piece of the inner session's output; if it has finished, also the rest."""
        session = self.inside
        self._sent_before = self._sent
        while not (data := session.data_to_send()):
            if session.finished:
                self._close()
                return
            if not self._take():
                return
        self._write(data)
        if session.finished:  # the close_notify is sent with the last bytes
            if data := session.data_to_send():
                self._write(data)
            else:
                self._close()

    def _write(self, data: bytes) -> None:
        self._sent += len(data)
        try:
            while (written := self._tls.write(data)) < len(data):  # one record at a time
                data = data[written:]
        except ssl.SSLError as error:
            self._fail(error)

    def _close(self) -> None:
        """Write a close_notify."""
        self._over = True
        self._incoming.read()  # SSL_shutdown(3) would fail on unread data
        with suppress(ssl.SSLError):  # no close_notify of the peer yet
            self._tls.unwrap()

    def _fail(self, error: ssl.SSLError) -> None:
        self.fault = error.with_traceback(None)  # a traceback would keep this session in memory
        self._over = True
