"""Addresses as a person writes them: ``HOST:PORT``, ``:PORT``, ``[V6]:PORT``, ``unix:PATH``.

One reader serves every option of every command, so that a word means the same everywhere.
"""

import os
import re
import sys
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import TypeAlias, final

from trio_sockets.words import Words, WrongWordError, say

DEFAULT_HOST = "127.0.0.1"
"""What ``:PORT`` means: this machine, and nobody else."""

FORMS = say("HOST:PORT, :PORT, [V6]:PORT or unix:PATH")

_MAX_PORT = 65535
_MAX_UNIX_PATH = 107 if sys.platform == "linux" else 103
"""Bytes of a path in ``sockaddr_un``, its NUL not counted: on Linux (unix(7)); on macOS, BSD."""

_MAX_NAME = 253
"""Letters of a host's name, without a last dot (RFC 1035, section 2.3.4, less two octets)."""

_NAME = re.compile(rb"[A-Za-z0-9_.-]+")
"""A host's name as it is looked up. The underscore is no host's in RFC 952, but Docker's."""

_ZONE = re.compile(r"[\w.-]+", re.ASCII)

_SHOWN = 100
"""Characters of a word that a message repeats."""


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
"""Where a server listens: a TCP address, or a Unix socket."""


def parse_address(text: str) -> Address:
    """Read an address, everywhere the same.

    :raises ValueError: it is invalid; the message is one line that says what to write instead.
        It never repeats what may be a password.
    """
    if sys.platform == "win32" and text.startswith("unix:"):
        raise WrongWordError(say("Windows has no Unix sockets: write HOST:PORT"))
    if text.startswith("unix:"):
        return _unix_address(text.removeprefix("unix:"))
    if "@" in text:  # and before it, as in a URL, a password
        raise WrongWordError(say("an address has no @: write {forms}", forms=FORMS))
    if "://" in text:
        raise WrongWordError(say("{word} is a URL: write {forms}", word=_shown(text), forms=FORMS))
    host, colon, port = text.rpartition(":")
    if is_v6(text.removeprefix("[").removesuffix("]")):
        raise WrongWordError(
            say("{word} has no port: write {forms}", word=_shown(text), forms=_with_port(text))
        )
    if not colon:
        raise WrongWordError(
            say("{word} is no address: write {forms}", word=_shown(text), forms=_with_port(text))
        )
    host = _checked_host(text, host, port)
    if not is_port(port):
        raise WrongWordError(
            say(
                "{word} has no valid port: write a number from 0 to {most} after the colon",
                word=_shown(text),
                most=_MAX_PORT,
            )
        )
    return TcpAddress(host or DEFAULT_HOST, int(port))


def _checked_host(text: str, host: str, port: str) -> str:
    """Return the host without its brackets; "" if it is missing.

    :raises ValueError: it cannot be looked up.
    """
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        if not is_v6(host):
            raise WrongWordError(
                say(
                    "{word} has no IPv6 address in its brackets: write {forms}",
                    word=_shown(text),
                    forms=FORMS,
                )
            )
    elif ":" in host:
        fit = say("an IPv6 host as [{host}]:{port}", host=host, port=port) if is_v6(host) else FORMS
        raise WrongWordError(
            say("{word} is no address: write {forms}", word=_shown(text), forms=fit)
        )
    elif host == "*":
        raise WrongWordError(
            say(
                "{word} has no host: {every} is every IPv4 address",
                word=_shown(text),
                every=f"0.0.0.0:{port}",
            )
        )
    elif host and not is_name(host):
        raise WrongWordError(
            say(
                "{word} has no host: a host's name is letters, digits, - and _, in parts of "
                "1 to 63 with dots between them",
                word=_shown(text),
            )
        )
    return host


def is_port(word: str) -> bool:
    """Whether a word is the number of a port, in the digits 0 to 9."""
    digits = word.isascii() and word.isdigit() and len(word) <= len(str(_MAX_PORT))
    return digits and int(word) <= _MAX_PORT


def is_v6(host: str) -> bool:
    """Whether a host is an IPv6 address without brackets, perhaps with a zone (RFC 4007)."""
    number, percent, zone = host.partition("%")
    try:
        IPv6Address(number)
    except ValueError:
        return False
    return not percent or _ZONE.fullmatch(zone) is not None


def _with_port(text: str) -> str | Words:
    if text.isascii() and text.isdigit():
        return f":{text}"
    bare = text.removeprefix("[").removesuffix("]")
    if not is_v6(bare):
        return f"{text}:PORT" if is_name(text) else FORMS
    host, _, port = bare.rpartition(":")
    if is_v6(host) and is_port(port):
        return say("{one}, or {other}", one=f"[{bare}]:PORT", other=f"[{host}]:{port}")
    return f"[{bare}]:PORT"


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def is_name(host: str) -> bool:
    """Whether a host is an IPv4 address, or a name that DNS can have.

    getaddrinfo(3) as Python has it raises UnicodeError for one that IDNA refuses.
    """
    if len(host.removesuffix(".")) > _MAX_NAME:
        return False
    try:
        name = host.encode("idna")  # as Python does when it looks a host up
    except UnicodeError:
        return False
    return _NAME.fullmatch(name) is not None and len(name.removesuffix(b".")) <= _MAX_NAME


def _unix_address(path: str) -> UnixAddress:
    if path.startswith("//"):  # as a URL has it
        if not path.startswith("///"):
            raise WrongWordError(say("a URL of a Unix socket has three slashes: write unix:PATH"))
        path = path[2:]
    return UnixAddress(checked_unix_path(path))


def checked_unix_path(path: str) -> str:
    """Return the path of a Unix socket as it is, once it is seen to be one.

    :raises ValueError: it is invalid; the message is one line that says what to write.
    """
    if not path or "\0" in path:
        raise WrongWordError(say("a Unix socket needs a path: write unix:PATH"))
    if path.startswith("@"):  # an abstract one, as other programs write it (unix(7))
        raise WrongWordError(
            say("a Unix socket needs the path of a file: write {path}", path=f"unix:./{path}")
        )
    try:
        size = len(os.fsencode(path))
    except UnicodeError:
        raise WrongWordError(say("no file has such a name: {word}", word=_shown(path))) from None
    if size > _MAX_UNIX_PATH:
        raise WrongWordError(
            say(
                "the path of a Unix socket has at most {most} bytes: {word}",
                most=_MAX_UNIX_PATH,
                word=_shown(path),
            )
        )
    return path
