"""Clients that reset their connections, by the thousand."""

from collections import Counter

from command import server
from faults.players import fifty_players
from faults.strangers import at_once, connection, reset
from faults.watching import descriptors_at_rest, events, eventually, open_descriptors
from trio_sockets import TcpAddress

RESETS = 10_000
AT_ONCE = 100


async def test_ten_thousand_resets_cost_a_line_each_and_nobody_a_game() -> None:
    limits = ("--max-clients-per-host", str(RESETS))
    async with server("game@:0", *limits, "--log-format", "json") as running:
        address = running.addresses["game"]
        before = await descriptors_at_rest(running)

        async def come_and_reset(address: TcpAddress) -> None:
            for number in range(RESETS // AT_ONCE):
                client = await connection(address)
                # Some before a word, some in the middle of one, some with a reply due.
                await client.send_all((b"", b"5", b"50\n")[number % 3])
                reset(client)

        async with fifty_players(address) as players:
            await at_once(AT_ONCE, come_and_reset, address)
            await players.win_another()
        lines = 1 + RESETS + sum(players.won)
        await eventually(lambda: len(events(running)) >= lines)
        assert len(events(running)) == lines
        assert Counter(event["level"] for event in events(running)) == {"info": lines}
        assert len(open_descriptors(running)) == before
