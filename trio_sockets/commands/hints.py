"""The hint shown where no server listens: how to start one on this machine."""

import shlex
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from trio_sockets.address import DEFAULT_HOST, Address, TcpAddress, UnixAddress
from trio_sockets.client.errors import ConnectError, NobodyListensError
from trio_sockets.services import all_services
from trio_sockets.words import say

_PORTS = {service.port: name for name, service in all_services().items()}


@contextmanager
def suggesting_a_server(address: Address, service: str, *, secure: bool) -> Iterator[None]:
    """Have the error that nobody listens at an address say how to start a server there.

    :param service: the name of the service expected there.
    :param secure: whether with TLS, which takes a certificate: then there is no simple command.
    :raises ConnectError: the block raised a `NobodyListensError`.
    """
    try:
        yield
    except NobodyListensError as error:
        if secure or not is_this_machine(address):
            raise
        command = f"trio-sockets serve{_endpoint(address, service)}"
        raise ConnectError(
            say(
                "cannot connect to {address}: {what}: to start a server, type in another "
                "terminal: {command}",
                address=address,
                what=error.what,
                command=command,
            )
        ) from error


def _endpoint(address: Address, service: str) -> str:
    """Return the words behind ``serve``: none where it listens anyway."""
    match address:
        case TcpAddress(host, port) if host in {DEFAULT_HOST, "localhost"}:
            return "" if _PORTS.get(port) == service else f" {service}@:{port}"
        case TcpAddress("0.0.0.0" | "::", port):  # noqa: S104 - as a client it is this machine
            return f" {service}@:{port}"
        case _:
            return f" {shlex.quote(f'{service}@{address}')}"


def is_this_machine(address: Address) -> bool:
    """Whether a server on this machine could listen at an address. No name is looked up.

    :param address: of a name, only ``localhost`` is known.
    """
    match address:
        case UnixAddress():
            return True
        case TcpAddress("localhost"):
            return True
        case TcpAddress(host):
            try:
                [(family, *_, where)] = socket.getaddrinfo(
                    host, 0, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
                )
                with socket.socket(family, socket.SOCK_DGRAM) as probe:
                    probe.bind(where)
            except (OSError, UnicodeError):
                return False
            return True
