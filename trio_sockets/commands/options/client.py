"""The options of the commands that connect to a server."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from trio_sockets.address import Address, UnixAddress
from trio_sockets.client.errors import ConnectError
from trio_sockets.client.tls import client_context
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.hints import suggesting_a_server
from trio_sockets.commands.options.words import OptionalPath
from trio_sockets.words import say


@Parameter(name="*", group=group(say("TLS"), 4))
@dataclass(frozen=True, kw_only=True)
class TlsClientOptions:
    """Whether a client speaks TLS, and whom it trusts."""

    tls: Annotated[
        bool,
        Parameter(negative=()),
        about(say("Speak TLS, and verify the server's certificate and host name.")),
    ] = False
    tls_ca: Annotated[
        OptionalPath,
        about(
            say("A PEM file of the authorities to trust instead of the system's. It implies --tls.")
        ),
    ] = None

    @contextmanager
    def reaching(self, address: Address, service: str) -> Iterator[ssl.SSLContext | None]:
        """Give the context to connect with; where nobody listens, say how to start a server.

        :param service: the name of the service expected there.
        :raises CycloptsError: see `context`.
        :raises ConnectError: nobody listens there.
        """
        secure = self.context(address)
        with suggesting_a_server(address, service, secure=secure is not None):
            yield secure

    def context(self, address: Address) -> ssl.SSLContext | None:
        """Return the context to connect with; None without TLS.

        :param address: where to.
        :raises CycloptsError: the address has no TLS, or the file is bad.
        """
        if not self.tls and self.tls_ca is None:
            return None
        if isinstance(address, UnixAddress):
            raise UsageError(say("a Unix socket has no TLS: leave out --tls"))
        try:
            return client_context(self.tls_ca)
        except ConnectError as error:
            raise UsageError(error.words) from error
