"""The server has no descriptor left, so that nobody new can come in."""

import statistics
from functools import partial

import trio

from faults.players import PLAYERS, fifty_players
from faults.strangers import crowd
from faults.watching import events, open_descriptors, processor_seconds
from helpers.command import Server, server
from helpers.installed import needs
from helpers.waiting import until
from trio_sockets.server.limits import SPARE_FILES

LONG_GAME = ("--high", str(10**13), "--tries", "44")
PACE = 0.5
"""Some 42 guesses, one in 0.5 s: every game is on for as long as the fault lasts."""


def limit_descriptors(server: Server, limit: int) -> None:
    """Do as ``prlimit --pid`` does."""
    import resource  # noqa: PLC0415 - Unix only

    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (limit, hard))


def more(greeted: list[float], than: int) -> bool:
    return len(greeted) > than


async def test_who_is_in_plays_on_at_no_cost_and_the_next_is_in_at_once() -> None:
    greeted: list[float] = []

    async def hear_the_greeting(stream: trio.SocketStream) -> None:
        assert (await stream.receive_some()).startswith(b"GAME ")
        greeted.append(trio.current_time())

    async with (
        server("game@:0", *LONG_GAME, "--log-format", "json") as running,
        fifty_players(running.addresses["game"], pace=PACE) as players,
        crowd(running.addresses["game"], 8) as inside,
    ):
        for stream in inside:
            assert (await stream.receive_some()).startswith(b"GAME ")
        await until(lambda: players.playing == PLAYERS)
        descriptors = open_descriptors(running)
        limit = max(descriptors) + 1
        limit_descriptors(running, limit)
        # The system goes on taking connections in the server's name, which it cannot accept.
        async with (
            crowd(running.addresses["game"], limit - len(descriptors) + 5) as outside,
            trio.open_nursery() as nursery,
        ):
            for stream in outside:
                nursery.start_soon(hear_the_greeting, stream)
            await until(lambda: bool(events(running, "accept failed")))
            began, used = trio.current_time(), processor_seconds(running)
            await trio.sleep(3)
            share = (processor_seconds(running) - used) / (trio.current_time() - began)
            assert share < 0.05

            delays = []
            for stream in inside[:5]:
                await trio.sleep(0.7)  # until the server's pauses are at their longest again
                in_before = len(greeted)
                freed = trio.current_time()
                await stream.aclose()
                await until(partial(more, greeted, in_before))
                assert len(greeted) == in_before + 1
                delays.append(greeted[-1] - freed)
            assert statistics.median(delays) < 0.2, delays  # any one may be the machine's fault

            lasted = trio.current_time() - began
            assert len(events(running, "accept failed")) <= 1 + lasted / 10
        limit_descriptors(running, 1000)


@needs("prlimit")
async def test_a_flood_under_a_low_limit_hears_busy_and_the_server_goes_on_accepting() -> None:
    places = 128 - SPARE_FILES - PLAYERS
    log = ("--log-format", "json", "--log-repeats")
    async with (
        server("game@:0", *LONG_GAME, *log, under=["prlimit", "--nofile=128"]) as running,
        fifty_players(running.addresses["game"]) as players,
    ):
        await until(lambda: players.playing == PLAYERS)
        async with crowd(running.addresses["game"], 300) as flood:
            answers = [await stream.receive_some() for stream in flood]
            assert sum(answer.startswith(b"GAME ") for answer in answers) == places
            assert sum(answer.startswith(b"ERR busy ") for answer in answers) == 300 - places
            await until(lambda: len(events(running, ended="busy")) == len(flood) - places)
            assert not events(running, "accept failed")
