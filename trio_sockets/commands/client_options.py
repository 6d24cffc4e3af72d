"""The options of the commands that connect to a server."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import CycloptsError, Group, Parameter

from trio_sockets.address import Address, UnixAddress
from trio_sockets.client.tls import client_context


@Parameter(name="*", group=Group("TLS", sort_key=4))
@dataclass(frozen=True, kw_only=True)
class TlsClientOptions:
    """Whether a client speaks TLS, and whom it trusts.

    Parameters
    ----------
    tls: bool
        Speak TLS, and verify the server's certificate and host name.
    tls_ca: Path | None
        A PEM file of the authorities to trust instead of the system's. It implies --tls.
    """

    tls: Annotated[bool, Parameter(negative=())] = False
    tls_ca: Path | None = None

    def context(self, address: Address) -> ssl.SSLContext | None:
        """Return the context to connect with; None without TLS.

        :param address: where to.
        :raises CycloptsError: the address has no TLS.
        :raises ConnectError: the file is bad.
        """
        if not self.tls and self.tls_ca is None:
            return None
        if isinstance(address, UnixAddress):
            raise CycloptsError(msg="a Unix socket has no TLS: leave out --tls")
        return client_context(self.tls_ca)
