"""``trio-sockets serve``: the server."""

import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Protocol

from trio_sockets.commands.help.about import about
from trio_sockets.commands.metrics import Watch, open_metrics
from trio_sockets.commands.options.words import DONE
from trio_sockets.commands.reader import reader
from trio_sockets.commands.serve_plan import ServePlan, ServeSettings, make_plan
from trio_sockets.logs import configure_logs
from trio_sockets.output.streams import put_output_in_background
from trio_sockets.server.serve import serve as serve_endpoints
from trio_sockets.server.signals import serve_until_signalled
from trio_sockets.server.totals import Tally, Totals
from trio_sockets.services import Endpoint
from trio_sockets.words import say
from trio_sockets.workers.inheritance import Inheritance

if sys.platform != "win32":
    from trio_sockets.workers.parent import serve_with_workers
    from trio_sockets.workers.worker import serve_inherited


async def serve(
    *services: Annotated[
        str,
        about(
            say(
                "SERVICE or SERVICE@ADDRESS each. If there are none: those whose sockets a "
                "service manager has opened, or all of them. An ADDRESS is HOST:PORT, :PORT (this "
                "machine only), [V6]:PORT or unix:PATH; port 0 takes a free one."
            )
        ),
    ],
    settings: ServeSettings = ServeSettings(),
) -> int:
    """Serve echo, text, game and race until Ctrl-C or SIGTERM."""
    reader.speaks(settings.lang)
    plan, inherited = make_plan(services, settings), settings.processes.inherit
    put_output_in_background()
    logs, is_worker = settings.logs, inherited is not None
    pid = os.getpid() if is_worker else None
    configure_logs(logs.log_level, logs.log_format, sys.stderr, pid=pid)
    plan.log_omissions()
    if sys.platform != "win32" and inherited is not None:
        await _serve_as_worker(plan, settings, inherited)
    elif sys.platform != "win32" and settings.processes.workers > 1:
        await _serve_with_workers(plan, settings)
    else:
        await _serve_alone(plan, settings)
    return DONE


async def _serve_alone(plan: ServePlan, settings: ServeSettings) -> None:
    totals = plan.options.get("totals")
    start = partial(serve_endpoints, plan.endpoints, listeners=plan.activated, **plan.options)
    async with open_metrics(settings.metrics.metrics) as watch, plan.store_open():
        await serve_until_signalled(
            start,
            lambda serving: _announce(serving, partial(_tally, totals), watch),
            drain=settings.timeouts.drain,
            reload=None if plan.certificate is None else plan.certificate.reload,
        )


if sys.platform != "win32":

    async def _serve_with_workers(plan: ServePlan, settings: ServeSettings) -> None:
        async with open_metrics(settings.metrics.metrics) as watch:
            async with plan.store_open():
                pass  # so that the workers find the file as it should be
            await serve_with_workers(
                plan.endpoints,
                listeners=plan.activated,
                workers=settings.processes.workers,
                command=_worker_command,
                announce=lambda serving: _announce(serving, serving.tally, watch),
            )

    async def _serve_as_worker(
        plan: ServePlan, settings: ServeSettings, inherited: Inheritance
    ) -> None:
        async with plan.store_open(is_worker=True):
            drain = settings.timeouts.drain
            await serve_inherited(inherited, plan.offered, drain=drain, **plan.options)


def _worker_command(inherited: Inheritance) -> list[str]:
    """Return the command line that runs this very command as a worker.

    A worker reads all its options anew, from wherever they come, a file too.
    """
    words = sys.argv[1:]
    interpreter = sys.orig_argv[1 : len(sys.orig_argv) - len(words)]
    return [sys.executable, *interpreter, "--inherit", str(inherited), *words]


async def _tally(totals: Totals | None) -> Tally:
    return Tally() if totals is None else await totals.tally_in_turns()


class _Listening(Protocol):
    """A server at work, of one process or of several."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The services, and the addresses they listen on."""

    @property
    def draining(self) -> bool:
        """Whether it has begun to shut down."""


def _announce(serving: _Listening, tally: Callable[[], Awaitable[Tally]], watch: Watch) -> None:
    for endpoint in serving.endpoints:
        print(f"{endpoint.service.name} listening on {endpoint.address}", flush=True)  # noqa: T201 - here it is right
    watch(tally, lambda: serving.draining)
