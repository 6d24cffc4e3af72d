"""``trio-sockets serve``: the server."""

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import partial

import structlog
from cyclopts import CycloptsError

from trio_sockets.commands.cluster_options import ClusterOptions, hold_together
from trio_sockets.commands.metrics import Watch, open_metrics
from trio_sockets.commands.race_options import RaceOptions
from trio_sockets.commands.score_options import ScoreOptions
from trio_sockets.commands.serve_options import (
    GameOptions,
    LimitOptions,
    LogOptions,
    MetricsOptions,
    ProcessOptions,
    ProxyOptions,
    TimeoutOptions,
    TlsOptions,
)
from trio_sockets.commands.words import DONE
from trio_sockets.logs import configure_logs
from trio_sockets.server.activation import take_activated
from trio_sockets.server.certificate import CertificateError
from trio_sockets.server.serve import Serving
from trio_sockets.server.serve import serve as serve_endpoints
from trio_sockets.server.signals import serve_until_signalled
from trio_sockets.server.totals import Tally, Totals
from trio_sockets.services import all_services, drawing, parse_endpoint
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.parent import HAS_WORKERS, ServingWorkers, serve_with_workers
from trio_sockets.workers.worker import serve_inherited

EXAMPLES = """Examples:

    trio-sockets serve
    trio-sockets serve game@0.0.0.0:50009 --high 1000 --tries 10
    trio-sockets serve race --race-countdown 3
    trio-sockets serve text@[::1]:50008 echo@unix:/tmp/echo.sock
    TRIO_SOCKETS_SERVE_IDLE_TIMEOUT=none trio-sockets serve --config lab.toml
    trio-sockets serve --workers 4
    trio-sockets serve race@0.0.0.0:50010 --cluster redis://10.0.0.2:6379
    trio-sockets serve text@0.0.0.0:50008 --tls-cert chain.pem --tls-key key.pem
    trio-sockets serve text@10.0.0.5:50008 --proxy-from 10.0.0.1
    trio-sockets serve --scores scores.sqlite
    trio-sockets serve game@0.0.0.0:50009 --scores redis://10.0.0.2:6379
    trio-sockets serve --metrics :9100
"""


async def serve(  # noqa: PLR0913 - each is a group of options
    *services: str,
    game: GameOptions = GameOptions(),  # noqa: B008 - it is frozen
    race: RaceOptions = RaceOptions(),  # noqa: B008 - likewise
    timeouts: TimeoutOptions = TimeoutOptions(),  # noqa: B008 - likewise
    limits: LimitOptions = LimitOptions(),  # noqa: B008 - likewise
    tls: TlsOptions = TlsOptions(),  # noqa: B008 - likewise
    proxy: ProxyOptions = ProxyOptions(),  # noqa: B008 - likewise
    processes: ProcessOptions = ProcessOptions(),  # noqa: B008 - likewise
    cluster: ClusterOptions = ClusterOptions(),  # noqa: B008 - likewise
    logs: LogOptions = LogOptions(),  # noqa: B008 - likewise
    scores: ScoreOptions = ScoreOptions(),  # noqa: B008 - likewise
    metrics: MetricsOptions = MetricsOptions(),  # noqa: B008 - likewise
    fast: bool = True,
) -> int:
    """Serve echo, text, game and race until Ctrl-C or SIGTERM.

    Parameters
    ----------
    services: str
        SERVICE or SERVICE@ADDRESS each. If there are none: those whose
        sockets a service manager has opened, or all of them.
        An ADDRESS is HOST:PORT, :PORT (this machine only), [V6]:PORT
        or unix:PATH; port 0 takes a free one.
    fast: bool
        Let one task move the bytes of all plain sockets, where the system can (Linux).
    """
    if processes.workers > 1 and not HAS_WORKERS:
        raise CycloptsError(msg="workers cannot inherit sockets on this system: use 1")
    keeper = scores.keeper()
    try:
        parameters = game.parameters()
        rules, record = race.rules(parameters), keeper and keeper.round_over
        caps = limits.limits()
        rooms = cluster.rooms(rules, drawing(game.seed), record, most_of_host=caps.clients_per_host)
        offered = all_services(parameters, race=rules, record=record, seed=game.seed, rooms=rooms)
        activated = [] if processes.inherit else take_activated(offered, os.environ)
        wanted = services or ([] if activated else offered)
        asked = [parse_endpoint(words, offered) for words in wanted]
        endpoints = asked
        if processes.workers > 1 and rooms is None:
            hold_together([endpoint for endpoint, _ in activated], named=True)
            endpoints = hold_together(asked, named=bool(services))
        certificate, proxies = tls.certificate(), proxy.proxies()
    except (ValueError, CertificateError) as error:
        raise CycloptsError(msg=str(error)) from error
    deadlines, drain = timeouts.deadlines(), timeouts.drain
    context = None if certificate is None else certificate.context
    configure_logs(
        logs.log_level, logs.log_format, sys.stderr, pid=os.getpid() if processes.inherit else None
    )
    if len(endpoints) < len(asked) and processes.inherit is None:
        structlog.get_logger().warning("race left out", hint="with --workers it needs --cluster")
    if processes.inherit is not None:
        async with keeper.opened(is_worker=True) if keeper else nullcontext():
            await serve_inherited(
                processes.inherit,
                offered,
                deadlines=deadlines,
                limits=caps,
                fast=fast,
                tls=context,
                proxies=proxies,
                totals=metrics.totals(),
                scores=keeper,
                log_repeats=logs.log_repeats,
                drain=drain,
            )
        return DONE
    async with open_metrics(metrics.metrics) as watch:
        if processes.workers > 1:
            async with keeper.opened() if keeper else nullcontext():
                pass  # so that the workers find the file as it should be
            await serve_with_workers(
                endpoints,
                listeners=activated,
                workers=processes.workers,
                command=_worker_command,
                announce=lambda s: _announce(s, s.tally, watch),
            )
            return DONE
        totals = metrics.totals()
        async with keeper.opened() if keeper else nullcontext():
            start = partial(
                serve_endpoints,
                endpoints,
                listeners=activated,
                deadlines=deadlines,
                limits=caps,
                fast=fast,
                tls=context,
                proxies=proxies,
                totals=totals,
                scores=keeper,
                log_repeats=logs.log_repeats,
            )
            await serve_until_signalled(
                start,
                lambda s: _announce(s, partial(_tally, totals), watch),
                drain=drain,
                reload=None if certificate is None else certificate.reload,
            )
    return DONE


def _worker_command(inherited: Inheritance) -> list[str]:
    """Return the command line that runs this very command as a worker.

    A worker reads all its options anew, from wherever they come, a file too.
    """
    words = sys.argv[1:]
    interpreter = sys.orig_argv[1 : len(sys.orig_argv) - len(words)]
    return [sys.executable, *interpreter, "--inherit", str(inherited), *words]


async def _tally(totals: Totals | None) -> Tally:
    return Tally() if totals is None else await totals.tally_in_turns()


def _announce(
    serving: Serving | ServingWorkers, tally: Callable[[], Awaitable[Tally]], watch: Watch
) -> None:
    for endpoint in serving.endpoints:
        print(f"{endpoint.service.name} listening on {endpoint.address}", flush=True)  # noqa: T201 - here it is right
    watch(tally, lambda: serving.draining)
