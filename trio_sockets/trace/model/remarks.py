"""Remarks on calls: the meaning of lines, and bytes that arrived in other pieces than sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import final

from trio_sockets.figures import DecimalFigure
from trio_sockets.trace.model.arrows import Arrow, Fate, Queued
from trio_sockets.trace.model.calls import ArrowKind, Call, CallKey
from trio_sockets.trace.model.ends import SocketEnd
from trio_sockets.trace.model.meaning import Dialogue
from trio_sockets.trace.model.recording import Recording
from trio_sockets.words import Words, say

SMALL = 4096
"""The most bytes of a call about which a remark says that they came in pieces."""

_PIECES = 8
"""The number of pieces from which on a send is bulk data, not a message."""

_ERRORS = {
    "ECONNREFUSED": say("nobody listens there"),
    "ECONNRESET": say("the other side has reset the connection"),
    "EPIPE": say("the other side has closed"),
    "EADDRINUSE": say("another program has this address, or had it less than a minute ago"),
    "ENOTCONN": say("this socket is not connected"),
    "EBADF": say("this socket is already closed"),
}


@final
@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a call.

    :param bad: it may be the reason why the programs do not understand each other.
    """

    words: Words
    bad: bool = field(kw_only=True)


def remarks_on(
    recording: Recording, arrows: Iterable[Arrow], queued: Iterable[Queued]
) -> dict[CallKey, list[Remark]]:
    """Return the remarks, by call."""
    remarks: dict[CallKey, list[Remark]] = {}
    for key, remark in _all(recording, arrows, queued):
        if remark not in remarks.setdefault(key, []):
            remarks[key].append(remark)
    return remarks


def _all(
    recording: Recording, arrows: Iterable[Arrow], queued: Iterable[Queued]
) -> Iterator[tuple[CallKey, Remark]]:
    by_socket: dict[tuple[str, int | None], list[Call]] = {}
    for column in recording.columns:
        for call in column.calls():
            by_socket.setdefault((call.key[0], call.socket), []).append(call)
            yield from (
                (call.key, Remark(words, bad=True)) for words in _of_call(call, recording.calls)
            )
    for end in recording.ends:
        if _is_client(end) or (_is_server(end) and end.other is None):
            yield from _meanings(by_socket, end)
    for arrow in arrows:
        if arrow.kind is ArrowKind.BYTES and arrow.fate is Fate.UNREAD and arrow.source.call:
            yield arrow.source.call, Remark(_unread(arrow), bad=True)
    for queue in queued:
        if queue.accept is not None and queue.accept.call is not None and queue.until is not None:
            seconds = DecimalFigure(queue.until - queue.connect.at, 1)
            words = say("it had waited in the queue: {seconds} s", seconds=seconds)
            yield queue.accept.call, Remark(words, bad=True)


def _unread(arrow: Arrow) -> Words:
    if arrow.target.at > arrow.source.at:
        return say("never read: {count} B of this", count=arrow.end - arrow.begin)
    return say("this is never read: the other side had closed")


def _of_call(call: Call, calls: Mapping[CallKey, Call]) -> Iterator[Words]:
    if call.error in _ERRORS:
        yield _ERRORS[call.error]
    if not call.receives or not call.came:
        return
    lines = call.data.count(b"\n")
    if len(call.came) > 1:
        yield say("{count} sends came in one {name}", count=len(call.came), name=call.name)
    elif lines > 1 and call.size == len(call.data):
        yield say("{count} lines came in one {name}", count=lines, name=call.name)
    for piece in call.came:
        sender = calls.get(piece.sender)
        if sender is not None and 1 < sender.left_by <= _PIECES and sender.size <= SMALL:
            yield say("one {name} came in {count} pieces", name=sender.name, count=sender.left_by)
    if call.size == len(call.data) and _cuts_a_character(call.data):
        yield say("a UTF-8 character is split here")


def _cuts_a_character(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.end == len(data)
    return False


def _is_client(end: SocketEnd) -> bool:
    return end.connected is not None


def _is_server(end: SocketEnd) -> bool:
    return end.accepted is not None


def _meanings(
    by_socket: Mapping[tuple[str, int | None], Iterable[Call]], end: SocketEnd
) -> Iterator[tuple[CallKey, Remark]]:
    """Yield the meanings of a connection's lines, by the call that completed each."""
    dialogue = Dialogue()
    before: dict[bool, CallKey] = {}
    for call, by_server in _in_turn(by_socket, end):
        other = before.get(not by_server)
        if other is not None and dialogue.unterminated(by_server=not by_server):
            for words in dialogue.take_unended(by_server=not by_server):
                yield other, Remark(words, bad=False)
            yield other, Remark(say("no newline"), bad=True)
        if len(call.data) < call.size:
            dialogue.lose(by_server=by_server)
            continue
        data = call.data if call.ended is None else call.data[: call.size]
        for words in dialogue.hear(data, by_server=by_server):
            yield call.key, Remark(words, bad=False)
        before[by_server] = call.key
    for by_server, key in before.items():
        if dialogue.unterminated(by_server=by_server):
            yield key, Remark(say("no newline"), bad=True)


def _in_turn(
    by_socket: Mapping[tuple[str, int | None], Iterable[Call]], end: SocketEnd
) -> list[tuple[Call, bool]]:
    """Return the calls that tell what each side sent, in order: its own calls, if it is traced."""
    own, other = _is_server(end), end.other
    found = [
        (call.begun, call, own)
        for call in by_socket.get((end.program, end.socket), ())
        if call.sends
    ]
    if other is not None:
        theirs = by_socket.get((other.program, other.socket), ())
        found += [(call.begun, call, not own) for call in theirs if call.sends]
    else:
        found += [
            (call.ended, call, not own)
            for call in by_socket.get((end.program, end.socket), ())
            if call.receives and call.size and call.ended is not None
        ]
    found.sort(key=lambda each: each[0])
    return [(call, by_server) for _, call, by_server in found]
