"""Races for the tests: real ones in memory and on loopback, and one that follows a script."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import trio
from trio.testing import memory_stream_pair

from trio_sockets import Connection, Deadlines, Endpoint, Parameters, TcpAddress, all_services
from trio_sockets import serve as serve_endpoints
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.local import LocalRooms

RULES = Rules(Parameters(1, 100, 7))


@asynccontextmanager
async def race_in_memory(
    *secrets: int, rules: Rules = RULES
) -> AsyncIterator[Callable[[], trio.abc.Stream]]:
    """Hold races in memory, and yield what connects a client.

    :param secrets: the numbers of the rounds, in turn.
    """
    drawn = iter(secrets)
    rooms = LocalRooms(rules, lambda _below: next(drawn) - rules.parameters.low)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)

        def connect() -> trio.abc.Stream:
            client, server = memory_stream_pair()
            nursery.start_soon(Connection(server, RaceSession(rooms), Deadlines()).run)
            return client

        yield connect
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def race_on_loopback(rules: Rules = RULES) -> AsyncIterator[str]:
    """Hold races on loopback, and yield the address."""
    endpoint = Endpoint(all_services(race=rules, seed=1)["race"], TcpAddress("127.0.0.1", 0))
    async with trio.open_nursery() as nursery:
        serving = await nursery.start(serve_endpoints, [endpoint])
        yield str(serving.address("race"))
        serving.drain(0)


@asynccontextmanager
async def scripted_race() -> AsyncIterator[tuple[str, trio.abc.ReceiveChannel[trio.SocketStream]]]:
    """Listen on loopback; yield the address, and the server's sides of those who connect."""
    arrived, streams = trio.open_memory_channel[trio.SocketStream](10)

    async def hand_over(stream: trio.SocketStream) -> None:
        async with stream:
            await arrived.send(stream)
            await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        serve = partial(trio.serve_tcp, hand_over, 0, host="127.0.0.1")
        [listener] = await nursery.start(serve)
        yield f"127.0.0.1:{listener.socket.getsockname()[1]}", streams
        nursery.cancel_scope.cancel()
