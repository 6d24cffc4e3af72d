"""A worker: it serves on sockets that it has inherited, for as long as its parent lives.

Not on Windows: to inherit descriptors is Unix's.
"""

import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Unpack

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.limits import Limits, open_file_limit
from trio_sockets.server.listening.listeners import ListenError, bound_address
from trio_sockets.server.options import ServeOptions
from trio_sockets.server.serve import Serving, serve_listeners
from trio_sockets.server.signals import start_serving
from trio_sockets.services import Endpoint, Service
from trio_sockets.words import say
from trio_sockets.workers.admission import SharedAdmission
from trio_sockets.workers.counts import CountsMemory, SharedCounts
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.report import TallySender

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

from trio_sockets.workers.launcher import ready_line  # noqa: E402 - it is not there either


async def serve_inherited(
    inherited: Inheritance,
    services: Mapping[str, Service],
    *,
    drain: float | None,
    **options: Unpack[ServeOptions],
) -> None:
    """Serve until SIGTERM, or until the parent is gone, then drain; SIGINT ends all in a second.

    SIGTERM may come twice: from the parent, and from a service manager that tells all processes. So
    it is SIGINT that hurries, and a worker has a session of its own, where no terminal sends one.

    :param inherited: descriptors from the parent. The worker closes them.
    :param services: the services known, by name.
    :param drain: seconds that conversations get to end; None for ever.
    :param options: see `serve`; their limits hold for all workers together, and the parent adds up
        the totals of all.
    :raises ListenError: an inherited descriptor is not the expected socket.
    """
    memory, bound, control = _take_over(inherited, services)
    counts = SharedCounts(memory, inherited.region)
    with (
        trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as signals,
        memory,
    ):
        async with control, trio.open_nursery() as nursery:
            admission = SharedAdmission(options.get("limits", Limits()), open_file_limit(), counts)
            start = partial(serve_listeners, bound, admission=admission, **options)
            tallies = TallySender(control, options.get("totals"))
            serving = await start_serving(nursery, start, then=tallies.part)
            await tallies.say(ready_line(drain))  # before anything can have it drain, and part
            nursery.start_soon(_obey, signals, serving, drain)
            nursery.start_soon(_follow_parent, tallies, serving, drain)


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
        words = say("--inherit says what is not so: {reason}", reason=str(error))
        raise ListenError(words) from error


def _socket(fd: int) -> trio.socket.SocketType:
    return trio.socket.from_stdlib_socket(socket.socket(fileno=fd))


async def _obey(signals: AsyncIterator[int], serving: Serving, drain: float | None) -> None:
    hurried = False
    async for number in signals:
        if number != signal.SIGHUP:  # which is the parent's to act on
            hurried = hurried or number == signal.SIGINT
            _drain(serving, 0 if hurried else drain)


async def _follow_parent(tallies: TallySender, serving: Serving, drain: float | None) -> None:
    """Answer until the end of file, which the parent's death by SIGKILL causes too."""
    await tallies.answer_for_ever()
    EventLog().warning("parent gone")
    _drain(serving, drain)


def _drain(serving: Serving, seconds: float | None) -> None:
    EventLog().info("draining", clients=serving.clients, seconds=seconds)
    serving.drain(seconds)
