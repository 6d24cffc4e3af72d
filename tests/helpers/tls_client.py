"""Both ends of TLS in memory: bytes in, bytes out. The client's is an `ssl.SSLObject`."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime
from typing import final

from helpers.certificates import HOST
from helpers.sessions import take
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.session import Session
from trio_sockets.protocol.text import TextSession
from trio_sockets.tls_session import TlsSession


@final
class TlsClient:
    """Holds a conversation with a `TlsSession`, without a driver and without a network.

    :ivar heard: what the session inside has said.
    :ivar ended: whether the server has announced its end.
    :ivar taken: bytes of TLS that it took from the server.
    """

    def __init__(self, server: TlsSession, context: ssl.SSLContext) -> None:
        self._server = server
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=HOST)
        self.heard = b""
        self.ended = False
        self.taken = 0

    def shake_hands(self) -> None:
        """Agree on keys; the session inside begins, and what it says first is heard.

        :raises ssl.SSLError: it is not to be.
        """
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self._server.receive_data(self._outgoing.read())
                self._arrive(self._server.data_to_send())
            else:
                break
        self.give()

    def encrypted(self, data: bytes) -> bytes:
        """Return what has to arrive for this to be said: a record."""
        self.tls.write(data)
        return self._outgoing.read()

    def close_notify(self) -> bytes:
        """Return what has to arrive for the end to be announced."""
        with suppress(ssl.SSLWantReadError):  # the server has not announced its own yet
            self.tls.unwrap()
        return self._outgoing.read()

    def say(self, data: bytes) -> bytes:
        """Say this, and return what is answered at once."""
        return self.give(self.encrypted(data))

    def give(self, data: bytes = b"") -> bytes:
        """Have bytes of TLS arrive, and return what is answered at once."""
        if data := self._outgoing.read() + data:
            self._server.receive_data(data)
        return self.hear(take(self._server))

    def hear(self, data: bytes) -> bytes:
        """Take bytes of TLS, and return what they say.

        :raises ssl.SSLError: they are an alert, or no TLS.
        """
        self._arrive(data)
        said = b""
        try:
            while more := self.tls.read(100_000):
                said += more
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:  # so it says once our own end was announced
            self.ended = True
        else:
            self.ended = True
        self.heard += said
        return said

    def _arrive(self, data: bytes) -> None:
        self._incoming.write(data)
        self.taken += len(data)


@final
class TlsPair:
    """A client that has shaken hands, its server's end, and the session inside."""

    def __init__(self, session: Session, serving: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
        self.inside = session
        self.server = TlsSession(session, serving)
        self.client = TlsClient(self.server, trusting)
        self.client.shake_hands()


def new_text() -> TextSession:
    return TextSession(now=lambda: datetime(2026, 11, 22, 19, tzinfo=UTC))


def new_game() -> GameSession:
    return GameSession(secret=63, parameters=Parameters(1, 100, 7))
