"""A conversation over TLS: a handshake first, and then like any other conversation."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias, final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection
from trio_sockets.server.deadlines import Deadlines, seconds
from trio_sockets.server.ending import Ending
from trio_sockets.server.turns import take_turn
from trio_sockets.tls_faults import server_fault
from trio_sockets.tls_session import TlsSession

Connect: TypeAlias = Callable[[Session, Deadlines], Connection]
"""Returns a connection that drives a session over the client's transport."""


@final
class TlsConnection:
    """Does a TLS handshake, then drives a `TlsSession` with a `Connection`.

    :param connect: returns the connection.
    :param session: the session inside TLS. It and its deadlines begin after the handshake.
    :param deadlines: see `Connection`.
    :param context: a server's context, with its certificate.
    """

    __slots__ = ("_connection", "_deadlines", "_tls")

    def __init__(
        self, connect: Connect, session: Session, deadlines: Deadlines, context: ssl.SSLContext
    ) -> None:
        self._tls = TlsSession(session, context)
        self._connection = connect(self._tls, deadlines)
        self._deadlines = deadlines

    @property
    def on_last_reply(self) -> Callable[..., object] | None:
        """See `Connection.on_last_reply`. It is not called if the handshake fails."""
        return self._connection.on_last_reply

    @on_last_reply.setter
    def on_last_reply(self, call: Callable[..., object] | None) -> None:
        self._connection.on_last_reply = call

    @property
    def session(self) -> Session:
        """The session inside TLS."""
        return self._tls.inside

    @property
    def traffic(self) -> tuple[int, int]:
        """See `Connection.traffic`: bytes of the session inside, not of TLS."""
        return self._tls.traffic(self._connection.traffic[1])

    @property
    def flushes(self) -> int:
        """See `Connection.flushes`."""
        return self._connection.flushes

    def about(self) -> dict[str, int | str]:
        """See `Connection.about`; if the handshake failed, also the reason."""
        received, sent = self.traffic
        fault = self._tls.fault
        reason = {"reason": server_fault(fault)} if fault and self._tls.handshaking else {}
        return {**self._connection.about(), "received": received, "sent": sent, **reason}

    def dismiss(self, code: ErrorCode) -> None:
        """See `Connection.dismiss`. During the handshake, the final error waits for its end."""
        self._connection.dismiss(code)

    async def run(self) -> Ending:
        """See `Connection.run`."""
        failed: Ending | None = Ending.CANCELLED
        try:
            failed = await self._shake_hands()
        finally:
            if failed is not None:
                await self._give_up()
        if failed is not None:
            return failed
        return self._ending(await self._connection.run())

    async def reject(self, code: ErrorCode) -> None:  # noqa: ARG002 - as in `Driver`
        """Close without a final error: it cannot be sent before the handshake."""
        await self._give_up()

    def _ending(self, ending: Ending) -> Ending:
        """Return why the conversation ended, corrected by what only the TLS session knows."""
        tls = self._tls
        if ending is Ending.FINISHED and tls.fault is not None:
            return Ending.RESET
        if ending is Ending.RESET and tls.peer_closed:
            # It closed without waiting for our close_notify, which TLS allows.
            return ending if tls.lost(self._connection.traffic[1]) else Ending.PEER_CLOSED
        return ending

    async def _shake_hands(self) -> Ending | None:
        """Do the handshake; if it failed, return why."""
        tls = self._tls
        try:
            with trio.fail_after(seconds(self._deadlines.handshake)):
                while True:
                    if data := await self._connection.receive_some():
                        await take_turn()
                        tls.receive_data(data)
                    else:
                        tls.receive_eof()
                    if tls.fault or not tls.handshaking:
                        break
                    await self._send()
        except trio.TooSlowError:
            return Ending.HANDSHAKE_TIMEOUT
        except trio.BrokenResourceError:
            return Ending.RESET
        if tls.fault is None:
            return None
        with suppress(trio.BrokenResourceError), trio.move_on_after(self._deadlines.linger):
            await self._send()
        return Ending.HANDSHAKE_FAILED

    async def _send(self) -> None:
        if data := self._tls.data_to_send():
            await self._connection.send_all(data)

    async def _give_up(self) -> None:
        self._tls.connection_lost()
        await self._connection.aclose()
