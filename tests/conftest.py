"""Servers for the tests, in memory and on loopback, that leave nothing behind."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, settings

from certificates import Authority
from support import InMemory, MemoryListener, Running, living_tasks, needs_epoll, open_files
from trio_sockets import (
    Deadlines,
    Endpoint,
    Serving,
    TcpAddress,
    all_services,
    serve,
    serve_listeners,
)

# In a shell's background Ctrl-C is ignored, and so it would be by the programs that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(params=[pytest.param(True, marks=needs_epoll), False], ids=["fast", "general"])
def running(request: pytest.FixtureRequest) -> Running:
    """Serve on real sockets; afterwards tasks and open files are back to what they were."""

    @asynccontextmanager
    async def run(*endpoints: str | Endpoint, **options: Any) -> AsyncIterator[Serving]:
        before = living_tasks(), open_files()
        async with trio.open_nursery() as nursery:
            serving: Serving = await nursery.start(
                partial(serve, endpoints, fast=request.param, **options)
            )
            yield serving
            serving.drain(0)
        assert (living_tasks(), open_files()) == before

    return run


@pytest.fixture
def in_memory() -> InMemory:
    """Serve without a network, so that the mock clock can be trusted."""

    @asynccontextmanager
    async def run(service: str, **options: Any) -> AsyncIterator[tuple[Serving, MemoryListener]]:
        before = living_tasks()
        listener = MemoryListener()
        endpoint = Endpoint(all_services(seed=1)[service], TcpAddress("memory", 0))
        async with trio.open_nursery() as nursery:
            start = partial(serve_listeners, [(endpoint, listener)], **options)
            serving: Serving = await nursery.start(start)
            yield serving, listener
            serving.drain(0)
        assert living_tasks() == before

    return run


@pytest.fixture(scope="session")
def authority() -> Authority:
    """An authority that has issued nothing yet."""
    return Authority()


@pytest.fixture
def patient() -> Deadlines:
    """No deadline at all, so that only what a test is about can end a conversation."""
    return Deadlines(idle=None, line=None, write=None, session=None, unended=None)


@pytest.fixture(autouse=True)
def _measured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start programs with coverage only where that says more: it doubles what each start costs."""
    if not request.node.get_closest_marker("measured"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
