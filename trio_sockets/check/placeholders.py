"""What stands for an address in the words of a command."""

from collections.abc import Iterable, Mapping

from trio_sockets.address import Address, TcpAddress

HOST, PORT, ADDRESS = "{host}", "{port}", "{address}"
"""Its host, its port, and both as this project writes them."""


def placeholders(address: Address) -> Mapping[str, str]:
    """Return what stands for an address, and what it stands for."""
    values = {ADDRESS: str(address)}
    if isinstance(address, TcpAddress):
        values |= {HOST: address.host, PORT: str(address.port)}
    return values


def fill(words: Iterable[str], address: Address) -> list[str]:
    """Put an address into words."""
    return [_filled(word, placeholders(address)) for word in words]


def hold_port(words: Iterable[str]) -> bool:
    """Whether words tell which port to take."""
    return any(PORT in word or ADDRESS in word for word in words)


def _filled(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word
