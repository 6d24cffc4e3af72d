"""Three real servers on one Valkey."""

import signal

import pytest
import trio

from race.cluster.valkey import Valkey
from race.network import Servers, player

pytestmark = pytest.mark.thorough

pytest.importorskip("coredis", reason="coredis is not installed")


async def test_players_of_different_servers_are_in_one_room(valkey: Valkey) -> None:
    async with Servers(valkey.url, countdown=2) as servers:
        one, two, three = await servers.start(3)
        ana, bo = await servers.join_together((one, "ana"), (two, "bo"))
        for each in (ana, bo):
            await each.hears("* ROUND 1 1 100 7")
        assert (await bo.answers("0")).startswith("ERR out-of-range")
        reply = await bo.answers("50")
        if reply != "WIN 1":
            assert reply in {"HIGHER 6", "LOWER 6"}
            await ana.hears("* GUESS bo 6")
        cy = await servers.player(three, "cy")
        await cy.hears("* PLAYER ana 0")
        await bo.hears("* JOIN cy")
        await bo.leaves()
        await ana.hears("* LEAVE bo")
        await cy.hears("* LEAVE bo")
        async with player(one.addresses["race"]) as second:
            assert (await second.answers("JOIN CY")).startswith("ERR name-taken")
        assert b"unreachable" not in one.errors + two.errors + three.errors


async def test_a_number_found_by_all_at_once_is_found_by_one(valkey: Valkey) -> None:
    # All have to have joined before the round begins, on a busy machine too.
    async with Servers(valkey.url, "--low", "5", "--high", "5", countdown=8) as servers:
        places = await servers.start(3)
        players = [await servers.player(places[n % 3], f"p{n}") for n in range(30)]
        for each in players:
            await each.hears("* ROUND ")
        async with trio.open_nursery() as nursery:
            for each in players:
                nursery.start_soon(each.says, "5")
        replies = [await each.hears("WIN", "ERR") for each in players]
        assert replies.count("WIN 1") == 1
        assert replies.count("ERR no-round wait for the next round") == 29
        winner = replies.index("WIN 1")
        for number, each in enumerate(players):
            await each.hears("* ROUND 2 ")
            told = [line for line in each.heard if line.startswith(("* WIN", "* END", "* SCORE"))]
            won = [] if number == winner else [f"* WIN p{winner} 1"]
            assert [line.rpartition(" ")[0] for line in told[-1:]] != []
            assert told[:-1] == [*won, "* END 5"]
            assert told[-1].startswith(f"* SCORE p{winner} ")


async def test_what_a_server_that_ends_had_is_gone_at_once(valkey: Valkey) -> None:
    async with Servers(valkey.url) as servers:
        one, two = await servers.start(2)
        ana, bo = await servers.player(one, "ana"), await servers.player(two, "bo")
        await ana.hears("* JOIN bo")
        await two.signal(signal.SIGTERM)
        await two.signal(signal.SIGINT)
        await bo.hears("ERR shutting-down")
        assert await two.ended() == 0
        async with player(one.addresses["race"]) as again:
            assert await again.answers("JOIN bo") == "JOINED lobby 2"
