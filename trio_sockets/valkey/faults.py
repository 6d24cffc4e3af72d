"""Valkey's faults, as sentences for a person or a log. No Trio task, no connection.

A sentence follows the place, as in ``10.0.0.2:6379: it is a replica``. Valkey names its errors by
a first word in capitals, which coredis takes away where it has a class for them.
"""

import re
import ssl
from typing import Final

import trio
from coredis.exceptions import (
    AuthenticationFailureError,
    AuthenticationRequiredError,
    AuthorizationError,
    BusyLoadingError,
    ClusterCrossSlotError,
    ClusterDownError,
    ConnectionError,  # noqa: A004 - what coredis calls it
    MovedError,
    NoScriptError,
    ProtocolError,
    ReadOnlyError,
    RedisError,
    TryAgainError,
    UnknownCommandError,
    WrongTypeError,
)

from trio_sockets.system_errors import in_words
from trio_sockets.visible import visible
from trio_sockets.words import Words, say

LOST: Final = say("the connection was lost")
MUTE: Final = say("it refuses, and does not say why")
LATE: Final = say("Valkey does not answer in time")

MISSING: Final = "missing "
"""How our own scripts begin when rights are missing, after ``NOPERM``: the rules of an ACL follow.
They are what ``ACL SETUSER`` takes.
"""

_ONE_OF_A_CLUSTER = say(
    "it is a node of a Valkey Cluster, which is not supported: name one primary"
)

_SENTENCES: Final = {
    "BUSY": say("it is busy with a script of somebody else: SCRIPT KILL ends that"),
    "CLUSTERDOWN": say("its cluster is down"),
    "CROSSSLOT": _ONE_OF_A_CLUSTER,
    "DENIED": say("it lets in only its own machine (protected mode): give it a password"),
    "LOADING": say("it is loading its data"),
    "MASTERDOWN": say("it is a replica that has lost its primary: name the primary"),
    "MISCONF": say("it takes no writes, as it cannot save: see its log, and the space on its disk"),
    "MOVED": _ONE_OF_A_CLUSTER,
    "NOAUTH": say("it wants a password: put it into the URL"),
    "NOREPLICAS": say("it takes no writes, as it has too few replicas (min-replicas-to-write)"),
    "NOSCRIPT": say("somebody has removed its scripts (SCRIPT FLUSH)"),
    "OOM": say("its memory is full: give it more (maxmemory)"),
    "READONLY": say("it is a replica, which takes no writes: name the primary"),
    "TRYAGAIN": _ONE_OF_A_CLUSTER,
    "WRONGPASS": say("it refuses the user or the password"),
    "WRONGTYPE": say("a key that is needed belongs to another program, as its type is another"),
}
_NAMES: Final[dict[type[RedisError], str]] = {
    AuthenticationFailureError: "WRONGPASS",
    AuthenticationRequiredError: "NOAUTH",
    BusyLoadingError: "LOADING",
    ClusterCrossSlotError: "CROSSSLOT",
    ClusterDownError: "CLUSTERDOWN",
    MovedError: "MOVED",
    NoScriptError: "NOSCRIPT",
    ReadOnlyError: "READONLY",
    TryAgainError: "TRYAGAIN",
    WrongTypeError: "WRONGTYPE",
}
_NAME = re.compile(r"(?:^|-)([A-Z]+) ")
"""An error's name. Before version 7, that of a command in a script stands inside, after a hyphen.
"""

_DENIED = ("ACL failure in script", "because of: NOPERM")
"""How an error tells that a right is missing, but for its first word."""

_COMMAND = re.compile(r"run the '([\w|.-]+)' command")
_UNKNOWN = re.compile(r"command [`']([A-Za-z]+)")
_FROM_SCRIPT = re.compile(r",? script: .*", re.DOTALL)
"""The suffix that Valkey adds to an error of a script: its place."""

_UNREADABLE = ValueError | LookupError | TypeError | AssertionError
"""The errors that coredis raises at an unexpected answer."""

_PLENTY = 300
"""Letters of an error of Valkey's that we have no sentence for."""


def is_lasting(error: BaseException) -> bool:
    """Return whether it does not pass by itself: Valkey does not let us in, or not do it."""
    lasting = AuthenticationFailureError | AuthenticationRequiredError | AuthorizationError
    return isinstance(error, lasting | UnknownCommandError | ProtocolError)


def reason_of(error: BaseException, *, user: str = "default", patterns: str = "") -> Words:
    """Return, in one line, what an error means: never an object's name, or Valkey's raw words.

    :param error: of a connection, or of Valkey.
    :param user: as whom we are there, by its ACL.
    :param patterns: the keys and channels that the user needs, as rules of an ACL.
    """
    match error:
        case RedisError():
            return _answer(error, visible(user), patterns)
        case trio.TooSlowError() | TimeoutError():
            return LATE
        case ssl.SSLError():
            reason = getattr(error, "reason", None) or say("OpenSSL does not say why")
            return say("the TLS connection broke ({reason})", reason=reason)
        case OSError(strerror=reason):
            return say("{words}", words=in_words(reason)) if reason else LOST
        case _:
            return say("it answered what is no answer of Valkey's")


def _answer(error: RedisError, user: str, patterns: str) -> Words:
    text = str(error)
    name = _NAMES.get(type(error)) or next(iter(_NAME.findall(text)), "")
    if name in _SENTENCES:
        return _SENTENCES[name]
    if isinstance(error, AuthorizationError) or any(word in text for word in _DENIED):
        return _refusal(text, user, patterns)
    if isinstance(error, UnknownCommandError):
        return _ignorance(text)
    if isinstance(error, ConnectionError):
        return _loss(error, text)
    raw = visible(" ".join(_FROM_SCRIPT.sub("", text).split()))[:_PLENTY]
    return say("{words}", words=raw) if raw else MUTE


def _loss(error: ConnectionError, text: str) -> Words:
    if isinstance(error, ProtocolError):
        return say("it is too old, as it does not speak RESP3: use Valkey, or Redis 6.2")
    if "max number of clients" in text:
        return say("it has no place for one more client (maxclients)")
    cause = error.__cause__
    while cause is not None:  # coredis's own words say nothing more
        if isinstance(cause, ssl.SSLError | TimeoutError | _UNREADABLE):
            return reason_of(cause)
        cause = cause.__cause__
    return LOST


def _ignorance(text: str) -> Words:
    """Return the fault of an unknown command. Its arguments may hold a password."""
    command = _UNKNOWN.search(text)
    name = command[1].upper() if command else say("a command")
    if name == "HELLO":
        return say("it is too old, as it does not know HELLO: use Valkey, or Redis 6.2")
    return say("it does not know {command}: is that renamed there, or is it too old?", command=name)


def _refusal(text: str, user: str, patterns: str) -> Words:
    """Return what to do about a right that is missing."""
    if text.startswith(MISSING):
        rules = visible(" ".join(text.removeprefix(MISSING).split()))[:_PLENTY]
    elif command := _COMMAND.search(text):
        rules = f"+{command[1]}"
    else:
        rules = patterns
    return say("user {user} lacks rights: ACL SETUSER {user} {rules}", user=user, rules=rules)
