"""Serving until the system, or somebody at the keyboard, says stop."""

import signal
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
import trio

from trio_sockets.server.notify import notify
from trio_sockets.server.serve import DRAIN, Serving

_HUP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
"""Windows has none."""


class Serve(Protocol):
    """`serve` with its arguments, but for the last."""

    def __call__(self, *, task_status: trio.TaskStatus[Serving]) -> Awaitable[None]:
        """Serve to the end; hand over the `Serving` once everything listens."""


async def serve_until_signalled(
    serve: Serve,
    announce: Callable[[Serving], object],
    *,
    drain: float | None = DRAIN,
    reload: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends all within a second.

    SIGHUP ends nothing, though it does so by default: somebody wanted to have something reloaded.

    :param serve: what to serve, such as ``partial(serve, ["game@:0"])``.
    :param announce: is called once everything listens, before the first client.
    :param drain: seconds that conversations get to end after the first signal; None for ever.
    :param reload: is called at each SIGHUP.
    :raises ListenError: in a group, see `serve`.
    """
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, *_HUP) as signals:
        async with trio.open_nursery() as nursery:

            async def serve_to_the_end(*, task_status: trio.TaskStatus[Serving]) -> None:
                await serve(task_status=task_status)
                nursery.cancel_scope.cancel()

            serving: Serving = await nursery.start(serve_to_the_end)
            announce(serving)
            notify("READY=1")
            draining = False
            async for number in signals:
                if number in _HUP:
                    (reload or _log_nothing_to_reload)()
                elif draining:
                    serving.drain(0)
                else:
                    draining = True
                    notify("STOPPING=1")
                    _log_drain(serving, drain)
                    serving.drain(drain)


def _log_nothing_to_reload() -> None:
    structlog.get_logger().info("nothing to reload", hint="--tls-cert and --workers have something")


def _log_drain(serving: Serving, seconds: float | None) -> None:
    structlog.get_logger().info(
        "draining", clients=serving.clients, seconds=seconds, hint="signal again to end now"
    )
