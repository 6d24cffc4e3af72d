"""Over TLS, what others say arrives between one's own records, and spoils none."""

import trio
from trio.testing import MockClock

from helpers.certificates import HOST, Authority
from helpers.support import InMemory
from trio_sockets.tls import TlsStream


async def test_pushes_over_tls(
    autojump_clock: MockClock, in_memory: InMemory, authority: Authority
) -> None:
    async with in_memory("race", tls=authority.server()) as (_, listener):
        heard: dict[str, bytes] = {"ana": b"", "bo": b""}
        clients = {
            name: TlsStream(await listener.connect(), authority.client(), server_hostname=HOST)
            for name in heard
        }

        async def listen(name: str) -> None:
            async for chunk in clients[name]:
                heard[name] += chunk

        async with trio.open_nursery() as nursery:
            for name, client in clients.items():
                await client.send_all(f"JOIN {name}\n".encode())
                nursery.start_soon(listen, name)
                await trio.sleep(1)
            await trio.sleep(5)
            await clients["ana"].send_all(b"1")
            await clients["bo"].send_all(b"50\n")  # between the two halves of a line of hers
            await trio.sleep(0.1)
            await clients["ana"].send_all(b"01\n")
            await trio.sleep(0.1)
            for client in clients.values():
                await client.send_all(b"QUIT\n")
        for client in clients.values():
            await client.aclose()
    lines = heard["ana"].decode().splitlines()
    assert lines[:5] == [
        *("* RACE send JOIN <name> [room]", "JOINED lobby 1", "* NEXT 5"),
        *("* JOIN bo", "* ROUND 1 1 100 7"),
    ]
    assert lines[5] in {"* GUESS bo 6", "* WIN bo 1"}
    assert lines[-2].startswith(("ERR out-of-range ", "ERR no-round "))
    assert lines[-1] == "BYE"
