"""Options of ``serve``: games, limits, processes, logs and metrics, as cyclopts reads them."""

import math
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.commands.help.about import about, group
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
from trio_sockets.services import DEFAULT_GAME, game_parameters
from trio_sockets.words import say
from trio_sockets.workers.inheritance import Inheritance, parse_inheritance

_DEADLINES = Deadlines()
_LIMITS = Limits()


_AT_LEAST_ONE = Parameter(validator=within(1, math.inf))

MOST_WORKERS = 1024
"""Processes that a machine may be asked for: more is a slip of the keyboard."""


def _inheritance(_type: Any, tokens: tuple[Token, ...]) -> Inheritance:
    return parse_inheritance(tokens[0].value)


@Parameter(name="*", group=group(say("Mystery number"), 1))
@dataclass(frozen=True, kw_only=True)
class GameOptions:
    """The parameters of every game."""

    low: Annotated[Whole, about(say("The lowest number it can be."))] = DEFAULT_GAME.low
    high: Annotated[Whole, about(say("The highest number it can be."))] = DEFAULT_GAME.high
    tries: Annotated[Whole, _AT_LEAST_ONE, about(say("Guesses a player has."))] = DEFAULT_GAME.tries
    seed: Annotated[OptionalWhole, about(say("Make the numbers predictable: for tests only."))] = (
        None
    )

    def parameters(self) -> Parameters:
        """Return them checked.

        :raises WrongWordError: no game can be played with them.
        """
        return game_parameters(self.low, self.high, self.tries)


@Parameter(name="*", group=group(say("Timeouts, in seconds, or none"), 2))
@dataclass(frozen=True, kw_only=True)
class TimeoutOptions:
    """The deadlines of every conversation."""

    proxy_timeout: Annotated[Seconds, about(say("For a proxy to say who its client is."))] = (
        _DEADLINES.proxy
    )
    handshake_timeout: Annotated[
        Seconds, about(say("For the TLS handshake. Those of the conversation begin after it."))
    ] = _DEADLINES.handshake
    idle_timeout: Annotated[Seconds, about(say("Without a complete message."))] = _DEADLINES.idle
    line_timeout: Annotated[Seconds, about(say("From a line's first byte to its end."))] = (
        _DEADLINES.line
    )
    write_timeout: Annotated[Seconds, about(say("For the client to take a reply."))] = (
        _DEADLINES.write
    )
    session_timeout: Annotated[Seconds, about(say("For a whole conversation, such as a game."))] = (
        _DEADLINES.session
    )
    unterminated_timeout: Annotated[
        Seconds, about(say("When bytes count as a message although no newline has ever come."))
    ] = _DEADLINES.unterminated
    drain: Annotated[
        Seconds,
        about(say("For conversations to end by themselves after the first SIGTERM or Ctrl-C.")),
    ] = DRAIN

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


@Parameter(name="*", group=group(say("Limits"), 3))
@dataclass(frozen=True, kw_only=True)
class ClientLimitOptions:
    """The caps on clients at once."""

    max_clients: Annotated[
        Whole,
        _AT_LEAST_ONE,
        about(
            say("In all, over all workers; in each, never above the limit of open files minus 64.")
        ),
    ] = _LIMITS.clients
    max_clients_per_host: Annotated[
        Whole,
        _AT_LEAST_ONE,
        about(
            say("From one host, over all workers: an IPv4 address, or an IPv6 network of 64 bits.")
        ),
    ] = _LIMITS.clients_per_host
    race_joins_per_host: Annotated[
        Whole,
        _AT_LEAST_ONE,
        about(
            say(
                "Players of one host that may leave a race before further ones of it have to wait "
                "to join; it has all of them again after eight seconds."
            )
        ),
    ] = JOINS_PER_HOST

    def limits(self) -> Limits:
        """Return them checked.

        :raises ValueError: one of them is below 1.
        """
        return Limits(clients=self.max_clients, clients_per_host=self.max_clients_per_host)


@Parameter(name="*", group=group(say("Processes"), 6))
@dataclass(frozen=True, kw_only=True)
class ProcessOptions:
    """The processes that serve."""

    workers: Annotated[
        Whole,
        Parameter(validator=within(1, MOST_WORKERS)),
        about(
            say(
                "How many serve on the same addresses. From 2 on, SIGHUP replaces them one by "
                "one, with the options read anew, and no connection is lost (not on Windows)."
            )
        ),
    ] = 1
    inherit: Annotated[
        Inheritance | None,
        Parameter(show=False, converter=_inheritance, n_tokens=1, accepts_keys=False),
    ] = None


@Parameter(name="*", group=group(say("Logs, on standard error"), 7))
@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What is logged, and how."""

    log_level: Annotated[Level, about(say("The least that is logged."))] = "info"
    log_format: Annotated[Format, about(say("For a person, or a JSON object a line."))] = "human"
    log_repeats: Annotated[
        bool,
        about(
            say(
                "A line for every client that has gone. Otherwise, when many of one host go in "
                "the same way, most of them become one line that counts them."
            )
        ),
    ] = False


@Parameter(name="*", group=group(say("Metrics"), 9))
@dataclass(frozen=True, kw_only=True)
class MetricsOptions:
    """Where others see how the server is."""

    metrics: Annotated[
        OptionalAddress,
        about(
            say(
                "Serve /metrics for Prometheus, and /healthz and /readyz, over HTTP at this "
                "ADDRESS. It needs the extra metrics: in a clone, pip install '.[metrics]'."
            )
        ),
    ] = None

    def totals(self) -> Totals | None:
        """Return what counts for them; None without metrics."""
        return None if self.metrics is None else Totals()
