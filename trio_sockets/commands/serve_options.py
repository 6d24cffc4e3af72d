"""The options of ``serve``, as cyclopts reads them from flags, environment and TOML."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter
from cyclopts.token import Token

from trio_sockets.commands.words import OptionalAddress, Seconds
from trio_sockets.logs import Format, Level
from trio_sockets.protocol.messages import Parameters
from trio_sockets.server.certificate import Certificate
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.limits import Limits
from trio_sockets.server.proxy import Proxies, parse_proxies
from trio_sockets.server.serve import DRAIN
from trio_sockets.server.totals import Totals
from trio_sockets.services import DEFAULT_GAME
from trio_sockets.workers.inheritance import Inheritance, parse_inheritance

_DEADLINES = Deadlines()
_LIMITS = Limits()


def _at_least_one(_type: Any, number: int) -> None:
    if number < 1:
        raise ValueError("Write 1 or more.")


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

    low: int = DEFAULT_GAME.low
    high: int = DEFAULT_GAME.high
    tries: int = DEFAULT_GAME.tries
    seed: int | None = None

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
    unended_after: float | None
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
    unended_after: Seconds = _DEADLINES.unended
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
            unended=self.unended_after,
        )


@Parameter(name="*", group=Group("Limits", sort_key=3))
@dataclass(frozen=True, kw_only=True)
class LimitOptions:
    """The caps on clients at once.

    Parameters
    ----------
    max_clients: int
        In all, over all workers; in each, never above the limit of open files minus 64.
    max_clients_per_host: int
        From one host, over all workers: an IPv4 address, or an IPv6 network of 64 bits.
    """

    max_clients: int = _LIMITS.clients
    max_clients_per_host: int = _LIMITS.clients_per_host

    def limits(self) -> Limits:
        """Return them checked.

        :raises ValueError: one of them is below 1.
        """
        return Limits(clients=self.max_clients, clients_per_host=self.max_clients_per_host)


@Parameter(name="*", group=Group("TLS", sort_key=4))
@dataclass(frozen=True, kw_only=True)
class TlsOptions:
    """The certificate of a server.

    Parameters
    ----------
    tls_cert: Path | None
        A PEM file: the server's certificate, then those that lead to its authority. All TCP
        addresses speak TLS then; Unix sockets stay plain. SIGHUP has it read anew.
    tls_key: Path | None
        A PEM file with its private key, unless that is in the same file.
    """

    tls_cert: Path | None = None
    tls_key: Path | None = None

    def certificate(self) -> Certificate | None:
        """Return the certificate loaded; None without TLS.

        :raises ValueError: there is a key alone.
        :raises CertificateError: the files are bad.
        """
        if self.tls_cert is None:
            if self.tls_key is not None:
                raise ValueError("--tls-key needs --tls-cert")
            return None
        return Certificate(self.tls_cert, self.tls_key)


@Parameter(name="*", group=Group("Proxies", sort_key=5))
@dataclass(frozen=True, kw_only=True)
class ProxyOptions:
    """The proxies in front of a server.

    Parameters
    ----------
    proxy_from: tuple[str, ...]
        A network such as 10.0.0.0/8, an address, or the word unix: who has to say, by the PROXY
        protocol (1 or 2), whose connection it passes on. It may be given more than once.
    """

    proxy_from: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = ()

    def proxies(self) -> Proxies:
        """Return them checked.

        :raises ValueError: one of them is no network.
        """
        return parse_proxies(self.proxy_from)


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

    workers: Annotated[int, Parameter(validator=_at_least_one)] = 1
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
        It needs pip install 'trio-sockets[metrics]'.
    """

    metrics: OptionalAddress = None

    def totals(self) -> Totals | None:
        """Return what counts for them; None without metrics."""
        return None if self.metrics is None else Totals()
