"""TLS from the client's side: whom to trust, and what to say of who cannot be trusted."""

import ssl
from pathlib import Path

from trio_sockets.address import TcpAddress
from trio_sockets.client.errors import ConnectError
from trio_sockets.system_errors import reason_of
from trio_sockets.tls_faults import client_fault
from trio_sockets.words import say


def client_context(authority: Path | None = None) -> ssl.SSLContext:
    """Return a context that verifies the server's certificate and its host name.

    :param authority: a PEM file of the certificates to trust; None for the system's.
    :raises ConnectError: the file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=authority)
    except ssl.SSLError as error:
        raise ConnectError(
            say("{file} holds no certificate in PEM", file=str(authority))
        ) from error
    except OSError as error:
        raise ConnectError(
            say("cannot read {file}: {reason}", file=str(authority), reason=reason_of(error))
        ) from error


def handshake_error(address: TcpAddress, error: BaseException | None) -> ConnectError:
    """Return what a failed handshake means, and what to do.

    :param address: of the server.
    :param error: why it failed.
    """
    reason = client_fault(error, address.host, authority="--tls-ca")
    return ConnectError(
        say("cannot connect to {address}: {reason}", address=address, reason=reason)
    )
