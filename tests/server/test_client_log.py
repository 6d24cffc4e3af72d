"""The lines about clients that have gone: bounded, counted, and none of them lost."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.descriptors import needs_descriptors
from helpers.support import InMemory, MemoryListener, receive_all
from trio_sockets import Endpoint, Limits, Service, TcpAddress, serve_listeners
from trio_sockets.logs import configure_logs
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.session import BytesLike
from trio_sockets.server.client_log import ClientLog
from trio_sockets.server.ending import Ending
from trio_sockets.server.ratelimit import PER_HOST

MANY = 500
"""More than a window admits, no more than a `MemoryListener` queues, and places for all of them
under a limit of 1,024 open files."""


async def come_and_go(listener: MemoryListener, times: int, says: bytes = b"") -> None:
    """Connect so many times, and wait until the server has seen the last one leave."""
    for _ in range(times):
        async with await listener.connect() as client:
            if says:
                await client.send_all(says)
    await wait_all_tasks_blocked()


def events(logs: list[Any], event: str) -> list[Any]:
    return [log for log in logs if log["event"] == event]


async def test_a_flood_is_a_few_lines_at_once_and_one_that_counts_the_others_10_s_later(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with capture_logs() as logs:
        async with in_memory("text") as (_, listener):
            await come_and_go(listener, MANY)
            assert [log["event"] for log in logs] == PER_HOST * ["client gone"]
            await trio.sleep(9.9)
            assert len(logs) == PER_HOST
            await trio.sleep(0.2)
            assert logs[PER_HOST:] == [
                {
                    "event": "more clients gone",
                    "log_level": "info",
                    "service": "text",
                    "times": MANY - PER_HOST,
                    "seconds": 10.0,
                    "ended": "peer-closed",
                }
            ]
            await trio.sleep(100)
    assert len(logs) == PER_HOST + 1


async def test_a_flood_that_goes_on_has_a_summary_each_10_s(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with capture_logs() as logs:
        async with in_memory("text") as (_, listener):
            for _ in range(60):
                await come_and_go(listener, 50)
                await trio.sleep(1)
    summaries = events(logs, "more clients gone")
    assert 6 <= len(summaries) <= 7
    assert len(events(logs, "client gone")) <= PER_HOST * len(summaries)
    lines = len(events(logs, "client gone"))
    assert lines + sum(summary["times"] for summary in summaries) == 60 * 50


async def test_ends_of_another_kind_are_still_logged_within_a_flood(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with capture_logs() as logs:
        async with in_memory("text") as (_, listener):
            await come_and_go(listener, MANY)
            async with await listener.connect() as client:
                await client.send_all(b"QUIT\n")
                assert await receive_all(client) == b"BYE\n"
    assert [log["ended"] for log in logs].count("finished") == 1


async def test_the_end_of_the_server_loses_no_summary(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with capture_logs() as logs:
        async with in_memory("text") as (_, listener):
            await come_and_go(listener, MANY)
            await trio.sleep(3)
    [summary] = events(logs, "more clients gone")
    assert (summary["times"], summary["seconds"]) == (MANY - PER_HOST, 3.0)
    assert logs[-1] is summary


async def test_nor_does_its_cancellation_and_who_it_cuts_is_counted(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with needs_descriptors(2 * MANY), capture_logs() as logs, trio.CancelScope() as scope:
        async with in_memory("text", limits=Limits(clients=MANY)) as (_, listener):
            clients = [await listener.connect() for _ in range(MANY)]
            await wait_all_tasks_blocked()
            scope.cancel()
            await trio.lowlevel.checkpoint()
    assert len(clients) == MANY
    assert {log["ended"] for log in logs} == {"cancelled"}
    [summary] = events(logs, "more clients gone")
    assert len(events(logs, "client gone")) + summary["times"] == MANY


async def test_with_repeats_each_client_has_its_line(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with capture_logs() as logs:
        async with in_memory("text", log_repeats=True) as (_, listener):
            await come_and_go(listener, MANY)
            await trio.sleep(20)
    assert [log["event"] for log in logs] == MANY * ["client gone"]


class PoisonedSession(EchoSession):
    def receive_data(self, data: BytesLike) -> None:
        raise RuntimeError("a bug, on purpose")


async def test_a_bug_that_somebody_meets_on_purpose_is_bounded_too_and_stays_an_error(
    autojump_clock: MockClock,
) -> None:
    listener = MemoryListener()
    endpoint = Endpoint(Service("poisoned", 0, PoisonedSession), TcpAddress("memory", 0))
    with capture_logs() as logs:
        async with trio.open_nursery() as nursery:
            serving = await nursery.start(serve_listeners, [(endpoint, listener)])
            await come_and_go(listener, MANY, b"poison")
            serving.drain(0)
    assert [log["log_level"] for log in logs] == (PER_HOST + 1) * ["error"]
    assert logs[-1]["times"] == MANY - PER_HOST


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Have the logs written as the command has it, at the level of warnings."""
    written = io.StringIO()
    configure_logs("warning", "json", written)
    yield written
    structlog.reset_defaults()


async def test_below_the_level_nothing_is_written_and_nothing_counted(output: io.StringIO) -> None:
    log = ClientLog()
    assert not any(log.wants("text", Ending.RESET, None) for _ in range(MANY))
    assert sum(log.wants("text", Ending.FAULT, None) for _ in range(MANY)) == PER_HOST
    log.close()
    [line] = map(json.loads, output.getvalue().splitlines())
    assert (line["ended"], line["times"]) == ("fault", MANY - PER_HOST)
