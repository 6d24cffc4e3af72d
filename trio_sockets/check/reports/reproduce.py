"""Writes a shell command that repeats a conversation, with ``nc`` or Python.

Pure: the command is not run.
"""

import math
import shlex
from collections.abc import Mapping, Sequence

from trio_sockets.address import Address
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    HalfClosed,
    Left,
    Refused,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.reports.python_script import python_script
from trio_sockets.check.reports.shell import netcat, printf
from trio_sockets.check.reports.timing import begins

LONGEST = 6000
"""The most characters of a command that a student can reasonably paste."""

APART = 0.2
"""Seconds between two pieces, so that a program reads the first one separately."""

WAIT = 2
"""Seconds for which a connection stays open for an answer."""

STARTED = 3
"""Seconds after which a program listens, also one that a virtual machine runs."""

_LINE = 76
_PIECES = 12
_BYTES = 400
_IN_TURN = 3


def reproduce(
    conversations: Sequence[Conversation], place: int, address: Address, *, listens: bool = False
) -> str | None:
    """Return the command; None if it would be too long to paste.

    :param conversations: the conversations of one check.
    :param place: the index of the conversation to repeat, with those that affect it.
    :param address: where the server listens, or where the client looks for its server.
    :param listens: the checker acted as the server.
    """
    if place >= len(conversations):
        return None
    related, own = _related(conversations, place)
    if not listens and _one_by_one(related) and all(map(_fits_netcat, related)):
        command = "\n".join(_netcat(conversation, address) for conversation in related)
    else:
        command = python_script(related, own, address, listens=listens)
    return command if len(command) <= LONGEST else None


def _related(conversations: Sequence[Conversation], place: int) -> tuple[list[Conversation], int]:
    """Return the conversations that affect one, and its index among them.

    Others affect it if they overlapped with it, or if it was not served at all.
    """
    own = conversations[place]
    began = begins(conversations)
    end = own.events[-1].at if own.events else math.inf
    others = [other for other in conversations if other is not own]
    during = any(began[place] < event.at < end for other in others for event in other.events)
    if own.received and not during:
        return [own], 0
    return [other for other, at in zip(conversations, began, strict=True) if at <= end], place


def _one_by_one(conversations: Sequence[Conversation]) -> bool:
    """Tell whether there are few conversations, each of which ended before the next began."""
    ends = [
        next((e.at for e in c.events if isinstance(e, Left | Ended | Reset | Refused)), math.inf)
        for c in conversations
    ]
    return len(conversations) <= _IN_TURN and all(
        end <= begin for end, begin in zip(ends, begins(conversations)[1:], strict=False)
    )


def _fits_netcat(conversation: Conversation) -> bool:
    """Tell whether ``nc`` can repeat it: it cannot reset a connection, and hides resets."""
    return (
        not any(event.rudely for event in conversation.all(Left))
        and not any(event.blocked for event in conversation.all(Silence))
        and not isinstance(conversation.end, Reset)
        and len(conversation.all(Sent)) <= _PIECES
        and len(conversation.sent) <= _BYTES
    )


def _netcat(conversation: Conversation, address: Address) -> str:
    if isinstance(conversation.end, Refused):
        return f"nc -zv {netcat(address)}"
    pieces = [printf(event.data) for event in conversation.all(Sent)]
    words = [f"{piece}; sleep {APART}" for piece in pieces[:-1]] + pieces[-1:]
    if conversation.all(HalfClosed):
        command = words[0] if len(words) == 1 else _grouped(words)
        return f"{command} | nc -N {netcat(address)}"
    return f"{_grouped([*words, f'sleep {WAIT}'])} | nc -w {WAIT} {netcat(address)}"


def _grouped(words: Sequence[str]) -> str:
    line = f"({'; '.join(words)})"
    return line if len(line) <= _LINE else "(" + "\n ".join(words) + ")"


def restart(conversation: Conversation, address: Address, command: Sequence[str]) -> str:
    """Return the shell commands that start a server again while its port is in TIME_WAIT.

    The server has to be the side that closes first, so it is ended during a conversation.

    :param command: starts the server.
    """
    start = shlex.join(command)
    pieces = "; ".join(printf(event.data) for event in conversation.all(Sent)) or ":"
    return "\n".join(
        [
            f"{start} & server=$!",
            f"sleep {STARTED}",
            f"({pieces}; sleep {STARTED}) | nc {netcat(address)} &",
            "sleep 1; kill $server; wait $server",
            start,
        ]
    )


def typed_at(
    command: Sequence[str], lines: Sequence[str], environment: Mapping[str, str] | None = None
) -> str:
    """Return the shell command that starts a client, and types these lines at it first.

    :param command: starts the client.
    :param environment: the variables that it needs.
    """
    variables = [f"{name}={value}" for name, value in (environment or {}).items()]
    start = shlex.join([*(["env", *variables] if variables else []), *command])
    if not lines:
        return start
    typed = printf("".join(f"{line}\n" for line in lines).encode())
    return f"({typed}; cat) | {start}"
