"""A push is sent at once, on both paths, and never waits for a client that does not read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock

from helpers.sessions import give, take
from helpers.support import (
    Running,
    connect,
    needs_epoll,
    plain_socket_pair,
    receive_all,
    running_pump,
    socket_pair,
)
from helpers.waiting import until
from trio_sockets import Deadlines, Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.protocol.session import PIECE
from trio_sockets.race.local import LocalRooms
from trio_sockets.server.clients import Clients
from trio_sockets.server.limits import Admission, Limits
from trio_sockets.server.serve import Serving
from trio_sockets.services import Endpoint, Service, all_services, parse_endpoint

QUICK = Rules(Parameters(1, 100, 7), countdown=50)


def race(rules: Rules = QUICK) -> Endpoint:
    return parse_endpoint("race@:0", all_services(race=rules))


class Player:
    """A client of the race, who reads line by line."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self._buffer = b""

    async def hear(self) -> str:
        while b"\n" not in self._buffer:
            data = await self.stream.receive_some()
            assert data, self._buffer
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode()

    async def hear_until(self, beginning: str) -> list[str]:
        lines = [await self.hear()]
        while not lines[-1].startswith(beginning):
            lines.append(await self.hear())
        return lines

    async def say(self, line: str) -> None:
        await self.stream.send_all(f"{line}\n".encode())


@asynccontextmanager
async def player(serving: Serving, name: str) -> AsyncIterator[Player]:
    """Let somebody join the lobby, and hear how many are there."""
    async with await connect(serving, "race") as stream:
        joined = Player(stream)
        assert (await joined.hear()).startswith("* RACE ")
        await joined.say(f"JOIN {name}")
        assert (await joined.hear()).startswith("JOINED lobby ")
        yield joined


async def test_two_hear_each_other_while_they_are_silent(running: Running) -> None:
    async with running(race()) as serving, player(serving, "ana") as ana:
        await ana.hear_until("* ROUND 1 ")
        async with player(serving, "bo") as bo:
            assert await ana.hear() == "* JOIN bo"
            assert await bo.hear() == "* PLAYER ana 0"
            assert await bo.hear() == "* WAIT 1"
            low, high = 1, 100
            while True:
                await ana.say(str((low + high) // 2))
                match (await ana.hear()).split():
                    case ["HIGHER", _]:
                        low = (low + high) // 2 + 1
                    case ["LOWER", _]:
                        high = (low + high) // 2 - 1
                    case other:
                        assert other[0] == "WIN"
                        break
                assert (await bo.hear()).startswith("* GUESS ana ")
            assert (await bo.hear()).startswith("* WIN ana ")
            end = f"* END {(low + high) // 2}"
            assert await ana.hear() == await bo.hear() == end
            assert (await ana.hear()) == await bo.hear()
            await bo.hear_until("* ROUND 2 ")
        assert (await ana.hear_until("* LEAVE"))[-1] == "* LEAVE bo"


async def test_who_resets_has_left(running: Running) -> None:
    async with running(race()) as serving, player(serving, "ana") as ana:
        async with player(serving, "bo") as bo:
            assert (await ana.hear_until("* JOIN "))[-1] == "* JOIN bo"
            bo.stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, b"\1" + b"\0" * 7)
        assert (await ana.hear_until("* LEAVE "))[-1] == "* LEAVE bo"


@pytest.mark.parametrize("fast", [pytest.param(True, marks=needs_epoll), False])
async def test_who_does_not_read_is_dropped_and_the_others_do_not_wait(*, fast: bool) -> None:
    rooms = LocalRooms(Rules(Parameters(1, 100, 7), countdown=60_000))
    ana, slow = RaceSession(rooms), RaceSession(rooms)
    async with trio.open_nursery() as nursery, running_pump() as pump:
        await nursery.start(rooms.run)
        give(ana, b"JOIN ana\n")
        clients = Clients(Deadlines(write=None), Admission(Limits(), None), pump if fast else None)
        near, far = plain_socket_pair() if fast else socket_pair()
        nursery.start_soon(clients.serve, Service("race", 0, lambda: slow), far)
        await near.send_all(b"JOIN slow\n")
        await until(lambda: b"* JOIN slow\n" in take(ana))
        pushed = 0
        while not slow.finished:
            slow.say(b"* GUESS somebody 5\n" * 100)
            pushed += 1900
            await trio.lowlevel.checkpoint()
        assert pushed >= PIECE
        assert take(ana).endswith(b"* LEAVE slow\n")
        heard = await receive_all(near)
        assert len(heard) < pushed
        assert heard.splitlines()[-1].startswith(b"ERR too-slow ")
        await near.aclose()
        await until(lambda: not len(clients))
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("fast", [pytest.param(True, marks=needs_epoll), False])
async def test_pushes_keep_nobody_who_is_silent(autojump_clock: MockClock, *, fast: bool) -> None:
    """A pair of Unix sockets is as good as memory for the mock clock."""
    rooms = LocalRooms(Rules(Parameters(1, 100, 7), countdown=1_000, limit=1_000))
    with capture_logs() as logs:
        async with trio.open_nursery() as nursery, running_pump() as pump:
            await nursery.start(rooms.run)
            deadlines, admission = Deadlines(idle=10), Admission(Limits(), None)
            clients = Clients(deadlines, admission, pump if fast else None)
            near, far = plain_socket_pair() if fast else socket_pair()
            nursery.start_soon(clients.serve, Service("race", 0, lambda: RaceSession(rooms)), far)
            await near.send_all(b"JOIN ana\n")
            lines = (await receive_all(near)).decode().splitlines()
            await near.aclose()
            await until(lambda: not len(clients))
            nursery.cancel_scope.cancel()
    assert lines[-1].startswith("ERR idle-timeout ")
    assert sum(line.startswith("* ROUND ") for line in lines) == 5
    assert [log["ended"] for log in logs if log["event"] == "client gone"] == ["idle-timeout"]
    assert logs[-1]["seconds"] == pytest.approx(10)
