"""Options of ``serve``: games, limits, processes, logs and metrics, as cyclopts reads them."""

import math
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Group, Parameter
from cyclopts.token import Token

from trio_sockets.commands.options.words import (
    OptionalAddress,
    OptionalWhole,
    Seconds,
    Whole,
    within,
)
from trio_sockets.logs import Format, Level
from trio_sockets.protocol.messages import Parameters
from trio_sockets.race.door import JOINS_PER_HOST
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.limits import Limits
from trio_sockets.server.serve import DRAIN
from trio_sockets.server.totals import Totals
from trio_sockets.services import DEFAULT_GAME
from trio_sockets.workers.inheritance import Inheritance, parse_inheritance

_DEADLINES = Deadlines()
_LIMITS = Limits()


_AT_LEAST_ONE = Parameter(validator=within(1, math.inf))

MOST_WORKERS = 1024
"""Processes that a machine may be asked for: more is a slip of the keyboard."""


def _inheritance(_type: Any, tokens: tuple[Token, ...]) -> Inheritance:
    return parse_inheritance(tokens[0].value)


@Parameter(name="*", group=Group("Mystery number", sort_key=1))
@dataclass(frozen=True, kw_only=True)
class GameOptions:
    """The parameters of every game.

    Parameters
    ----------
    low: int
        The lowest number it can be.
    high: int
        The highest number it can be.
    tries: int
        Guesses a player has.
    seed: int | None
        Make the numbers predictable: for tests only.
    """

    low: Whole = DEFAULT_GAME.low
    high: Whole = DEFAULT_GAME.high
    tries: Annotated[Whole, _AT_LEAST_ONE] = DEFAULT_GAME.tries
    seed: OptionalWhole = None

    def parameters(self) -> Parameters:
        """Return them checked.

        :raises ValueError: no game can be played with them.
        """
        return Parameters(self.low, self.high, self.tries)


@Parameter(name="*", group=Group("Timeouts, in seconds, or none", sort_key=2))
@dataclass(frozen=True, kw_only=True)
class TimeoutOptions:
    """The deadlines of every conversation.

    Parameters
    ----------
    proxy_timeout: float | None
        For a proxy to say who its client is.
    handshake_timeout: float | None
        For the TLS handshake. Those of the conversation begin after it.
    idle_timeout: float | None
        Without a complete message.
    line_timeout: float | None
        From a line's first byte to its end.
    write_timeout: float | None
        For the client to take a reply.
    session_timeout: float | None
        For a whole conversation, such as a game.
    unterminated_timeout: float | None
        When bytes count as a message although no newline has ever come.
    drain: float | None
        For conversations to end by themselves after the first SIGTERM or Ctrl-C.
    """

    proxy_timeout: Seconds = _DEADLINES.proxy
    handshake_timeout: Seconds = _DEADLINES.handshake
    idle_timeout: Seconds = _DEADLINES.idle
    line_timeout: Seconds = _DEADLINES.line
    write_timeout: Seconds = _DEADLINES.write
    session_timeout: Seconds = _DEADLINES.session
    unterminated_timeout: Seconds = _DEADLINES.unterminated
    drain: Seconds = DRAIN

    def deadlines(self) -> Deadlines:
        """Return them as the server takes them."""
        return Deadlines(
            proxy=self.proxy_timeout,
            handshake=self.handshake_timeout,
            idle=self.idle_timeout,
            line=self.line_timeout,
            write=self.write_timeout,
            session=self.session_timeout,
            unterminated=self.unterminated_timeout,
        )


@Parameter(name="*", group=Group("Limits", sort_key=3))
@dataclass(frozen=True, kw_only=True)
class ClientLimitOptions:
    """The caps on clients at once.

    Parameters
    ----------
    max_clients: int
        In all, over all workers; in each, never above the limit of open files minus 64.
    max_clients_per_host: int
        From one host, over all workers: an IPv4 address, or an IPv6 network of 64 bits.
    race_joins_per_host: int
        Players of one host that may leave a race before further ones of it have to wait to join;
        it has all of them again after eight seconds.
    """

    max_clients: Annotated[Whole, _AT_LEAST_ONE] = _LIMITS.clients
    max_clients_per_host: Annotated[Whole, _AT_LEAST_ONE] = _LIMITS.clients_per_host
    race_joins_per_host: Annotated[Whole, _AT_LEAST_ONE] = JOINS_PER_HOST

    def limits(self) -> Limits:
        """Return them checked.

        :raises ValueError: one of them is below 1.
        """
        return Limits(clients=self.max_clients, clients_per_host=self.max_clients_per_host)


@Parameter(name="*", group=Group("Processes", sort_key=6))
@dataclass(frozen=True, kw_only=True)
class ProcessOptions:
    """The processes that serve.

    Parameters
    ----------
    workers: int
        How many serve on the same addresses. From 2 on, SIGHUP replaces them one by one, with the
        options read anew, and no connection is lost (not on Windows).
    inherit: Inheritance | None
        What a worker has from its parent. It is not for people.
    """

    workers: Annotated[Whole, Parameter(validator=within(1, MOST_WORKERS))] = 1
    inherit: Annotated[
        Inheritance | None,
        Parameter(show=False, converter=_inheritance, n_tokens=1, accepts_keys=False),
    ] = None


@Parameter(name="*", group=Group("Logs, on standard error", sort_key=7))
@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What is logged, and how.

    Parameters
    ----------
    log_level: str
        The least that is logged.
    log_format: str
        For a person, or a JSON object a line.
    log_repeats: bool
        A line for every client that has gone. Otherwise, when many of one host go in the same way,
        most of them become one line that counts them.
    """

    log_level: Level = "info"
    log_format: Format = "human"
    log_repeats: bool = False


@Parameter(name="*", group=Group("Metrics", sort_key=9))
@dataclass(frozen=True, kw_only=True)
class MetricsOptions:
    """Where others see how the server is.

    Parameters
    ----------
    metrics: Address | None
        Serve /metrics for Prometheus, and /healthz and /readyz, over HTTP at this ADDRESS.
        It needs the extra metrics: in a clone, pip install '.[metrics]'.
    """

    metrics: OptionalAddress = None

    def totals(self) -> Totals | None:
        """Return what counts for them; None without metrics."""
        return None if self.metrics is None else Totals()
