"""Serving until the system, or somebody at the keyboard, says stop."""

import signal
from collections.abc import Callable, Iterable

import structlog
import trio

from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.limits import Limits
from trio_sockets.server.serve import DRAIN, Serving, serve
from trio_sockets.services import Endpoint


async def serve_until_signalled(
    endpoints: Iterable[Endpoint | str],
    announce: Callable[[Serving], object],
    *,
    deadlines: Deadlines = Deadlines(),  # noqa: B008 - it is frozen
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    drain: float | None = DRAIN,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends all within a second.

    :param endpoints: see `serve`.
    :param announce: is called once everything listens, before the first client.
    :param deadlines: see `serve`.
    :param limits: see `serve`.
    :param drain: seconds that conversations get to end after the first signal; None for ever.
    :raises ListenError: in a group, see `serve`.
    """
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async with trio.open_nursery() as nursery:

            async def serve_to_the_end(*, task_status: trio.TaskStatus[Serving]) -> None:
                await serve(endpoints, deadlines=deadlines, limits=limits, task_status=task_status)
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
