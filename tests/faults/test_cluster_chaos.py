"""Three servers whose connections to Valkey fail at random: every reply must still be right."""

import random
from collections import Counter

import pytest
import trio

from helpers.waiting import patience
from race.cluster.relay import Relay, relay
from race.cluster.valkey import Valkey, running_valkey
from race.players import Driven

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster.rooms import ClusterRooms

RULES = Rules(Parameters(1, 100, 5), countdown=200, limit=3000)
SECRET = 42
PLAYERS = 4  # at each server


class Chaos:
    """Players who guess on and on, and what they are answered."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.replies: Counter[str] = Counter()
        self.stop = False

    async def play(self, rooms: ClusterRooms, name: str) -> None:
        player = Driven(rooms)
        assert (await player.answers(f"JOIN {name}")).startswith("JOINED")
        left = RULES.parameters.tries
        while not self.stop:
            await trio.sleep(self.chance.uniform(0, 0.03))
            player.told.clear()
            guess = SECRET if self.chance.random() < 0.02 else self.chance.randint(1, 100)
            reply = await player.answers(str(guess))
            assert len([line for line in player.told if not line.startswith("* ")]) == 1
            word, _, number = reply.partition(" ")
            self.replies[word if word != "ERR" else number.split()[0]] += 1
            match word:
                case "HIGHER" | "LOWER":
                    assert (word == "HIGHER") == (guess < SECRET), (guess, reply)
                    assert int(number) < left or int(number) == RULES.parameters.tries - 1
                    left = int(number)
                case "WIN":
                    assert guess == SECRET
                case "OUT":
                    assert guess != SECRET
                case _:
                    assert number.startswith(("no-round", "no-tries")), reply
                    await player.answers("HELP")  # too many errors in a row would end it
        player.leaves()

    async def disturb(self, relays: list[Relay]) -> None:
        while not self.stop:
            await trio.sleep(self.chance.uniform(0.1, 0.8))
            one = self.chance.choice(relays)
            if self.chance.random() < 0.5:
                one.cut()
            else:
                one.mute = True
                await trio.sleep(self.chance.uniform(0, 2))
                one.mute = False
        for one in relays:
            one.mute = False


async def race(valkey: Valkey, chaos: Chaos, seconds: float, *, wipe: bool) -> None:
    async with (
        relay(valkey.port) as a,
        relay(valkey.port) as b,
        relay(valkey.port) as c,
        trio.open_nursery() as nursery,
    ):
        relays = [a, b, c]
        servers = [ClusterRooms(one.url, RULES, lambda _: SECRET - 1) for one in relays]
        for server in servers:
            await nursery.start(server.run)
        async with trio.open_nursery() as playing:
            for number, server in enumerate(servers):
                for player in range(PLAYERS):
                    playing.start_soon(chaos.play, server, f"p{number}-{player}")
            playing.start_soon(chaos.disturb, relays)
            await trio.sleep(seconds / 2)
            if wipe:
                with valkey.client() as client:
                    client.flushall()
            await trio.sleep(seconds / 2)
            chaos.stop = True
        last = Driven(servers[0])
        with patience("somebody who played is still there", last.told):
            while not (await last.answers("JOIN last")).endswith(" 1"):
                last.leaves()
                await trio.sleep(0.5)
                last = Driven(servers[0])
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("wipe", [False, True])
async def test_whatever_fails_each_guess_has_one_right_answer(*, wipe: bool) -> None:
    chaos = Chaos(seed=5)
    with running_valkey() as valkey:
        await race(valkey, chaos, 10, wipe=wipe)
    assert chaos.replies["HIGHER"] > 10
    assert chaos.replies["LOWER"] > 10
