"""Servers for the tests, in memory and on loopback, that leave nothing behind."""

from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, Phase, settings

from helpers.certificates import Authority
from helpers.installed import skip_reasons
from helpers.support import InMemory, MemoryListener, Running, living_tasks, needs_epoll, open_files
from helpers.surroundings import settle
from trio_sockets import (
    Deadlines,
    Endpoint,
    Service,
    Serving,
    TcpAddress,
    all_services,
    serve,
    serve_listeners,
)

# How long an example takes says how busy the machine is, and nothing of the code. Everybody tries
# the same examples: a fault that only chance finds must not meet whoever runs the tests first.
# `--hypothesis-profile=search` draws new ones, as `nox -s flakes` does.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", settings.get_profile("search"), derandomize=True)
# `nox -s mutants` asks a thousand times whether a test fails, and never at which example.
settings.register_profile(
    "unshrunk", settings.get_profile("repeatable"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("repeatable")


def pytest_sessionstart() -> None:
    """Forget who runs the tests, once pytest has chosen its colours by the caller's terminal."""
    settle()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Give an async test that is skipped its reason back: pytest-trio loses it."""
    try:
        return (yield)
    except pytest.skip.Exception as skipped:
        for reason in skip_reasons(skipped.__context__):
            pytest.skip(reason)
        raise


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
    async def run(
        service: str | Service, **options: Any
    ) -> AsyncIterator[tuple[Serving, MemoryListener]]:
        before = living_tasks()
        listener = MemoryListener()
        scores = options.get("scores")
        if isinstance(service, str):
            service = all_services(seed=1, game_over=scores and scores.game_over)[service]
        endpoint = Endpoint(service, TcpAddress("memory", 0))
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
    return Deadlines(idle=None, line=None, write=None, session=None, unterminated=None)


@pytest.fixture(autouse=True)
def _measured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start programs with coverage only where that says more: it doubles what each start costs."""
    if not request.node.get_closest_marker("measured"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
