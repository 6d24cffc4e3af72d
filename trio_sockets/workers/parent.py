"""The parent: it holds the listening sockets, supervises the workers, and serves no client itself.

The accept queue belongs to the socket. While the parent holds the socket, no queued client is lost
when a worker ends. With SO_REUSEPORT each worker would have its own queue, and its end would lose
the clients in it.

Not on Windows: workers inherit file descriptors, as only Unix allows.
"""

import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.listening.listeners import Listener
from trio_sockets.server.notify import notify
from trio_sockets.server.serve import open_all
from trio_sockets.server.totals import Tally
from trio_sockets.services import Endpoint
from trio_sockets.system_errors import reason_of
from trio_sockets.words import say
from trio_sockets.workers.counts import CountsMemory, create_counts_file
from trio_sockets.workers.errors import StartError
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.slots import REGIONS, Slots

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

from trio_sockets.workers.launcher import WorkerLauncher  # noqa: E402 - it is not there either


@final
class ServingWorkers:
    """The running workers, as `serve_with_workers` passes them to its ``announce``.

    :param endpoints: where each service listens.
    :param tally: returns what all workers have counted.
    :ivar draining: whether they have been told to drain; they accept no more clients.
    """

    def __init__(
        self, endpoints: tuple[Endpoint, ...], tally: Callable[[], Awaitable[Tally]]
    ) -> None:
        self.endpoints = endpoints
        self.tally = tally
        self.draining = False


async def serve_with_workers(
    endpoints: Iterable[Endpoint],
    *,
    listeners: Iterable[tuple[Endpoint, Listener]] = (),
    workers: int,
    command: Callable[[Inheritance], Sequence[str]],
    announce: Callable[[ServingWorkers], object],
) -> None:
    """Have workers serve until SIGTERM or SIGINT, then drain; a second signal cuts the drain short.

    SIGHUP replaces the workers one by one, and no connection is lost.

    :param endpoints: the services, and the addresses to listen on.
    :param listeners: open listeners to serve on too.
    :param workers: the number of worker processes.
    :param command: makes the command line of a worker from what it inherits.
    :param announce: is called once every worker is ready.
    :raises ListenError: an endpoint cannot be listened on.
    :raises StartError: in an exception group: one of the first workers does not become ready.
    """
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as signals:
        async with AsyncExitStack() as listening, trio.open_nursery() as nursery:
            bound = [*listeners, *await open_all(endpoints)]
            for _, listener in bound:
                await listening.enter_async_context(listener)
            with _counts_memory(workers * REGIONS) as (memory, counts):
                sockets = [(e.service.name, listener.socket.fileno()) for e, listener in bound]
                launcher = WorkerLauncher(command, sockets, counts)
                serving = ServingWorkers(tuple(e for e, _ in bound), launcher.tally)
                # The workers' tasks have a nursery of their own: to cancel it is to drain them all.
                async with trio.open_nursery() as tasks:
                    slots = Slots(launcher.run, memory.clear, workers, tasks)

                    async def stop() -> None:
                        serving.draining = True
                        notify("STOPPING=1")
                        _log_drain(workers)
                        tasks.cancel_scope.cancel()
                        await (
                            listening.aclose()
                        )  # the workers close their copies, which are the last

                    nursery.start_soon(_obey, signals, slots.replace, stop, launcher.hurry)
                    await slots.fill()
                    announce(serving)
                    notify("READY=1")
                    await slots.replace_when_asked()
            nursery.cancel_scope.cancel()


async def _obey(
    signals: AsyncIterator[int],
    replace: Callable[[], object],
    stop: Callable[[], Awaitable[None]],
    hurry: Callable[[], object],
) -> None:
    stopping = False
    async for number in signals:
        if stopping:
            if number != signal.SIGHUP:
                hurry()
        elif number == signal.SIGHUP:
            replace()
        else:
            stopping = True
            await stop()


@contextmanager
def _counts_memory(regions: int) -> Iterator[tuple[CountsMemory, int]]:
    try:
        fd = create_counts_file(regions)
    except OSError as error:
        words = say("the workers cannot share memory: {reason}", reason=reason_of(error))
        raise StartError(words) from error
    try:
        with CountsMemory(fd) as memory:
            yield memory, fd
    finally:
        os.close(fd)


def _log_drain(workers: int) -> None:
    EventLog().info("draining", workers=workers, hint="signal again to end now")
