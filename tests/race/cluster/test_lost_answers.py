"""Answers and memory that are lost between a server and Valkey."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from helpers.waiting import until
from race.cluster.relay import relay
from race.cluster.valkey import Valkey
from race.players import Driven, join_together

pytest.importorskip("coredis", reason="coredis is not installed")

from typing import TYPE_CHECKING

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.audience import Recorder
from trio_sockets.race.cluster.rooms import ClusterRooms
from trio_sockets.race.cluster.script import keys

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from trio_sockets.race.scorecard import RaceResult

RULES = Rules(Parameters(1, 100, 3), countdown=1_000)
SECRET = 42


@asynccontextmanager
async def rooms_at(url: str, record: Recorder | None = None) -> AsyncIterator[ClusterRooms]:
    rooms = ClusterRooms(url, RULES, lambda _: SECRET - 1, record)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)
        yield rooms
        nursery.cancel_scope.cancel()


async def joined(rooms: ClusterRooms, name: str) -> Driven:
    player = Driven(rooms)
    player.says(f"JOIN {name}")
    await player.hears("JOINED")
    return player


async def test_a_guess_whose_answer_is_lost_is_decided_once(valkey: Valkey) -> None:
    results: list[RaceResult] = []
    async with (
        relay(valkey.port) as between,
        rooms_at(between.url, results.append) as one,
        rooms_at(valkey.url, results.append) as two,
    ):
        ana, bo = await join_together((one, "ana"), (two, "bo"))
        for player in (ana, bo):
            await player.hears("* ROUND 1")
        between.mute = True
        ana.says("1")
        await bo.hears("* GUESS ana 2")
        await ana.hears("* PAUSE")
        between.mute = False
        assert await ana.hears("* RESUME", "HIGHER") == "* RESUME"
        await ana.hears("HIGHER 2")
        between.mute = True
        ana.says("42")
        score = await bo.hears("* SCORE ana")
        total = score.split()[-1]
        between.cut()
        between.mute = False
        await ana.hears("* RESUME")
        await ana.hears("WIN 2")
        await ana.hears(f"* PLAYER ana {total}")
        assert [(result.name, result.used, result.won) for result in results] == [("ana", 2, True)]
        cy = await joined(two, "cy")
        await cy.hears(f"* PLAYER ana {total}")


async def test_what_happened_meanwhile_is_told_afterwards(valkey: Valkey) -> None:
    async with (
        relay(valkey.port) as between,
        rooms_at(between.url) as one,
        rooms_at(valkey.url) as two,
    ):
        ana, bo = await join_together((one, "ana"), (two, "bo"))
        for player in (ana, bo):
            await player.hears("* ROUND 1")
        between.mute = True
        assert await bo.answers("42") == "WIN 1"
        total = (await bo.hears("* SCORE bo")).split()[-1]
        await ana.hears("* PAUSE")
        between.mute = False
        await ana.hears("* RESUME")
        await ana.hears(f"* PLAYER bo {total}")
        await ana.hears("* END 42", "* ROUND 2")  # as long as the pause was
        assert (await ana.answers("0")).startswith("ERR")


async def test_a_room_whose_memory_is_wiped_begins_anew(valkey: Valkey) -> None:
    async with rooms_at(valkey.url) as one, rooms_at(valkey.url) as two:
        ana, bo = await join_together((one, "ana"), (two, "bo"))
        for player in (ana, bo):
            await player.hears("* ROUND 1")
        with valkey.client() as client:
            client.flushall()
        for player in (ana, bo):
            await player.hears("* VOID 1")
            await player.hears("* NEXT 1")
            await player.hears("* ROUND 1")
        assert await ana.answers("42") == "WIN 1"
        await bo.hears("* WIN ana 1")


async def test_points_that_are_brought_along_are_told_to_those_who_were_back_before(
    valkey: Valkey,
) -> None:
    async with rooms_at(valkey.url) as one, rooms_at(valkey.url) as two:
        ana, bo = await join_together((one, "ana"), (two, "bo"))
        totals = {}
        for player, name, other in ((ana, "ana", bo), (bo, "bo", ana)):
            await player.hears("* ROUND ")
            assert await player.answers("42") == "WIN 1"
            totals[name] = (await other.hears(f"* SCORE {name} ")).split()[-1]
        for player in (ana, bo):
            player.told.clear()
        with valkey.client() as client:
            client.flushall()
        for told, name in ((ana.told, "bo"), (bo.told, "ana")):
            await until(lambda: "* ROUND 1 1 100 3" in ana.told and "* ROUND 1 1 100 3" in bo.told)
            was_back_before = f"* LEAVE {name}" in told
            assert was_back_before == (f"* PLAYER {name} {totals[name]}" in told), told


async def test_a_player_whom_the_memory_has_lost_is_answered_and_plays_on(valkey: Valkey) -> None:
    _, players, _ = keys("lobby")
    async with rooms_at(valkey.url) as one, rooms_at(valkey.url) as two:
        ana, bo = await join_together((one, "ana"), (two, "bo"))
        for player in (ana, bo):
            await player.hears("* ROUND 1")
        with valkey.client() as client:
            assert client.hdel(players, "ana") == 1
        assert (await ana.answers("42")).startswith("ERR no-round ")
        await bo.hears("* JOIN ana")
        assert await bo.answers("42") == "WIN 1"
        await ana.hears("* ROUND 2")
        assert await ana.answers("42") == "WIN 1"


async def test_who_comes_while_nothing_is_there_waits(valkey: Valkey) -> None:
    valkey.kill()
    async with rooms_at(valkey.url) as rooms:
        ana = Driven(rooms)
        ana.says("JOIN ana")
        assert ana.told[-1] == "* PAUSE"
        gone = Driven(rooms)
        gone.says("JOIN ana")
        gone.leaves()
        valkey.start_again()
        await ana.hears("* RESUME")
        await ana.hears("JOINED lobby 1")


async def test_a_name_that_was_taken_meanwhile_ends_the_conversation(valkey: Valkey) -> None:
    async with relay(valkey.port) as between, rooms_at(between.url) as one:
        ana = await joined(one, "ana")
        between.mute = True
        await ana.hears("* PAUSE")
        with valkey.client() as client:
            client.flushall()
        async with rooms_at(valkey.url) as two:
            other = await joined(two, "Ana")
            between.mute = False
            await ana.hears("ERR name-taken")
            assert ana.session.finished
            assert not other.session.finished
