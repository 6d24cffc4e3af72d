"""A conversation over TLS: a handshake first, and an end that says so."""

import ssl
from typing import final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection, seconds
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.ending import Ending
from trio_sockets.tls import TlsStream


@final
class TlsConnection(Connection):
    """A `Connection` whose stream is wrapped in TLS, and that begins with the handshake.

    :param transport: carries the TLS; it is this connection's to close.
    :param session: see `Connection`. It begins after the handshake, and so do its deadlines.
    :param deadlines: see `Connection`.
    :param context: of a server, with its certificate.
    """

    __slots__ = ("_closed", "_cut", "_reason", "_tls")

    NOTIFIES = True

    def __init__(
        self,
        transport: trio.abc.Stream,
        session: Session,
        deadlines: Deadlines,
        context: ssl.SSLContext,
    ) -> None:
        self._tls = TlsStream(transport, context, server_side=True)
        super().__init__(self._tls, session, deadlines)
        self._closed = False
        self._cut = False
        self._reason: str | None = None

    def about(self) -> dict[str, int | str]:
        """See `Connection.about`; and why the handshake failed, in OpenSSL's words."""
        reason = {} if self._reason is None else {"reason": self._reason}
        return {**super().about(), **reason}

    async def run(self) -> Ending:
        """See `Connection.run`. Who is dismissed during the handshake hears of it afterwards.

        An end without a close_notify (RFC 8446, section 6.1) is that of a peer which closed: many
        do it so, and whoever could cut the connection would learn and change nothing by it. Whole
        lines have been answered by then. Bytes that no LF ended are not: they may not be all.
        """
        try:
            with trio.fail_after(seconds(self._deadlines.handshake)):
                await self._tls.do_handshake()
        except trio.TooSlowError:
            return Ending.HANDSHAKE_TIMEOUT
        except trio.BrokenResourceError as error:
            if not isinstance(error.__cause__, ssl.SSLError):
                return Ending.RESET
            self._reason = error.__cause__.reason
            return Ending.HANDSHAKE_FAILED
        else:
            ending = await super().run()
            return Ending.PEER_CLOSED if self._cut else ending
        finally:
            await self.aclose()

    async def turn_away(self, _code: ErrorCode) -> None:
        """Close without a word: before a handshake there can be none."""
        await self.aclose()

    async def aclose(self) -> None:
        """See `Connection.aclose`; and free what TLS took. A second time, nothing is left to do."""
        if not self._closed:
            self._closed = True
            try:
                await super().aclose()
            finally:
                self._tls.forget()

    async def _receive(self) -> bytes | bytearray:
        try:
            return await super()._receive()
        except trio.BrokenResourceError as error:
            self._cut = isinstance(error.__cause__, ssl.SSLEOFError)
            raise
