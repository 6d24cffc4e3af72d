"""From a conversation to one shell command that has it once more, with ``nc`` or with Python.

Pure: the command is written, and not run.
"""

import math
from collections.abc import Sequence

from trio_sockets.address import Address
from trio_sockets.check.reports.python_script import python_script
from trio_sockets.check.reports.shell import netcat, printf
from trio_sockets.check.reports.timing import begins
from trio_sockets.check.transcript import (
    Conversation,
    Ended,
    HalfClosed,
    Left,
    Refused,
    Reset,
    Sent,
    Silence,
)

LONGEST = 6000
"""Characters of a command that anybody would still paste."""

APART = 0.2
"""Seconds between two pieces: enough for a program to read the first one alone."""

WAIT = 2
"""Seconds to leave a connection open for an answer."""

_LINE = 76
_PIECES = 12
_BYTES = 400
_IN_TURN = 3


def reproduce(
    conversations: Sequence[Conversation], place: int, address: Address, *, listens: bool = False
) -> str | None:
    """Return the command; None if there is none that anybody would paste.

    :param conversations: of one check.
    :param place: of the conversation to have once more, with those that matter to it.
    :param address: where the program listens, or where it looks for its server.
    :param listens: the checker was the server.
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
    """Return the conversations that matter to one, and its place among them.

    Others do if they went on during it, or if it was not served at all.
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
    """Whether each was over before the next was begun, and there are few."""
    ends = [
        next((e.at for e in c.events if isinstance(e, Left | Ended | Reset | Refused)), math.inf)
        for c in conversations
    ]
    return len(conversations) <= _IN_TURN and all(
        end <= begin for end, begin in zip(ends, begins(conversations)[1:], strict=False)
    )


def _fits_netcat(conversation: Conversation) -> bool:
    """Whether ``nc`` can do it: it breaks no connection off, and hides that another did."""
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
