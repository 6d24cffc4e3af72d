"""What servers call a start of Valkey, without asking for INFO."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio

from helpers.waiting import PATIENCE, until
from race.cluster.valkey import Valkey

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.race.cluster.opening import open_connection
from trio_sockets.valkey.connections import pool_of_one


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[str]:
    """Connect as a server does; the block gets what it calls this start."""
    async with pool_of_one(url, connect=PATIENCE) as pool:
        deadline = trio.current_time() + PATIENCE
        _, run = await open_connection(pool, (), None, database=0, deadline=deadline)
        yield run


async def nobody_there(valkey: Valkey) -> None:
    with valkey.client() as client:
        await until(lambda: not client.pubsub_channels("{race:}:*"))


async def test_servers_that_come_at_once_agree(valkey: Valkey) -> None:
    names: list[str] = []
    leave = trio.Event()

    async def come() -> None:
        async with opened(valkey.url) as name:
            names.append(name)
            await leave.wait()

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(come)
        await until(lambda: len(names) == 10)
        leave.set()
    assert len(set(names)) == 1


async def test_one_that_comes_later_agrees_also_when_all_keys_were_deleted(valkey: Valkey) -> None:
    async with opened(valkey.url) as first, opened(valkey.url) as second:
        with valkey.client() as client:
            client.flushall()
        async with opened(valkey.url) as third, opened(valkey.url) as fourth:
            assert first == second == third == fourth


async def test_the_name_stays_while_anybody_is_there(valkey: Valkey) -> None:
    async with opened(valkey.url) as second:
        async with opened(valkey.url) as first:
            assert first == second
        async with opened(valkey.url) as third:
            assert third == second


async def test_another_start_has_another_name_though_it_remembers_the_key(valkey: Valkey) -> None:
    with valkey.client() as client:
        async with opened(valkey.url) as before:
            kept = client.get("{race:}:run")
        assert kept == before.encode()
        await nobody_there(valkey)
        valkey.kill()
        valkey.start_again()
    with valkey.client() as client:
        client.set("{race:}:run", kept)
    async with opened(valkey.url) as after:
        assert after != before
