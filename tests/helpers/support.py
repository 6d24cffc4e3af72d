"""What many tests share: types, streams, and small waits."""

import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Protocol

import pytest
import trio
from trio.testing import memory_stream_pair

from trio_sockets import Endpoint, Service, Serving, TcpAddress
from trio_sockets.check.harness.connecting import with_free_port
from trio_sockets.server.fast_path.epoll import HAS_EPOLL
from trio_sockets.server.fast_path.pump import Pump
from trio_sockets.server.listening.bare_socket import BareSocket

Stream = trio.StapledStream[Any, Any]


# accept(2) names these, and those of the network that a connection may have met already.
ERRNOS = (
    errno.EAGAIN, errno.EBADF, errno.ECONNABORTED, errno.EFAULT, errno.EINTR, errno.EINVAL,
    errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ENOTSOCK, errno.EOPNOTSUPP,
    errno.EPERM, errno.EPROTO, errno.ENETDOWN, errno.EHOSTDOWN, errno.EHOSTUNREACH,
    errno.ENETUNREACH, errno.ETIMEDOUT,
)  # fmt: skip


needs_epoll = pytest.mark.skipif(not HAS_EPOLL, reason="the fast path is Linux's")


def socket_pair() -> tuple[trio.SocketStream, trio.SocketStream]:
    near, far = plain_socket_pair()
    return near, far.stream


def plain_socket_pair() -> tuple[trio.SocketStream, BareSocket]:
    """Return a client's stream, and its server's socket as the fast path takes it."""
    near, far = socket.socketpair()
    far.settimeout(0)
    return trio.SocketStream(trio.socket.from_stdlib_socket(near)), BareSocket(far.detach())


@asynccontextmanager
async def running_pump(
    passed: Callable[[float], object] | None = None,
) -> AsyncIterator[Pump]:
    with closing(Pump(passed)) as pump:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(pump.run)
            yield pump
            nursery.cancel_scope.cancel()


class MemoryListener(trio.abc.Listener[Stream]):
    """A listener without a network: `connect` makes a client."""

    def __init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[Stream](1000)

    async def connect(self) -> Stream:
        return await self.connect_by(memory_stream_pair)

    async def connect_by(self, pair: Callable[[], tuple[Stream, Stream]]) -> Stream:
        client, server = pair()
        try:
            await self._send.send(server)
        except trio.BrokenResourceError:
            raise ConnectionRefusedError from None
        return client

    async def accept(self) -> Stream:
        return await self._receive.receive()

    async def aclose(self) -> None:
        await self._receive.aclose()


class Running(Protocol):
    """Starts a server for as long as a block lasts."""

    def __call__(
        self, *endpoints: str | Endpoint, **options: Any
    ) -> AbstractAsyncContextManager[Serving]: ...


def living_tasks() -> int:
    return trio.lowlevel.current_statistics().tasks_living


def open_files() -> int:
    return len(list(folder.iterdir())) if (folder := Path("/proc/self/fd")).exists() else 0


def failures(number: int, times: int) -> list[OSError]:
    return [OSError(number, "on purpose") for _ in range(times)]


class InMemory(Protocol):
    """Starts a server in memory for as long as a block lasts."""

    def __call__(
        self, service: str | Service, **options: Any
    ) -> AbstractAsyncContextManager[tuple[Serving, MemoryListener]]: ...


async def receive_all(stream: trio.abc.ReceiveStream) -> bytes:
    return b"".join([bytes(chunk) async for chunk in stream])


async def play_to_the_end(player: trio.SocketStream) -> None:
    """Make all the guesses of a game that has just begun."""
    await player.send_all(b"1\n2\n3\n4\n5\n6\n7\n")
    assert (await receive_all(player)).splitlines()[-1].startswith((b"WIN", b"LOSE"))


def tcp_address(endpoint: Endpoint) -> TcpAddress:
    assert isinstance(endpoint.address, TcpAddress)
    return endpoint.address


def free_port() -> int:
    """Return a port for a program that wants to be told one: the system gives it to nobody else."""
    address = with_free_port(TcpAddress("127.0.0.1", 0))
    assert isinstance(address, TcpAddress)
    return address.port


async def connect(serving: Serving, service: str) -> trio.SocketStream:
    address = serving.address(service)
    assert isinstance(address, TcpAddress)
    return await trio.open_tcp_stream(address.host, address.port)
