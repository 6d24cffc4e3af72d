"""The players of one host are counted over all servers."""

import pytest

from helpers.waiting import patience
from race.cluster.valkey import Valkey
from race.network import Servers, player

pytest.importorskip("coredis", reason="coredis is not installed")


async def test_one_host_has_its_places_on_all_servers_together(valkey: Valkey) -> None:
    async with Servers(valkey.url, "--max-clients-per-host", "3") as servers:
        one, two = await servers.start(2)
        await servers.player(one, "ana")
        bo = await servers.player(two, "bo")
        await servers.player(one, "cy")
        for name in ("dan", "ANA"):
            fourth = await servers.player(two)
            await fourth.says(f"JOIN {name}")
            await fourth.hears("ERR busy ")
            await fourth.ends()
            await fourth.leaves()
        assert await bo.answers("QUIT") == "BYE"
        with patience("bo's place does not become free"):  # once the other server has told of it
            reply = ""
            while reply != "JOINED lobby 3":
                async with player(one.addresses["race"]) as dan:
                    reply = await dan.answers("JOIN dan")
                assert reply.startswith(("JOINED lobby 3", "ERR busy "))


async def test_who_was_not_let_in_has_no_place(valkey: Valkey) -> None:
    async with Servers(valkey.url, "--max-clients-per-host", "2") as servers:
        one, two = await servers.start(2)
        await servers.player(one, "ana")
        second = await servers.player(two)
        for _ in range(3):
            assert (await second.answers("JOIN ana")).startswith("ERR name-taken ")
        assert await second.answers("JOIN bo") == "JOINED lobby 2"
