"""The orderly end, on the mock clock."""

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.support import InMemory, receive_all


async def test_new_clients_are_refused_at_once(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("game") as (serving, listener), await listener.connect() as client:
        assert await client.receive_some() == b"GAME 1 100 7\n"
        began = trio.current_time()
        serving.drain(10)
        await wait_all_tasks_blocked()
        with pytest.raises(ConnectionRefusedError):
            await listener.connect()
        assert trio.current_time() == began


async def test_running_games_may_finish_and_the_server_waits_no_longer(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    start = trio.current_time()
    async with in_memory("game") as (serving, listener):
        client = await listener.connect()
        serving.drain(10)
        await trio.sleep(4)
        await client.send_all(b"1\n2\n3\n4\n5\n6\n7\n")
        said = await receive_all(client)
        await client.aclose()
        assert said.splitlines()[-1].startswith(b"LOSE ")
    assert trio.current_time() - start == pytest.approx(4)


async def test_the_others_are_told_when_the_time_is_over(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    start = trio.current_time()
    async with in_memory("text") as (serving, listener), trio.open_nursery() as nursery:

        async def idle() -> None:
            async with await listener.connect() as client:
                assert (await receive_all(client)).startswith(b"ERR shutting-down ")
                assert trio.current_time() - start == pytest.approx(10)

        for _ in range(20):
            nursery.start_soon(idle)
        await wait_all_tasks_blocked()
        assert serving.clients == 20
        serving.drain(10)
        await trio.sleep(9.9)
        assert serving.clients == 20
        await trio.sleep(0.2)
        assert serving.clients == 0
    assert trio.current_time() - start == pytest.approx(10.1)


async def test_a_client_that_never_closes_is_gone_within_another_second(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    start = trio.current_time()
    async with in_memory("echo") as (serving, listener):
        client = await listener.connect()
        serving.drain(10)
        await trio.sleep(10.9)
        assert serving.clients == 0
        await client.aclose()
    assert trio.current_time() - start == pytest.approx(10.9)


async def test_asking_again_ends_all_within_a_second(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (serving, listener):
        client = await listener.connect()
        serving.drain(None)
        await trio.sleep(200)
        assert serving.clients == 1
        serving.drain(0)
        await trio.sleep(0.9)
        assert serving.clients == 0
        await client.aclose()


async def test_a_client_accepted_just_before_is_told_too(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("text") as (serving, listener), await listener.connect() as client:
        await trio.lowlevel.checkpoint()
        serving.drain(0)
        assert (await receive_all(client)).startswith(b"ERR shutting-down ")


async def test_cancelling_ends_all_at_once_without_a_word(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    with trio.CancelScope() as scope:
        async with in_memory("text") as (_, listener):
            client = await listener.connect()
            await wait_all_tasks_blocked()
            scope.cancel()
            await trio.lowlevel.checkpoint()
    assert scope.cancelled_caught
    assert await receive_all(client) == b""
