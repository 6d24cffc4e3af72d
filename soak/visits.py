"""Connections to the servers: from a host of one's choice, through TLS or behind a proxy."""

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import final

import trio

from soak.authority import HOST
from soak.ledger import WrongReplyError
from soak.servers import PROXY_HOST, Door
from trio_sockets import Address, ClientError, TcpAddress
from trio_sockets.tls import TlsStream

STRANGER_HOST = "127.0.0.3"
CROWD_HOST = "127.0.0.4"
"""Trouble comes from hosts of its own: what it takes of their places, it takes from nobody else."""

CLIENT_OF_PROXY = "192.0.2.7"
HEADER = f"PROXY TCP4 {CLIENT_OF_PROXY} {HOST} 40000 50000\r\n".encode()

SHORT = 4096
"""Bytes that the system may keep for a client that does not read."""

PATIENCE = 30.0
"""Seconds that a client waits, for whatever it is. No promise is about this time."""

GREETINGS = {
    "echo": (b"hello\n", b"hello"),
    "text": (b"UPPER a\n", b"A"),
    "game": (b"0\n", b"ERR out-of-range "),  # it is no guess, so it wins no game
}
"""By service: a line, and how its answer begins."""

SHOWN = 60
"""Bytes, or characters, that are shown of a wrong reply."""


@final
class Visit:
    """A connection. All that it waits for raises `trio.TooSlowError` if it takes too long.

    :param door: where it leads.
    :param transport: the bare connection.
    :param stream: the same, or TLS over it.
    :ivar name: of its own end, as it can be seen from outside.
    """

    def __init__(self, door: Door, transport: trio.SocketStream) -> None:
        self.door = door
        self.transport = transport
        self.stream: trio.abc.HalfCloseableStream = transport
        self.name = name_of(door, transport)
        self._heard = bytearray()

    async def say(self, data: bytes) -> None:
        """Send all of it."""
        with trio.fail_after(PATIENCE):
            await self.stream.send_all(data)

    async def line(self) -> bytes:
        """Return the next line, without its end; or what there is before the connection's."""
        with trio.fail_after(PATIENCE):
            while b"\n" not in self._heard and (data := await self.stream.receive_some()):
                self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        return bytes(line)

    async def rest(self) -> bytes:
        """Return all that comes until the connection's end."""
        with trio.fail_after(PATIENCE):
            async for data in self.stream:
                self._heard += data
        rest = bytes(self._heard)
        self._heard.clear()
        return rest

    async def expect(self, *beginnings: bytes) -> None:
        """Receive as many lines, and see that they begin so.

        :raises WrongReplyError: one does not.
        """
        for beginning in beginnings:
            compare(await self.line(), beginning)

    async def expect_rest(self, expected: bytes) -> None:
        """Receive all until the end, and see that it is this.

        :raises WrongReplyError: it is not.
        """
        rest = await self.rest()
        if rest != expected:
            raise wrong(rest, expected)

    async def greet(self) -> None:
        """Say a whole line first: from then on, only a newline ends a line."""
        question, answer = GREETINGS[self.door.service]
        if self.door.service == "game":
            await self.expect(b"GAME ")
        await self.say(question)
        await self.expect(answer)

    def reset(self) -> None:
        """Close with an RST, where there is one: SO_LINGER on, and no time to linger."""
        self.transport.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.socket.close()


@final
class FailedVisitError(Exception):
    """A visit that did not go as it should.

    :param name: of our end of the connection; empty if it never came to one.
    :param error: what went wrong.
    """

    def __init__(self, name: str, error: Exception) -> None:
        super().__init__(name, error)
        self.name = name
        self.error = error


def compare(line: bytes, beginning: bytes) -> None:
    """See that a line begins so.

    :raises WrongReplyError: it does not.
    """
    if not line.startswith(beginning):
        raise wrong(line, beginning)


def wrong(got: bytes, expected: bytes) -> WrongReplyError:
    """Return the error for this reply."""
    return WrongReplyError(f"got {got[:SHOWN]!r}, not {expected[:SHOWN]!r}")


@asynccontextmanager
async def visit(
    door: Door, host: str = HOST, *, bare: bool = False, short: bool = False
) -> AsyncIterator[Visit]:
    """Connect for as long as the block lasts.

    :param host: to come from, where hosts are. As a proxy, it says whom it speaks for.
    :param bare: do neither; be just a connection.
    :param short: have the system keep little of what is not read.
    :raises FailedVisitError: there is no connection; or something went wrong in the block, which
        the server might be to blame for.
    """
    try:
        transport = await connect(door.address, host, short=short)
    except OSError as error:
        raise FailedVisitError("", error) from error
    visiting = Visit(door, transport)
    try:
        if not bare:
            if host == PROXY_HOST:
                await transport.send_all(HEADER)
            if door.tls is not None:
                secure = TlsStream(transport, door.tls, server_hostname=HOST)
                with trio.fail_after(PATIENCE):
                    await secure.do_handshake()
                visiting.stream = secure
        yield visiting
        with trio.fail_after(PATIENCE), suppress(trio.ClosedResourceError):  # it may be cut by now
            await visiting.stream.aclose()
    except (trio.BrokenResourceError, trio.TooSlowError, ClientError, WrongReplyError) as error:
        raise FailedVisitError(visiting.name, error) from error
    finally:
        await trio.aclose_forcefully(transport)


async def connect(address: Address, host: str, *, short: bool = False) -> trio.SocketStream:
    """Connect from this host.

    :raises OSError: there is no connection.
    """
    is_tcp = isinstance(address, TcpAddress)
    sock = trio.socket.socket(socket.AF_INET if is_tcp else socket.AF_UNIX)
    try:
        if short:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SHORT)
        if isinstance(address, TcpAddress):
            await sock.bind((host, 0))
            await sock.connect((address.host, address.port))
        else:
            await sock.connect(address.path)
    except BaseException:
        sock.close()
        raise
    return trio.SocketStream(sock)


def name_of(door: Door, transport: trio.SocketStream) -> str:
    """Return what can be seen from outside of a connection: whose it is, if it is over TCP."""
    if isinstance(door.address, TcpAddress):
        return str(TcpAddress(*transport.socket.getsockname()))
    return str(door.address)
