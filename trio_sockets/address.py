"""Addresses as a person writes them: ``HOST:PORT``, ``:PORT``, ``[V6]:PORT``, ``unix:PATH``."""

from dataclasses import dataclass
from typing import TypeAlias, final

DEFAULT_HOST = "127.0.0.1"
"""What ``:PORT`` means: this machine, and nobody else."""

_MAX_PORT = 65535
_MAX_UNIX_PATH = 107
"""Bytes of a path in ``sockaddr_un`` on Linux (unix(7)), its NUL not counted."""


@final
@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A TCP address; to listen on port 0 is to take a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@final
@dataclass(frozen=True, slots=True)
class UnixAddress:
    """The path of a Unix-domain socket."""

    path: str

    def __str__(self) -> str:
        return f"unix:{self.path}"


Address: TypeAlias = TcpAddress | UnixAddress


def parse_address(text: str) -> Address:
    """Read an address, everywhere the same.

    :raises ValueError: it is none; the message is one line that says what to write instead.
    """
    if text.startswith("unix:"):
        return _unix_address(text.removeprefix("unix:"))
    host, colon, port = text.rpartition(":")
    if not colon:
        hint = f":{text}" if text.isdigit() else f"{text}:PORT"
        raise ValueError(f"{text!r} is no address: write {hint}")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise ValueError(f"{text!r} is no address: write an IPv6 host as [{host}]:{port}")
    if not (port.isascii() and port.isdigit() and int(port) <= _MAX_PORT):
        raise ValueError(
            f"{text!r} has no port: write a number from 0 to {_MAX_PORT} after the colon"
        )
    return TcpAddress(host or DEFAULT_HOST, int(port))


def _unix_address(path: str) -> UnixAddress:
    if not path or "\0" in path:
        raise ValueError("a Unix socket needs a path: write unix:PATH")
    if len(path.encode(errors="surrogateescape")) > _MAX_UNIX_PATH:
        raise ValueError(f"the path of a Unix socket has at most {_MAX_UNIX_PATH} bytes: {path!r}")
    return UnixAddress(path)
