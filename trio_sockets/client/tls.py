"""TLS from the client's side: whom to trust, and what to say of who cannot be trusted."""

import ssl
from pathlib import Path

from trio_sockets.address import TcpAddress
from trio_sockets.client.errors import ConnectError


def client_context(authority: Path | None = None) -> ssl.SSLContext:
    """Return a context that verifies the server's certificate and its host name.

    :param authority: a PEM file of the certificates to trust; None for the system's.
    :raises ConnectError: the file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=authority)
    except ssl.SSLError as error:
        raise ConnectError(f"{authority} holds no certificate in PEM") from error
    except OSError as error:
        raise ConnectError(f"cannot read {authority}: {error.strerror}") from error


def handshake_error(address: TcpAddress, error: BaseException | None) -> ConnectError:
    """Return what a failed handshake means, and what to do.

    :param address: of the server.
    :param error: why it failed.
    """
    return ConnectError(f"cannot connect to {address}: {_reason(address, error)}")


_EXPIRED = 10
_WRONG_HOST = {62, 64}  # by its name, by its IP address
"""Codes of X509_STORE_CTX_get_error(3)."""


def _reason(address: TcpAddress, error: BaseException | None) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return _distrust(address, error)
        case ssl.SSLEOFError():
            return "it closed during the TLS handshake: does it speak TLS?"
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER"):
            return "it does not speak TLS"
        case ssl.SSLError(reason=reason):
            return f"the TLS handshake failed: {reason}"
        case _:
            return "it reset the connection during the TLS handshake"


def _distrust(address: TcpAddress, error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "its certificate has expired"
    if error.verify_code in _WRONG_HOST:
        return f"its certificate is not for {address.host}"
    reason = error.verify_message
    return f"its certificate is not trusted ({reason}): name its authority with --tls-ca"
