"""The interface of the deciding script: its questions and its replies.

It gives pushes and decisions as the lines that players read, so the grammar of the race is the only
one there is.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias, final

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Garbled, Higher, Joined, Lower, Out, Win
from trio_sockets.protocol.race.grammar import PUSH, parse_race_line
from trio_sockets.protocol.race.messages import Decision, PlayerHere, Push
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.protocol.race.rules import Rules

ScriptWords: TypeAlias = Mapping[str, Any]
"""JSON objects, as they go to the script and come from it."""

_DECISIONS = Higher | Lower | Win | Out | Joined


@cache
def room_script() -> str:
    """Return the Lua that decides what happens in a room."""
    return _lua("room.lua") + _lua("asked.lua")


@cache
def host_script() -> str:
    """Return the Lua that counts the players of a host."""
    return _lua("host.lua")


@cache
def presence_script() -> str:
    """Return the Lua by which servers agree on what they call this start of Valkey."""
    return _lua("presence.lua")


@cache
def rights_script() -> str:
    """Return the Lua that tells which rights are missing."""
    return _lua("rights.lua")


def _lua(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def keys(room: str) -> tuple[str, str, str]:
    """Return the keys of a room, which share a hash tag.

    :param room: the room's `name_key`.
    """
    tag = f"{{race:{room}}}"
    return f"{tag}:room", f"{tag}:players", f"{tag}:servers"


def host_key(host: str) -> str:
    """Return the key of who races from a host."""
    return f"{{race-host:{host}}}"


def channel(room: str, database: int) -> str:
    """Return where a room's steps are published.

    :param database: the number of Valkey's, as all its databases have the same channels.
    """
    return f"{{race:{room}}}:steps:{database}"


def rules_words(rules: Rules) -> ScriptWords:
    """Return the rules as the script takes them."""
    parameters = rules.parameters
    return {
        "low": str(parameters.low),
        "high": str(parameters.high),
        "tries": parameters.tries,
        "countdown": rules.countdown,
        "limit": rules.limit,
    }


@final
@dataclass(frozen=True, slots=True)
class RoomStep:
    """Something that happened in a room.

    :ivar server: at whose players' wish.
    :ivar epoch: which life of the room; it starts another one when its memory is lost.
    :ivar seq: the number of the step, from 1, without a gap.
    :ivar wait: milliseconds until the room has to be ticked.
    """

    server: str
    epoch: str
    seq: int
    round: int
    running: bool
    wait: float
    pushed: tuple[Pushed, ...]


@final
@dataclass(frozen=True, slots=True)
class ScriptReply:
    """A reply of the script, unless it reports lost data.

    :ivar seq: the last step that had happened.
    :ivar steps: what happened by asking; the last of them has `seq`.
    :ivar decision: for who joined or guessed.
    :ivar told: what he alone is told.
    """

    epoch: str
    seq: int
    round: int
    running: bool
    wait: float
    low: int
    high: int
    tries: int
    steps: tuple[RoomStep, ...]
    decision: Decision | None
    told: tuple[Push, ...]


@final
@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a room stood after the last step of an answer.

    :ivar players: their points, by name, in the order they came.
    :ivar ended: the number of the round that ended last; None if none did.
    :ivar seconds: until the next round, if none runs.
    :ivar seats: ``plays`` or ``waits`` for each player of one's own, by the mark of his seat; or
        why he cannot stay.
    :ivar decided: the number of the guess that one of them waits for, and how it was decided.
    """

    players: Mapping[str, int]
    ended: int | None
    seconds: int
    seats: Mapping[str, str]
    decided: Mapping[str, tuple[int, Decision]]


def read_step(words: ScriptWords) -> RoomStep:
    """Read one step.

    :raises ValueError: it is none.
    """
    with _complete(words):
        return RoomStep(
            words["server"],
            words["epoch"],
            words["seq"],
            words["round"],
            words["running"],
            words["wait"],
            tuple(Pushed(_push(line), *but) for line, *but in words["pushes"]),
        )


def read_published(data: bytes) -> RoomStep:
    """Read a step as it is published.

    :raises ValueError: it is none.
    """
    return read_step(json.loads(data))


def read_answer(words: ScriptWords) -> ScriptReply:
    """Read what is answered to everything but a lost room.

    :raises ValueError: it is no answer.
    """
    with _complete(words):
        decision = words.get("decision")
        return ScriptReply(
            words["epoch"],
            words["seq"],
            words["round"],
            words["running"],
            words["wait"],
            int(words["low"]),
            int(words["high"]),
            words["tries"],
            tuple(map(read_step, words["steps"])),
            None if decision is None else _decision(decision),
            (
                *(PlayerHere(name, total) for name, total in words.get("here", ())),
                *map(_push, words.get("told", ())),
            ),
        )


def read_snapshot(words: ScriptWords) -> Snapshot:
    """Read what the answer to ``sync`` holds besides.

    :raises ValueError: it holds none.
    """
    with _complete(words):
        return Snapshot(
            dict(words["players"]),
            int(words["ended"]) if words["ended"] else None,
            words["seconds"],
            dict(words["seats"]),
            {
                mark: (guess, _decision(decision))
                for mark, (guess, decision) in dict(words["decided"]).items()
            },
        )


@contextmanager
def _complete(words: ScriptWords) -> Iterator[None]:
    try:
        yield
    except (LookupError, TypeError) as error:
        raise ValueError(f"not the words of a race: {words}") from error


def _push(line: str) -> Push:
    push = parse_race_line(f"{PUSH}{line}")
    if isinstance(push, Garbled | _DECISIONS | Error):
        raise ValueError(f"no push of a race: {line!r}")  # noqa: TRY004 - the words are wrong
    return push  # type: ignore[return-value]


def _decision(line: str) -> Decision:
    word, _, code = line.partition(" ")
    if word == "ERR":
        return Error(ErrorCode(code))
    decision = parse_race_line(line)
    if not isinstance(decision, _DECISIONS):
        raise ValueError(f"no decision of a race: {line!r}")  # noqa: TRY004 - likewise
    return decision
