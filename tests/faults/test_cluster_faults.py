"""Valkey stopped, killed, restarted, slow; a server killed: what players of the race see."""

import re
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
import trio

from helpers.command import Server
from race.cluster.relay import relay
from race.cluster.valkey import running_valkey
from race.network import NetPlayer, Servers
from trio_sockets import open_game_client, open_stream

pytest.importorskip("coredis", reason="coredis is not installed")

OTHERS = ("echo@:0", "text@:0", "game@:0")


async def others_answer(at: Server) -> None:
    """Have a conversation with each of the services that share nothing."""
    async with await open_stream(at.addresses["echo"]) as stream:
        await stream.send_all(b"abc")
        assert await stream.receive_some() == b"abc"
    async with await open_stream(at.addresses["text"]) as stream:
        await stream.send_all(b"UPPER a\n")
        assert await stream.receive_some() == b"A\n"
    async with open_game_client(at.addresses["game"]) as game:
        await game.guess(50)


async def both(players: Sequence[NetPlayer], *words: str) -> None:
    for each in players:
        await each.hears(*words)


async def bisected(player: NetPlayer) -> str:
    """Find the number, as far as replies are right; return the last of them."""
    low, high = 1, 100
    while True:
        middle = (low + high) // 2
        reply = await player.answers(str(middle))
        match reply.split():
            case ["HIGHER", _]:
                low = middle + 1
            case ["LOWER", _]:
                high = middle - 1
            case _:
                return reply


async def test_a_stopped_valkey_pauses_the_race_and_nothing_else() -> None:
    with running_valkey() as valkey:
        async with Servers(valkey.url, *OTHERS) as servers:
            one, two = await servers.start(2)
            ana, bo = players = await servers.join_together((one, "ana"), (two, "bo"))
            await both(players, "* ROUND 1")
            valkey.signal(signal.SIGSTOP)
            await ana.says("0")
            await both(players, "* PAUSE")
            await others_answer(one)
            cy = await servers.player(one)
            await cy.says("JOIN cy")
            await cy.hears("* PAUSE")
            valkey.signal(signal.SIGCONT)
            await both((*players, cy), "* RESUME")
            await ana.hears("ERR out-of-range")
            await cy.hears("JOINED lobby 3")
            assert (await bisected(bo)).startswith("WIN ")
            await both(players, "* SCORE bo ")
            for each in (ana, bo, cy):
                assert each.heard.count("* PAUSE") == each.heard.count("* RESUME") == 1
                assert not [line for line in each.heard if "VOID" in line]


async def test_a_valkey_that_is_away_for_longer_costs_nobody_his_place() -> None:
    with running_valkey() as valkey:
        async with Servers(valkey.url) as servers:
            one, two = await servers.start(2)
            players = await servers.join_together((one, "ana"), (two, "bo"))
            await both(players, "* ROUND 1")
            valkey.signal(signal.SIGSTOP)
            await both(players, "* PAUSE")
            await trio.sleep(8)
            valkey.signal(signal.SIGCONT)
            await both(players, "* RESUME")
            for each in players:
                assert (await each.answers("0")).startswith("ERR out-of-range")
                assert not [line for line in each.heard if "LEAVE" in line]


async def test_a_round_whose_memory_is_lost_is_void() -> None:
    with running_valkey() as valkey:
        async with Servers(valkey.url, *OTHERS) as servers:
            one, two = await servers.start(2)
            ana, bo = players = await servers.join_together((one, "ana"), (two, "bo"))
            await both(players, "* ROUND 1")
            assert (await bisected(ana)).startswith("WIN ")
            total = (await ana.hears("* SCORE ana ")).rpartition(" ")[2]
            await both(players, "* ROUND 2")
            valkey.kill()
            await both(players, "* PAUSE")
            await ana.says("7")
            await others_answer(two)
            valkey.start_again()
            await both(players, "* RESUME")
            await both(players, "* VOID 2")
            await both(players, "* NEXT ")
            await ana.hears("ERR no-round")
            await both(players, "* ROUND 1")
            cy = await servers.player(one, "cy")
            assert f"* PLAYER ana {total}" in cy.heard
            assert "* PLAYER bo 0" in cy.heard
            assert (await bisected(bo)).startswith("WIN ")
            await ana.hears("* WIN bo ")


async def test_a_valkey_that_remembers_goes_on_with_the_round(tmp_path: Path) -> None:
    durable = {"appendonly": "yes", "appendfsync": "always"}
    with running_valkey(tmp_path, config=durable) as valkey:
        async with Servers(valkey.url, *OTHERS) as servers:
            one, two = await servers.start(2)
            ana, bo = players = await servers.join_together((one, "ana"), (two, "bo"))
            await both(players, "* ROUND 1")
            first = await ana.answers("50")
            valkey.kill()
            await both(players, "* PAUSE")
            await others_answer(one)
            valkey.start_again()
            await both(players, "* RESUME")
            if not first.startswith("WIN"):
                assert (await bisected(bo)).startswith("WIN ")
                await ana.hears("* WIN bo ")
            for each in players:
                assert not [line for line in each.heard if "VOID" in line or "LEAVE" in line]


async def test_a_slow_valkey_makes_a_slow_race_and_no_wrong_one() -> None:
    with running_valkey() as valkey:
        async with (
            relay(valkey.port, delay=0.1) as between,
            Servers(between.url, *OTHERS) as servers,
        ):
            one, two = await servers.start(2)
            players = await servers.join_together((one, "ana"), (two, "bo"))
            ana, _ = players
            await ana.hears("* ROUND 1")
            await others_answer(one)
            assert (await bisected(ana)).startswith("WIN ")
            await both(players, "* END ")
            await both(players, "* ROUND 2")
            for each in players:
                assert "* PAUSE" not in each.heard


async def test_a_killed_server_takes_its_players_with_it_and_no_round() -> None:
    with running_valkey() as valkey:
        async with Servers(valkey.url) as servers:
            one, two = await servers.start(2)
            players = await servers.join_together((one, "ana"), (two, "bo"))
            ana, _ = players
            await both(players, "* ROUND 1")
            assert (await ana.answers("0")).startswith("ERR out-of-range")
            await two.signal(signal.SIGKILL)
            await ana.hears("* LEAVE bo")
            assert (await bisected(ana)).startswith("WIN ")


async def test_a_paused_server_rejoins_when_its_players_were_given_up() -> None:
    with running_valkey() as valkey:
        async with Servers(valkey.url) as servers:
            one, two = await servers.start(2)
            ana, bo = players = await servers.join_together((one, "ana"), (two, "bo"))
            await both(players, "* ROUND 1")
            await two.signal(signal.SIGSTOP)
            await ana.hears("* LEAVE bo")
            await two.signal(signal.SIGCONT)
            await ana.hears("* JOIN bo")
            assert (await bisected(ana)).startswith("WIN ")
            await both(players, "* ROUND 2")
            assert re.match("(HIGHER|LOWER|WIN) ", await bo.answers("50"))
