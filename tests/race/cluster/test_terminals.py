"""Two people in terminals, and a bot, on two servers that a Valkey joins."""

import shlex
import sys

import pytest

from helpers.command import Server
from helpers.terminals import Terminal, needs_tmux, terminal
from race.cluster.valkey import Valkey
from race.network import Servers

pytestmark = [pytest.mark.thorough, needs_tmux]

RACE = f"{shlex.quote(sys.executable)} -m trio_sockets race"


async def join(player: Terminal, at: Server, name: str, *words: str) -> None:
    await player.run(f"{RACE} {at.addresses['race']} --name {name} {' '.join(words)}")


async def test_they_race_each_other_and_what_is_typed_stays_whole(valkey: Valkey) -> None:
    options = ("--high", "1000000", "--tries", "3")
    async with (
        Servers(valkey.url, *options, countdown=20) as servers,
        terminal() as ana,
        terminal() as ben,
        terminal() as robo,
    ):
        one, two = await servers.start(2)
        await join(ana, one, "ana")
        await join(ben, two, "ben")
        await join(robo, two, "robo", "--auto", "--pace", "0.2")
        for each in (ana, ben):
            await each.shows("room lobby, 3 players")
        await ana.type("12")
        for each, typed in ((ana, "guess> 12"), (ben, "guess>")):
            assert (await each.shows("robo has no tries left.", typed))[-1] == typed
        await out_of_tries(ana, first="3")
        await ben.shows("ana has no tries left.")
        await out_of_tries(ben)
        over = "The round is over. It was "
        ends = [line for each in (ana, ben) for line in await each.shows(over) if over in line]
        assert len(ends) == 2
        assert ends[0] == ends[1]
        await ben.run("quit")
        await ana.shows("ben has left.")


async def out_of_tries(player: Terminal, first: str = "1") -> None:
    """Guess, what stands there at first included, until there are no tries left."""
    for guess in (first, "2"):
        await player.run(guess)
        await player.shows(f"{guess}: it is ")
    await player.run("3")
