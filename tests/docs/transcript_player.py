"""Plays a transcript of the documentation against a session, as its server would drive it.

The notation is that of ``docs/protocol/index.md``, "How to read a transcript". A memory stream
stands in for the network, and the mock clock for time, so that both are exact.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias, assert_never

import pytest
import trio
from trio.testing import memory_stream_pair

from helpers.sessions import give, take
from trio_sockets import Connection, Deadlines, ErrorCode, Session
from trio_sockets.protocol.race.rules import MAX_PLAYERS
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.protocol.session import PIECE
from trio_sockets.race.local import LocalRooms

A_DAY = 24 * 60 * 60
"""Seconds of the mock clock: a conversation that lasts longer hangs."""


@dataclass(frozen=True)
class Send:
    data: bytes


@dataclass(frozen=True)
class Receive:
    data: bytes
    """Nothing stands for the end of the stream."""


@dataclass(frozen=True)
class HalfClose:
    pass


@dataclass(frozen=True)
class Pass:
    seconds: float


@dataclass(frozen=True)
class ShutDown:
    pass


@dataclass(frozen=True)
class OtherSends:
    name: str
    data: bytes


@dataclass(frozen=True)
class FillRoom:
    pass


@dataclass(frozen=True)
class FillQueue:
    pass


Step: TypeAlias = Send | Receive | HalfClose | Pass | ShutDown | OtherSends | FillRoom | FillQueue
SAID: dict[str, Step] = {
    "C: (half-close)": HalfClose(),
    "S: (half-close)": Receive(b""),
    "(the server shuts down)": ShutDown(),
    "(the room is full)": FillRoom(),
    "(too much waits for the client)": FillQueue(),
}


def read(transcript: str) -> list[Step]:
    """Return the steps, repetitions written out, the replies that follow one another as one."""
    steps: list[Step] = []
    paragraph: list[Step] = []
    for line in transcript.splitlines():
        if not line:
            paragraph = []
        elif repeated := re.fullmatch(r"\((\d+) times more\)", line):
            steps += int(repeated[1]) * paragraph
        else:
            paragraph.append(_step(line))
            steps.append(paragraph[-1])
    return _joined(steps)


async def play(
    session: Session,
    transcript: str,
    *,
    rooms: LocalRooms | None = None,
    refused: bool = False,
    byte_by_byte: bool = False,
) -> None:
    """See that the conversation goes as written, to the byte and to the second.

    :param rooms: where a race is held.
    :param refused: the server is full.
    :param byte_by_byte: send so what the client sends.
    """
    client, server = memory_stream_pair()
    connection = Connection(server, session, Deadlines())
    with trio.fail_after(A_DAY):
        async with trio.open_nursery() as nursery, client:
            others = None if rooms is None else Others(rooms)
            if rooms is not None:
                await nursery.start(rooms.run)
            if refused:
                connection.dismiss(ErrorCode.BUSY)
            nursery.start_soon(connection.run)
            steps = read(transcript)
            await _take_steps(steps, connection, client, others, byte_by_byte=byte_by_byte)
            await client.send_eof()
            assert b"".join([bytes(chunk) async for chunk in client]) == b"", "it says still more"
            nursery.cancel_scope.cancel()


class Others:
    """The other players of a race, each with a connection of his own."""

    def __init__(self, rooms: LocalRooms) -> None:
        self._players = defaultdict[str, RaceSession](lambda: RaceSession(rooms))

    def act(self, step: OtherSends | FillRoom | FillQueue, connection: Connection) -> None:
        match step:
            case OtherSends(name, data):
                self._send(name, data)
            case FillRoom():
                for number in range(MAX_PLAYERS):
                    self._send(str(number), f"JOIN {number}\n".encode())
            case FillQueue():
                assert isinstance(connection.session, RaceSession)
                connection.session.say(b"x" * (PIECE + 1))
            case _:
                assert_never(step)

    def _send(self, name: str, data: bytes) -> None:
        give(self._players[name], data)
        for player in self._players.values():
            take(player)  # they all read


async def _take_steps(
    steps: list[Step],
    connection: Connection,
    client: trio.abc.HalfCloseableStream,
    others: Others | None,
    *,
    byte_by_byte: bool,
) -> None:
    waiting = 0.0
    for step in steps:
        if not isinstance(step, Receive):
            await trio.sleep(waiting)
            waiting = 0
        match step:
            case Send(data):
                size = 1 if byte_by_byte else len(data)
                for start in range(0, len(data), size):
                    await client.send_all(data[start : start + size])
            case Receive(data):
                await _expect(client, data, waiting)
                waiting = 0
            case HalfClose():
                await client.send_eof()
            case Pass(seconds):
                waiting = seconds
            case ShutDown():
                connection.dismiss(ErrorCode.SHUTTING_DOWN)
            case OtherSends() | FillRoom() | FillQueue():
                assert others is not None
                others.act(step, connection)
            case _:
                assert_never(step)


async def _expect(client: trio.abc.ReceiveStream, expected: bytes, seconds: float) -> None:
    start = trio.current_time()
    received = bytearray(chunk := await client.receive_some())
    while chunk and len(received) < len(expected):
        received += (chunk := await client.receive_some())
    assert received.split(b"\n") == expected.split(b"\n")
    assert trio.current_time() - start == pytest.approx(seconds)


def _step(line: str) -> Step:
    if line in SAID:
        return SAID[line]
    if passing := re.fullmatch(r"\(([0-9.]+) s pass\)", line):
        return Pass(float(passing[1]))
    said = re.fullmatch(r"([CS]|[a-z]+):(?: (.*))?", line)
    assert said, f"a transcript has no such line: {line}"
    words = spoken(said[2] or "")
    match said[1]:
        case "C":
            return Send(words)
        case "S":
            return Receive(words)
        case other:
            return OtherSends(other, words)


def spoken(words: str) -> bytes:
    """Return the bytes that one line of a transcript stands for."""
    if counted := re.fullmatch(r"\(([0-9,]+) bytes\)", words):
        return b"x" * int(counted[1].replace(",", "")) + b"\n"
    bare = words.removesuffix(" (no LF)")
    data = re.sub(rb"\\x([0-9a-f]{2})", lambda b: bytes.fromhex(b[1].decode()), bare.encode())
    return data if bare != words else data + b"\n"


def _joined(steps: list[Step]) -> list[Step]:
    joined: list[Step] = []
    for step in steps:
        if isinstance(step, Receive) and step.data and joined:
            last = joined[-1]
            if isinstance(last, Receive):
                joined[-1] = Receive(last.data + step.data)
                continue
        joined.append(step)
    return joined
