"""Writes conversations as a small Python program in one shell command."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.reports.shell import literal
from trio_sockets.check.reports.timing import begins

SEVERAL = 4
"""The most connections that are written one by one; more are written as a loop."""

_NAMES = "abcd"
_SECONDS = 2
_PATIENCE = 60
_MUCH = 16 * 1024
_A_LOOP = 3
_PAUSE = "time.sleep(0.1)"
_MODULES = ("random", "socket", "struct", "threading", "time")


def python_script(
    conversations: Sequence[Conversation], own: int, address: Address, *, listens: bool
) -> str:
    """Return the command.

    :param own: the index of the conversation to reproduce.
    :param listens: the script is the server.
    """
    opening = _Opening(address, listens=listens)
    if len(conversations) <= SEVERAL:
        body = _one_by_one(conversations, opening)
    elif _is_over(conversations[0]):
        body = _in_turn(conversations[:own], conversations[own], opening)
    else:
        body = _at_once(len(conversations), conversations[own], opening)
    lines = [*opening.before, *body]
    used = [name for name in _MODULES if any(f"{name}." in line for line in lines)]
    return "\n".join(["python3 -c '", f"import {', '.join(used)}", *lines, "'"])


class _Opening:
    """The code that opens a connection."""

    def __init__(self, address: Address, *, listens: bool) -> None:
        if isinstance(address, TcpAddress):
            self._place = f"({_text(address.host)}, {address.port})"
            self._family = "socket.AF_INET6" if ":" in address.host else "socket.AF_INET"
        else:
            self._place = _text(address.path)
            self._family = "socket.AF_UNIX"
        self._listens = listens

    @property
    def before(self) -> list[str]:
        """Return the lines before the first connection."""
        if not self._listens:
            return []
        return [
            f"door = socket.create_server({self._place}, family={self._family})",
            f"door.settimeout({_PATIENCE})",
        ]

    def lines(self, name: str) -> list[str]:
        """Return the lines that open a connection.

        :param name: the name of its variable.
        """
        if self._listens:
            return [f"{name} = door.accept()[0]", f"{name}.settimeout({_PATIENCE})"]
        if self._family == "socket.AF_UNIX":
            return [
                f"{name} = socket.socket(socket.AF_UNIX)",
                f"{name}.settimeout({_SECONDS})",
                f"{name}.connect({self._place})",
            ]
        return [f"{name} = socket.create_connection({self._place}, {_SECONDS})"]


def _one_by_one(conversations: Sequence[Conversation], opening: _Opening) -> list[str]:
    steps = [
        step
        for conversation, name, at in zip(
            conversations, _NAMES, begins(conversations), strict=False
        )
        for step in [(at, opening.lines(name)), *_steps(conversation, name)]
    ]
    return [line for _, lines in sorted(steps, key=lambda step: step[0]) for line in lines]


def _in_turn(leaders: Sequence[Conversation], own: Conversation, opening: _Opening) -> list[str]:
    """Repeat the first conversation in a loop, then write the one to reproduce."""
    many = [*opening.lines("a"), *(line for _, lines in _steps(leaders[0], "a") for line in lines)]
    return [
        f"for _ in range({len(leaders)}):",
        *_indented(many),
        *opening.lines("b"),
        *(line for _, lines in _steps(own, "b") for line in lines),
    ]


def _at_once(count: int, own: Conversation, opening: _Opening) -> list[str]:
    """Write connections that all do the same at once."""
    return [
        "many = []",
        f"for _ in range({count}):",
        *_indented([*opening.lines("a"), "many.append(a)"]),
        *(
            line
            for _, lines in _steps(own, "a")
            for line in ("for a in many:", *_indented(lines))
            if lines
        ),
    ]


def _steps(conversation: Conversation, name: str) -> Iterator[tuple[float, list[str]]]:
    """Yield the time and the lines of each step."""
    groups = [list(group) for _, group in groupby(conversation.events, type)]
    for before, group, after in zip([[], *groups], groups, [*groups[1:], []], strict=False):
        if not _is_exchange(before, group):
            yield group[0].at, _lines(name, group, after)


def _lines(name: str, group: Sequence[Event], after: Sequence[Event]) -> list[str]:
    lines: list[str] = []
    match group[0]:
        case Sent():
            lines = _sent(name, group, after)
        case Received() | Ended() | Reset() | Silence(blocked=False):
            lines = [f"print({name}.recv(65536))"]
        case HalfClosed():
            lines = [f"{name}.shutdown(socket.SHUT_WR)"]
        case Left(rudely=rudely):
            linger = 'socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)'
            lines = [*[f"{name}.setsockopt({linger})"] * rudely, f"{name}.close()"]
        case _:
            pass  # refused or blocked: the call before shows it
    return lines


def _sent(name: str, group: Sequence[Event], after: Sequence[Event]) -> list[str]:
    if _is_exchange(group, after):
        return _exchange(name, _size(group))
    lines = _sending(name, [event.data for event in group if isinstance(event, Sent)])
    if any(isinstance(event, Silence) and event.blocked for event in after):
        return ["try:", *_indented(lines), "except TimeoutError:", '    print("it is not read")']
    return lines


def _sending(name: str, pieces: Sequence[bytes]) -> list[str]:
    send = f"{name}.sendall({{}})".format
    if len(pieces) < _A_LOOP:
        [first, *rest] = map(literal, pieces)
        return [send(first), *(line for piece in rest for line in (_PAUSE, send(piece)))]
    if len({*pieces}) == 1:
        return [f"for _ in range({len(pieces)}):", *_indented([send(literal(pieces[0]))])]
    if all(len(piece) == 1 for piece in pieces):
        each, one = f"for byte in {literal(b''.join(pieces))}:", "bytes([byte])"
    else:
        each, one = f"for piece in {', '.join(map(literal, pieces))}:", "piece"
    return [each, *_indented([send(one), _PAUSE])]


def _is_exchange(sent: Sequence[Event], received: Sequence[Event]) -> bool:
    """Tell whether many bytes were sent and came back."""
    kinds = [type(group[0]) for group in (sent, received) if group]
    return kinds == [Sent, Received] and min(_size(sent), _size(received)) >= _MUCH


def _exchange(name: str, size: int) -> list[str]:
    """Write code that reads while it sends, as the data exceeds the buffers of both sides."""
    return [
        f"data = random.randbytes({size})",
        f"threading.Thread(target={name}.sendall, args=(data,)).start()",
        'got = b""',
        "try:",
        f"    while len(got) < len(data) and (piece := {name}.recv(65536)):",
        "        got += piece",
        "finally:",
        '    print(len(got), "of", len(data), "bytes came back")',
        '    print("unchanged:", got == data[:len(got)])',
    ]


def _size(events: Sequence[Event]) -> int:
    return sum(len(event.data) for event in events if isinstance(event, Sent | Received))


def _is_over(conversation: Conversation) -> bool:
    return any(isinstance(event, Left | Ended | Reset) for event in conversation.events)


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _text(text: str) -> str:
    return json.dumps(text).replace("'", "\\u0027")
