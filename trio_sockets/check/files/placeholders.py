"""Placeholders for an address in a command line."""

from collections.abc import Iterable, Mapping

from trio_sockets.address import Address, TcpAddress

HOST, PORT, ADDRESS = "{host}", "{port}", "{address}"
"""The host, the port, and the whole address as this project writes it."""


def placeholders(address: Address) -> Mapping[str, str]:
    """Return the value of each placeholder for an address."""
    values = {ADDRESS: str(address)}
    if isinstance(address, TcpAddress):
        values |= {HOST: address.host, PORT: str(address.port)}
    return values


def fill(words: Iterable[str], address: Address) -> list[str]:
    """Replace the placeholders in the words of a command."""
    return [_filled(word, placeholders(address)) for word in words]


def hold_port(words: Iterable[str]) -> bool:
    """Tell whether the words of a command name the port."""
    return any(PORT in word or ADDRESS in word for word in words)


def _filled(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word
