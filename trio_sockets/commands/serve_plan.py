"""The plan of ``serve``: its command line, parsed and checked before anything starts."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, final

from cyclopts import Parameter

from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.cluster import ClusterOptions, without_race
from trio_sockets.commands.options.race import RaceOptions
from trio_sockets.commands.options.scores import ScoreOptions
from trio_sockets.commands.options.serve import (
    ClientLimitOptions,
    GameOptions,
    LogOptions,
    MetricsOptions,
    ProcessOptions,
    TimeoutOptions,
)
from trio_sockets.commands.options.transport import ProxyOptions, TlsOptions
from trio_sockets.commands.options.words import LangWord
from trio_sockets.event_log import EventLog
from trio_sockets.server.listening.activation import Bound, read_environment, take_activated
from trio_sockets.server.options import ServeOptions
from trio_sockets.server.peers.certificate import Certificate, CertificateError
from trio_sockets.services import Endpoint, Service, all_services, parse_endpoint, random_source
from trio_sockets.words import WrongWordError, say

if TYPE_CHECKING:
    from trio_sockets.scores.keeper import GameScores


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ServeSettings:
    """All options of ``serve``, in the groups that its help shows."""

    fast: Annotated[
        bool,
        about(
            say("Let one task move the bytes of all plain sockets, where the system can (Linux).")
        ),
    ] = True
    lang: LangWord = None
    game: GameOptions = GameOptions()
    race: RaceOptions = RaceOptions()
    timeouts: TimeoutOptions = TimeoutOptions()
    limits: ClientLimitOptions = ClientLimitOptions()
    tls: TlsOptions = TlsOptions()
    proxy: ProxyOptions = ProxyOptions()
    processes: ProcessOptions = ProcessOptions()
    cluster: ClusterOptions = ClusterOptions()
    logs: LogOptions = LogOptions()
    scores: ScoreOptions = ScoreOptions()
    metrics: MetricsOptions = MetricsOptions()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ServePlan:
    """The services to run, and their options.

    :param offered: every service, by its name.
    :param endpoints: the services, and the addresses to listen on.
    :param race_left_out: whether the log should say that the race is not served.
    :param activated: services on sockets that a service manager has opened.
    :param not_ours: why sockets of a service manager were not taken; empty if all were.
    :param certificate: the server's; None without TLS.
    :param keeper: keeps the scores of games; None if they are not kept.
    :param options: how to serve.
    """

    offered: Mapping[str, Service]
    endpoints: Sequence[Endpoint]
    race_left_out: bool
    activated: Bound
    not_ours: str
    certificate: Certificate | None
    keeper: "GameScores | None"
    options: ServeOptions

    def log_omissions(self) -> None:
        """Log the sockets and services that are left out although a user may expect them."""
        if self.not_ours:
            EventLog().warning("sockets not taken", hint=self.not_ours)
        if self.race_left_out:
            EventLog().warning("race left out", hint="with --workers it needs --cluster")

    def store_open(self, *, is_worker: bool = False) -> AbstractAsyncContextManager[None]:
        """Keep the store of scores, if there is one, open during the block.

        :param is_worker: see `GameScores.opened`.
        :raises StoreError: the store cannot be written.
        """
        return self.keeper.opened(is_worker=is_worker) if self.keeper else nullcontext()


def make_plan(words: Sequence[str], settings: ServeSettings) -> ServePlan:
    """Parse the endpoints, and check them and the options.

    Sockets that a service manager has opened are taken over, and named in the plan.

    :param words: endpoints. Without any, those of the service manager, or of all services.
    :raises CycloptsError: the endpoints or options are wrong; the message says why.
    :raises ListenError: a socket of the service manager cannot be served.
    """
    processes = settings.processes
    if sys.platform == "win32" and (processes.workers > 1 or processes.inherit):
        raise UsageError(say("there are no workers on Windows: leave out --workers"))
    keeper = settings.scores.keeper()
    try:
        offered = _offered(settings, keeper)
        handed_down = read_environment(os.environ, os.getpid())
        activated = take_activated(offered, handed_down)
        default = [] if activated else list(offered)
        asked = endpoints = [parse_endpoint(word, offered) for word in words or default]
        if processes.workers > 1 and settings.cluster.cluster is None:
            without_race([endpoint for endpoint, _ in activated], named=True)
            endpoints = without_race(asked, named=bool(words))
        certificate = settings.tls.certificate()
        options = _options(settings, certificate, keeper)
    except (WrongWordError, CertificateError) as error:
        raise UsageError(error.words) from error
    return ServePlan(
        offered=offered,
        endpoints=endpoints,
        race_left_out=len(endpoints) < len(asked) and processes.inherit is None,
        activated=activated,
        not_ours=handed_down.not_ours,
        certificate=certificate,
        keeper=keeper,
        options=options,
    )


def _offered(settings: ServeSettings, keeper: "GameScores | None") -> dict[str, Service]:
    parameters, seed = settings.game.parameters(), settings.game.seed
    rules = settings.race.rules(parameters)
    record = None if keeper is None else keeper.round_over
    most_of_host = settings.limits.limits().clients_per_host
    return all_services(
        parameters,
        race=rules,
        record=record,
        seed=seed,
        rooms=settings.cluster.rooms(rules, random_source(seed), record, most_of_host=most_of_host),
        game_over=None if keeper is None else keeper.game_over,
        joins_per_host=settings.limits.race_joins_per_host,
    )


def _options(
    settings: ServeSettings, certificate: Certificate | None, keeper: "GameScores | None"
) -> ServeOptions:
    return {
        "deadlines": settings.timeouts.deadlines(),
        "limits": settings.limits.limits(),
        "fast": settings.fast,
        "tls": None if certificate is None else certificate.context,
        "proxies": settings.proxy.proxies(),
        "totals": settings.metrics.totals(),
        "scores": keeper,
        "log_repeats": settings.logs.log_repeats,
    }
