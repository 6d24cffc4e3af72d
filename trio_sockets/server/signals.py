"""Serves until a signal, from the system or the keyboard."""

import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Protocol

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.notify import notify
from trio_sockets.server.serve import DRAIN, Serving

_ENDS: tuple[int, ...]
_RELOADS: tuple[int, ...]
if sys.platform == "win32":  # SIGBREAK is Ctrl-Break, which programs can send there too
    _ENDS, _RELOADS = (signal.SIGTERM, signal.SIGINT, signal.SIGBREAK), ()
else:
    _ENDS, _RELOADS = (signal.SIGTERM, signal.SIGINT), (signal.SIGHUP,)


class Serve(Protocol):
    """`serve` with all its arguments but ``task_status``."""

    def __call__(self, *, task_status: trio.TaskStatus[Serving]) -> Awaitable[None]:
        """Serve to the end; hand over the `Serving` once everything listens."""


async def start_serving(
    nursery: trio.Nursery, serve: Serve, then: Callable[[], Awaitable[object]] | None = None
) -> Serving:
    """Start a server in a nursery, which is cancelled once the server has ended.

    :param then: called between the server's end and the cancellation.
    """

    async def serve_to_the_end(*, task_status: trio.TaskStatus[Serving]) -> None:
        await serve(task_status=task_status)
        if then is not None:
            await then()
        nursery.cancel_scope.cancel()

    serving: Serving = await nursery.start(serve_to_the_end)
    return serving


async def serve_until_signalled(
    serve: Serve,
    announce: Callable[[Serving], object],
    *,
    drain: float | None = DRAIN,
    reload: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal cuts the drain short.

    On Windows, Ctrl-Break (SIGBREAK) is one more of these.

    SIGHUP never ends the server, although that is the default: it calls ``reload``.

    :param serve: what to serve, such as ``partial(serve, ["game@:0"])``.
    :param announce: is called once everything listens, before the first client.
    :param drain: seconds that conversations get to end after the first signal; None for ever.
    :param reload: is called at each SIGHUP.
    :raises ListenError: in a group, see `serve`.
    """
    with trio.open_signal_receiver(*_ENDS, *_RELOADS) as signals:
        async with trio.open_nursery() as nursery:
            serving = await start_serving(nursery, serve)
            announce(serving)
            notify("READY=1")
            draining = False
            async for number in signals:
                if number in _RELOADS:
                    (reload or _log_nothing_to_reload)()
                elif draining:
                    serving.drain(0)
                else:
                    draining = True
                    notify("STOPPING=1")
                    _log_drain(serving, drain)
                    serving.drain(drain)


def _log_nothing_to_reload() -> None:
    EventLog().info("nothing to reload", hint="--tls-cert and --workers have something")


def _log_drain(serving: Serving, seconds: float | None) -> None:
    EventLog().info(
        "draining", clients=serving.clients, seconds=seconds, hint="signal again to end now"
    )
