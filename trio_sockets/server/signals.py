"""Serving until the system, or somebody at the keyboard, says stop."""

import signal
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
import trio

from trio_sockets.server.serve import DRAIN, Serving


class Serve(Protocol):
    """`serve` with its arguments, but for the last."""

    def __call__(self, *, task_status: trio.TaskStatus[Serving]) -> Awaitable[None]:
        """Serve to the end; hand over the `Serving` once everything listens."""


async def serve_until_signalled(
    serve: Serve, announce: Callable[[Serving], object], *, drain: float | None = DRAIN
) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends all within a second.

    :param serve: what to serve, such as ``partial(serve, ["game@:0"])``.
    :param announce: is called once everything listens, before the first client.
    :param drain: seconds that conversations get to end after the first signal; None for ever.
    :raises ListenError: in a group, see `serve`.
    """
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async with trio.open_nursery() as nursery:

            async def serve_to_the_end(*, task_status: trio.TaskStatus[Serving]) -> None:
                await serve(task_status=task_status)
                nursery.cancel_scope.cancel()

            serving: Serving = await nursery.start(serve_to_the_end)
            announce(serving)
            await anext(signals)
            _log_drain(serving, drain)
            serving.drain(drain)
            await anext(signals)
            serving.drain(0)
            await trio.sleep_forever()


def _log_drain(serving: Serving, seconds: float | None) -> None:
    structlog.get_logger().info(
        "draining", clients=serving.clients, seconds=seconds, hint="signal again to end now"
    )
