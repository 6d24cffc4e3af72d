"""Bytes and addresses as arguments for a shell, ``nc`` and Python."""

import shlex

from trio_sockets.address import Address, TcpAddress

_ESCAPES = {0x0A: r"\n", 0x0D: r"\r", 0x09: r"\t", 0x5C: r"\\"}
_UNIT = 256
"""The most bytes of a repeated unit, and of the bytes before or after the repetition."""


def printf(data: bytes) -> str:
    r"""Return the command that prints bytes, in any POSIX shell and locale.

    >>> printf("é %\n".encode())
    "printf '\\303\\251 %%\\n'"
    """
    written = "".join(
        "%%" if byte == ord("%") else _escaped(byte, "\\{:03o}", quotes="'") for byte in data
    )
    return f"printf {'-- ' * written.startswith('-')}'{written}'"


def netcat(address: Address) -> str:
    """Return the arguments of ``nc`` for an address."""
    if isinstance(address, TcpAddress):
        return f"{shlex.quote(address.host)} {address.port}"
    return f"-U {shlex.quote(address.path)}"


def literal(data: bytes) -> str:
    """Return a Python literal for bytes, without quotes that a shell would interpret.

    A long literal is shortened if it repeats a unit; otherwise it becomes random bytes of the same
    length.
    """
    if len(data) <= _UNIT:
        return _literal(data)
    for head in range(min(_UNIT, 16)):
        found = _repeated(data[head:])
        if found is not None:
            unit, times = found
            tail = data[head + len(unit) * times :]
            parts = [_literal(data[:head])] * (head > 0)
            parts.append(f"{_literal(unit)} * {times}")
            return " + ".join([*parts, *[_literal(tail)] * bool(tail)])
    return f"random.randbytes({len(data)})"


def _repeated(data: bytes) -> tuple[bytes, int] | None:
    """Return the unit that bytes repeat, and how often; None if they do not."""
    for length in range(1, _UNIT):
        unit = data[:length]
        if data[length : 2 * length] != unit:
            continue
        times = 2
        while data.startswith(unit, times * length):
            times += 1
        if len(data) - times * length < _UNIT:
            return unit, times
    return None


def _literal(data: bytes) -> str:
    return 'b"' + "".join(_escaped(byte, "\\x{:02x}", quotes="'\"") for byte in data) + '"'


def _escaped(byte: int, form: str, *, quotes: str) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    character = chr(byte)
    plain = character.isascii() and character.isprintable() and character not in quotes
    return character if plain else form.format(byte)
