"""What many tests need: servers that leave nothing behind, in memory and on loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
import trio
from trio.testing import memory_stream_pair

from trio_sockets import (
    Deadlines,
    Endpoint,
    Serving,
    TcpAddress,
    UnixAddress,
    all_services,
    serve,
    serve_listeners,
)

Stream = trio.StapledStream[Any, Any]


class MemoryListener(trio.abc.Listener[Stream]):
    """A listener without a network: `connect` makes a client."""

    def __init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[Stream](1000)

    async def connect(self) -> Stream:
        client, server = memory_stream_pair()
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


@pytest.fixture
def running() -> Running:
    """Serve on real sockets; afterwards tasks and open files are back to what they were."""

    @asynccontextmanager
    async def run(*endpoints: str | Endpoint, **options: Any) -> AsyncIterator[Serving]:
        before = living_tasks(), open_files()
        async with trio.open_nursery() as nursery:
            serving: Serving = await nursery.start(partial(serve, endpoints, **options))
            yield serving
            serving.drain(0)
        assert (living_tasks(), open_files()) == before

    return run


class InMemory(Protocol):
    """Starts a server in memory for as long as a block lasts."""

    def __call__(
        self, service: str, **options: Any
    ) -> AbstractAsyncContextManager[tuple[Serving, MemoryListener]]: ...


@pytest.fixture
def in_memory() -> InMemory:
    """Serve without a network, so that the mock clock can be trusted."""

    @asynccontextmanager
    async def run(service: str, **options: Any) -> AsyncIterator[tuple[Serving, MemoryListener]]:
        before = living_tasks()
        listener = MemoryListener()
        endpoint = Endpoint(all_services(seed=1)[service], UnixAddress("memory"))
        async with trio.open_nursery() as nursery:
            start = partial(serve_listeners, [(endpoint, listener)], **options)
            serving: Serving = await nursery.start(start)
            yield serving, listener
            serving.drain(0)
        assert living_tasks() == before

    return run


@pytest.fixture
def patient() -> Deadlines:
    """No deadline at all, so that only what a test is about can end a conversation."""
    return Deadlines(idle=None, line=None, write=None, session=None, unended=None)


async def receive_all(stream: trio.abc.ReceiveStream) -> bytes:
    return b"".join([bytes(chunk) async for chunk in stream])


def tcp_address(endpoint: Endpoint) -> TcpAddress:
    assert isinstance(endpoint.address, TcpAddress)
    return endpoint.address


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens elsewhere without an event to tell it."""
    while not condition():  # noqa: ASYNC110 - see above
        await trio.sleep(0.001)


async def connect(serving: Serving, service: str) -> trio.SocketStream:
    address = serving.address(service)
    assert isinstance(address, TcpAddress)
    return await trio.open_tcp_stream(address.host, address.port)
