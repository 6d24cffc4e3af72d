"""What a Valkey may be like that has scores: full, part of a cluster, or strict about rights."""

import pytest

from helpers.sample_record import record, records
from helpers.waiting import until
from race.cluster.valkey import Valkey, running_valkey
from trio_sockets.scores.store import StoreError

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.scores.valkey import ValkeyStore
from trio_sockets.scores.valkey_reading import ValkeyReader


async def games(url: str) -> tuple[int, int]:
    """Return how many there are by the records, and by the sums."""
    reader = ValkeyReader(url)
    return len(await reader.records()), sum(one.games for one in await reader.standings())


async def test_a_full_one_takes_nothing_and_later_all() -> None:
    with running_valkey() as valkey, valkey.client() as client:
        async with ValkeyStore(valkey.url) as store:
            await store.write([record("first")])
            client.config_set("maxmemory", 1)
            with pytest.raises(StoreError, match="maxmemory"):
                await store.write(records(3))
            client.config_set("maxmemory", 0)
            assert await games(valkey.url) == (1, 1)
            await store.write(records(3))
            assert await games(valkey.url) == (4, 4)


async def test_a_cluster_lets_one_script_write_all_keys() -> None:
    with running_valkey(config={"cluster-enabled": "yes"}) as valkey:
        await _given_all_slots(valkey)
        async with ValkeyStore(valkey.url) as store:
            await store.write([record("a", player="{another}"), record("b", player="}{")])
        assert await games(valkey.url) == (2, 2)


async def test_rights_to_the_keys_of_scores_are_enough() -> None:
    with running_valkey() as valkey:
        with valkey.client() as client:
            rights = ("on", ">secret", "~{scores}*", "+@all")
            client.execute_command("ACL", "SETUSER", "board", *rights)
        url = f"redis://board:secret@127.0.0.1:{valkey.port}"
        async with ValkeyStore(url) as store:
            await store.open()
            await store.write(records(3))
        assert await games(url) == (3, 3)


async def _given_all_slots(valkey: Valkey) -> None:
    with valkey.client() as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)

        def info() -> bytes:
            return bytes(client.execute_command("CLUSTER", "INFO"))

        await until(lambda: b"cluster_state:ok" in info(), info)
