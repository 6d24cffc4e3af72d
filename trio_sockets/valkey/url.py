"""Where Valkey or Redis is, as a person writes it. Its password is never repeated."""

import re
import sys
from pathlib import Path
from typing import NewType
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from trio_sockets.address import (
    DEFAULT_HOST,
    TcpAddress,
    checked_unix_path,
    is_port,
    is_v6,
    parse_address,
)
from trio_sockets.words import WrongWordError, say

if sys.platform == "win32":  # it has no Unix sockets
    FORMS = say("redis://HOST:PORT or rediss://HOST:PORT")
else:
    FORMS = say("redis://HOST:PORT, rediss://HOST:PORT or unix:///PATH")

ValkeyUrl = NewType("ValkeyUrl", str)
"""A URL of the scheme redis, rediss or unix, in the one form that coredis reads as we do."""

_SCHEMES = {
    "redis": "redis",
    "rediss": "rediss",
    "unix": "unix",
    "valkey": "redis",
    "valkeys": "rediss",
}
"""The options that a person may write, and coredis's names of them."""

_URL = re.compile(
    r"(redis|rediss|valkey|valkeys)(:|//)|(unix|file|sqlite|sqlite3|tcp|http|https):"
    r"|[a-z][a-z0-9+.-]*://",
    re.IGNORECASE,
)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DATABASE = re.compile(r"[0-9]{1,9}")
_HOST = re.compile(r"[\w.-]+")
"""A plausible host. One that DNS cannot have is not found, as one that is down: servers wait."""

_PORT = 6379

_ENCODE = say(
    "must have these percent-encoded in its user and password: / as %2F, ? as %3F, # as %23, "
    "@ as %40, [ as %5B, a blank as %20, % as %25"
)
_FORM = say("must be {forms}", forms=FORMS)


def is_meant_as_url(words: str) -> bool:
    """Whether these words are meant as a URL, right or wrong, and not as a file's path."""
    return _URL.match(words) is not None


def is_meant_as_host(words: str) -> bool:
    """Whether these words are a host with its port or a password, and not a file's path."""
    if "/" in words or words.startswith("unix:"):
        return False
    before, at, place = words.rpartition("@")
    try:
        return isinstance(parse_address(place), TcpAddress)
    except ValueError:
        return bool(at) and ":" in before


def parse_valkey_url(words: str) -> ValkeyUrl:
    """Read where Valkey is, also as ``valkey://`` and as ``unix:PATH``.

    :raises WrongWordError: it is nowhere. The message says what it must be instead, in one line
        that follows the name of what was to be read, and repeats none of these words.
    """
    if not all(letter.isprintable() for letter in words):
        raise WrongWordError(_FORM)
    if is_meant_as_host(words):
        raise WrongWordError(say("{form}: a host needs redis:// before it", form=_FORM))
    scheme, colon, rest = words.partition(":")
    known = _SCHEMES.get(scheme.lower())
    if not colon or known is None or (sys.platform == "win32" and known == "unix"):
        raise WrongWordError(_FORM)
    if known == "unix" and not rest.startswith("//"):
        if "@" in rest.partition("/")[0]:
            raise WrongWordError(_FORM)
        return _unix_url("", rest, 0)
    try:
        parts = urlsplit(f"{known}:{rest}")
    except ValueError:  # a bracket that does not close
        raise WrongWordError(_ENCODE) from None  # the cause would show the password
    beyond = (parts.path, parts.query, parts.fragment)
    escapes = _BAD_ESCAPE.search(rest) or " " in rest
    if parts.fragment or escapes or (known != "unix" and "@" in "".join(beyond)):
        raise WrongWordError(_ENCODE)
    return _of_unix(parts) if known == "unix" else _of_host(parts)


def _of_host(parts: SplitResult) -> ValkeyUrl:
    place = parts.netloc.rpartition("@")[2]
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        host, port = unquote(host), port.removeprefix(":") or str(_PORT)
        right = is_v6(host)
    else:
        host, colon, port = place.partition(":")
        host, port = host or (DEFAULT_HOST if colon else ""), port if colon else str(_PORT)
        right = _HOST.fullmatch(host) is not None
    if not right or not is_port(port) or not int(port):
        raise WrongWordError(say("{form}: it has no host, or no port from 1 to 65535", form=_FORM))
    path = parts.path.removeprefix("/")
    number, user = _options(parts, path or "0")
    host = f"[{quote(host, safe=':')}]" if ":" in host else host
    return ValkeyUrl(f"{parts.scheme}://{user}{host}:{int(port)}/{number}")


def _of_unix(parts: SplitResult) -> ValkeyUrl:
    _, at, beyond = parts.netloc.rpartition("@")
    if beyond or (parts.netloc and not at) or not parts.path:
        raise WrongWordError(say("{form}: it has three slashes", form=_FORM))
    number, user = _options(parts, "0")
    return _unix_url(user, _decoded(parts.path), number)


def _unix_url(user: str, path: str, number: int) -> ValkeyUrl:
    absolute = Path(checked_unix_path(path)).absolute()
    return ValkeyUrl(f"unix://{user}{quote(str(absolute))}?db={number}")


def _options(parts: SplitResult, database: str) -> tuple[int, str]:
    """Return the number of the database, and what stands before the host: who asks."""
    before = parts.netloc.rpartition("@")[0]
    name, _, password = before.partition(":")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    database = given.pop("db", database)
    name, password = (
        given.pop("username", _decoded(name)),
        given.pop("password", _decoded(password)),
    )
    if given:
        raise WrongWordError(
            say("{form}: behind its ? are db, username and password only", form=_FORM)
        )
    if not _DATABASE.fullmatch(database):
        raise WrongWordError(say("{form}, perhaps with /N, the number of a database", form=_FORM))
    user = f"{quote(name, safe='')}:{quote(password, safe='')}@"
    return int(database), "" if user == ":@" else user


def _decoded(word: str) -> str:
    try:
        return unquote(word, errors="strict")
    except UnicodeDecodeError:
        raise WrongWordError(say("must have its percent-encodings in UTF-8")) from None
