"""TCP handshakes that nobody ends: a SYN, and no word after it."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import trio

from faults import half_open
from faults.means import drop_packets, dropped_packets, run
from faults.players import play_within
from faults.strangers import STRANGER
from faults.watching import events, open_descriptors
from helpers.command import Server, server
from helpers.installed import needs
from helpers.waiting import patience

pytestmark = needs("ip", "nft")

HALF_OPEN = 500
BACKLOG = 128
"""Clients that the system lets wait for one listener: fewer than want to."""

SYN_RECV = "03"
"""The state of a half-open connection in proc_pid_net_tcp(5)."""


def half_open_connections(running: Server) -> int:
    """Return how many handshakes the system has begun for this server and not ended."""
    [port] = [address.port for address in running.addresses.values()]
    table = Path(f"/proc/{running.process.pid}/net/tcp").read_text("ascii").splitlines()[1:]
    rows = [line.split() for line in table]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == SYN_RECV for row in rows)


async def test_the_system_keeps_them_from_the_server_and_lets_the_others_in(
    own_network: list[str],
) -> None:
    somaxconn = f"echo {BACKLOG} >/proc/sys/net/core/somaxconn"
    run(*own_network, "sh", "-c", somaxconn)  # of that network alone
    async with (
        server("game@:0", "--log-format", "json", under=own_network) as running,
        trio.open_nursery() as nursery,
    ):
        address = running.addresses["game"]
        # Its SYNs arrive; what the system answers does not, and so there is never an ACK.
        drop_packets(own_network, f"ip daddr {STRANGER}")
        words = [address.host, str(address.port), str(HALF_OPEN)]
        begin = partial(
            trio.run_process,
            [*own_network, sys.executable, "-m", "faults.half_open", *words],
            cwd=Path(half_open.__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            check=False,
        )
        attacker: trio.Process = await nursery.start(begin)
        assert attacker.stdout
        with patience():
            assert int(await attacker.stdout.receive_some()) == HALF_OPEN
        assert half_open_connections(running) >= BACKLOG
        assert len(open_descriptors(running)) < BACKLOG // 2  # all of them the server's own
        await play_within(own_network, address)
        assert half_open_connections(running) >= BACKLOG
        attacker.kill()
        assert {event["ended"] for event in events(running)} == {"finished"}
        assert not [e for e in events(running, "client gone") if STRANGER in e["peer"]]
    assert dropped_packets(own_network) >= HALF_OPEN
