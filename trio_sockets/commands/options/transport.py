"""Options of ``serve``: what stands between a client and its conversation, TLS and proxies."""

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.words import OptionalPath
from trio_sockets.server.peers.certificate import Certificate
from trio_sockets.server.peers.proxy import Proxies, parse_proxies
from trio_sockets.words import WrongWordError, say


def _networks(_type: Any, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    words = tuple(token.value for token in tokens)
    parse_proxies(words)
    return words


@Parameter(name="*", group=group(say("TLS"), 4))
@dataclass(frozen=True, kw_only=True)
class TlsOptions:
    """The certificate of a server."""

    tls_cert: Annotated[
        OptionalPath,
        about(
            say(
                "A PEM file: the server's certificate, then those that lead to its authority. All "
                "TCP addresses speak TLS then; Unix sockets stay plain. SIGHUP has it read anew."
            )
        ),
    ] = None
    tls_key: Annotated[
        OptionalPath,
        about(say("A PEM file with its private key, unless that is in the same file.")),
    ] = None

    def certificate(self) -> Certificate | None:
        """Return the certificate loaded; None without TLS.

        :raises ValueError: there is a key alone.
        :raises CertificateError: the files are bad.
        """
        if self.tls_cert is None:
            if self.tls_key is not None:
                raise WrongWordError(say("--tls-key needs --tls-cert"))
            return None
        return Certificate(self.tls_cert, self.tls_key)


@Parameter(name="*", group=group(say("Proxies"), 5))
@dataclass(frozen=True, kw_only=True)
class ProxyOptions:
    """The proxies in front of a server."""

    proxy_from: Annotated[
        tuple[str, ...],
        Parameter(converter=_networks, negative=(), show_default=False),
        about(
            say(
                "A network such as 10.0.0.0/8, an address, or the word unix: who has to say, by "
                "the PROXY protocol (1 or 2), whose connection it passes on. It may be given more "
                "than once."
            )
        ),
    ] = ()

    def proxies(self) -> Proxies:
        """Return them checked.

        :raises ValueError: one of them is no network.
        """
        return parse_proxies(self.proxy_from)
