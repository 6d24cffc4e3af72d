"""A worker: it serves on sockets that it has inherited, for as long as its parent lives."""

import signal
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import partial

import structlog
import trio

from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.limits import Limits, open_file_limit
from trio_sockets.server.listeners import ListenError, bound_address
from trio_sockets.server.proxy import Proxies
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.serve import Serving, serve_listeners
from trio_sockets.server.totals import Totals
from trio_sockets.services import Endpoint, Service
from trio_sockets.workers.admission import SharedAdmission
from trio_sockets.workers.counts import CountsMemory, SharedCounts
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.launcher import ready_line
from trio_sockets.workers.report import Reporter


async def serve_inherited(  # noqa: PLR0913 - most go by name
    inherited: Inheritance,
    services: Mapping[str, Service],
    *,
    deadlines: Deadlines,
    limits: Limits,
    fast: bool,
    tls: ssl.SSLContext | None,
    proxies: Proxies,
    totals: Totals | None,
    scores: Scorekeeper | None,
    log_repeats: bool,
    drain: float | None,
) -> None:
    """Serve until SIGTERM, or until the parent is gone, then drain; SIGINT ends all in a second.

    SIGTERM may come twice: from the parent, and from a service manager that tells all processes. So
    it is SIGINT that hurries, and a worker has a session of its own, where no terminal sends one.

    :param inherited: what the parent has handed down. The worker closes it.
    :param services: what can be served, by name.
    :param deadlines: see `serve`.
    :param limits: see `serve`; they hold for all workers together.
    :param fast: see `serve`.
    :param tls: see `serve`.
    :param proxies: see `serve`.
    :param totals: see `serve`; the parent adds up those of all workers.
    :param scores: see `serve`.
    :param log_repeats: see `serve`.
    :param drain: seconds that conversations get to end; None for ever.
    :raises ListenError: what was handed down is not what it should be.
    """
    memory, bound, control = _take_over(inherited, services)
    counts = SharedCounts(memory, inherited.region)
    with (
        trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as signals,
        memory,
    ):
        async with control, trio.open_nursery() as nursery:
            start = partial(
                serve_listeners,
                bound,
                deadlines=deadlines,
                limits=SharedAdmission(limits, open_file_limit(), counts),
                fast=fast,
                tls=tls,
                proxies=proxies,
                totals=totals,
                scores=scores,
                log_repeats=log_repeats,
            )
            reporter = Reporter(control, totals)

            async def serve_to_the_end(*, task_status: trio.TaskStatus[Serving]) -> None:
                await start(task_status=task_status)
                await reporter.part()
                nursery.cancel_scope.cancel()

            serving: Serving = await nursery.start(serve_to_the_end)
            await reporter.say(ready_line(drain))  # before anything can have it drain, and part
            nursery.start_soon(_obey, signals, serving, drain)
            nursery.start_soon(_follow_parent, reporter, serving, drain)


def _take_over(
    inherited: Inheritance, services: Mapping[str, Service]
) -> tuple[CountsMemory, list[tuple[Endpoint, trio.SocketListener]], trio.SocketStream]:
    try:
        bound = []
        for name, fd in inherited.listeners:
            listener = trio.SocketListener(_socket(fd))
            bound.append((Endpoint(services[name], bound_address(listener)), listener))
        return CountsMemory(inherited.counts), bound, trio.SocketStream(_socket(inherited.control))
    except (OSError, ValueError, LookupError) as error:
        raise ListenError(f"--inherit says what is not so: {error}") from error


def _socket(fd: int) -> trio.socket.SocketType:
    return trio.socket.from_stdlib_socket(socket.socket(fileno=fd))


async def _obey(signals: AsyncIterator[int], serving: Serving, drain: float | None) -> None:
    hurried = False
    async for number in signals:
        if number != signal.SIGHUP:  # which is the parent's to act on
            hurried = hurried or number == signal.SIGINT
            _drain(serving, 0 if hurried else drain)


async def _follow_parent(reporter: Reporter, serving: Serving, drain: float | None) -> None:
    """Answer until the end of file, which even SIGKILL sends."""
    await reporter.answer_for_ever()
    structlog.get_logger().warning("parent gone")
    _drain(serving, drain)


def _drain(serving: Serving, seconds: float | None) -> None:
    structlog.get_logger().info("draining", clients=serving.clients, seconds=seconds)
    serving.drain(seconds)
