"""The programs of a run, and the placeholders for the server's address in their commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.address import TcpAddress
from trio_sockets.trace.choosing import By

HOST, PORT, ADDRESS = "{host}", "{port}", "{address}"
"""Placeholders for the server's address in the words of a command."""


@final
@dataclass(frozen=True, slots=True)
class TracePlan:
    """The programs to run.

    :param server: the server's command; None if it is already running.
    :param clients: the clients' commands, in the order in which they are started.
    :param program: a single program that is neither, which has the terminal.
    :param relay: the address of a relay, and its target.
    :param by: how to observe them; None to choose automatically.
    :param quiet: redirect the programs' output to the standard error, as the picture goes to the
        standard output.
    """

    server: Sequence[str] | None = None
    clients: Sequence[Sequence[str]] = ()
    program: Sequence[str] | None = None
    relay: tuple[TcpAddress, TcpAddress] | None = None
    by: By | None = None
    quiet: bool = False


def wants_port(words: Sequence[str]) -> bool:
    """Tell whether a command has a placeholder for the port."""
    return any(PORT in word or ADDRESS in word for word in words)


def filled(words: Sequence[str], address: TcpAddress) -> list[str]:
    """Replace the placeholders in the words of a command."""
    values = {ADDRESS: str(address), HOST: address.host, PORT: str(address.port)}
    result = list(words)
    for name, value in values.items():
        result = [word.replace(name, value) for word in result]
    return result
