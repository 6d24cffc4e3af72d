"""``docs/lab.md``, the client of the race: it hears others while nothing is typed."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import trio

from helpers.support import Running, tcp_address
from helpers.waiting import patience
from trio_sockets import Parameters, open_stream
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.services import all_services, parse_endpoint


async def test_it_shows_what_others_do_while_nothing_is_typed(lab: Path, running: Running) -> None:
    rules = Rules(Parameters(1, 2, 2), countdown=200)
    race = parse_endpoint("race@:0", all_services(race=rules, seed=1))
    async with running(race) as serving, trio.open_nursery() as nursery:
        address = tcp_address(serving.endpoints[0])
        command = [sys.executable, str(lab / "client_race.py"), str(address.port)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process: trio.Process = await nursery.start(partial(trio.run_process, command, **pipes))
        typing, screen = process.stdin, process.stdout
        assert typing is not None
        assert screen is not None
        shown = b""

        async def see(words: bytes) -> None:
            nonlocal shown
            with patience(process, lambda: shown):
                while words not in shown:
                    shown += await screen.receive_some()

        await see(b"* RACE ")
        await typing.send_all(b"JOIN ana\n")
        await see(b"JOINED lobby 1\n")
        async with await open_stream(address) as bo:
            await bo.send_all(b"JOIN bo\n")
            await see(b"* JOIN bo\n")
            await see(b"* ROUND 1 1 2 2\n")
        await see(b"* LEAVE bo\n")
        await typing.send_all(b"QUIT\n")
        await typing.aclose()
        await see(b"BYE\n")
        assert await process.wait() == 0
        await screen.aclose()
