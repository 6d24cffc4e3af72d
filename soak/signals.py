"""Trouble by signals: servers that have to reload, workers that are killed, clients that stop."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import psutil
import trio

from soak.authority import Authority
from soak.ledger import Ledger, WrongReplyError
from soak.servers import Door, Server
from soak.visits import PATIENCE
from trio_sockets import TcpAddress, UnixAddress

RENEWALS = "a certificate renewed, SIGHUP"
REPLACEMENTS = "workers replaced, SIGHUP"
KILLS = "a worker killed, SIGKILL"
STOPS = "a client stopped, SIGSTOP"

OFTEN = 20.0
"""Seconds between two of a kind, or less in a short soak."""

STOPPED = (0.5, 2.0)
"""Seconds from and to, that a client is stopped: less than the write deadline."""


async def renew_certificates(
    server: Server, authority: Authority, ledger: Ledger, every: float
) -> None:
    """Renew the certificate of a server, again and again, until cancelled."""
    while True:
        await trio.sleep(every)
        authority.renew()
        server.process.send_signal(signal.SIGHUP)
        ledger.faults[RENEWALS] += 1


async def disturb_workers(
    server: Server, ledger: Ledger, chance: random.Random, every: float
) -> None:
    """Have the workers replaced, and kill one a while later, again and again, until cancelled."""
    while True:
        await trio.sleep(every / 2)
        server.process.send_signal(signal.SIGHUP)
        ledger.faults[REPLACEMENTS] += 1
        await trio.sleep(every / 2)
        if workers := server.ready_workers():
            await kill_worker(chance.choice(workers), ledger)


async def kill_worker(pid: int, ledger: Ledger) -> None:
    """Kill a worker, and write down who is doomed with it, so that all others have to live."""
    with suppress(psutil.NoSuchProcess):  # it has ended since
        worker = psutil.Process(pid)
        worker.suspend()
        try:
            # It is stopped a moment after it was told to. From then on it accepts nobody.
            while worker.status() not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}:  # noqa: ASYNC110 - see below
                await trio.sleep(0.001)
            ledger.doomed = clients_of(worker)
        finally:
            worker.kill()
        ledger.faults[KILLS] += 1


def clients_of(worker: psutil.Process) -> Counter[str]:
    """Return the clients of a process, by the name of their end of the connection."""
    clients: Counter[str] = Counter()
    for connection in worker.net_connections("tcp"):
        if connection.raddr:
            clients[str(TcpAddress(connection.raddr.ip, connection.raddr.port))] += 1
    paths = Counter(connection.laddr for connection in worker.net_connections("unix"))
    for path, times in paths.items():
        clients[str(UnixAddress(str(path)))] = times - 1  # one of them is the listener
    return clients


async def stop_clients(
    doors: Sequence[Door], ledger: Ledger, chance: random.Random, every: float
) -> None:
    """Run a client, stop it while answers are due, and let it go on, again and again."""
    while True:
        await trio.sleep(every)
        door = chance.choice(doors)
        try:
            await _stop_client(door, chance)
        except (WrongReplyError, trio.TooSlowError) as error:
            ledger.fail(f"{STOPS}, at {door.address}", "", error)
        ledger.faults[STOPS] += 1


async def _stop_client(door: Door, chance: random.Random) -> None:
    client = await trio.lowlevel.open_process(
        [sys.executable, "-m", "soak.asker", str(door.address)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C in the terminal is not for it
    )
    assert client.stdout is not None  # noqa: S101 - it was asked for
    try:
        with trio.fail_after(PATIENCE):
            async with client.stdout:
                await client.stdout.receive_some()
                client.send_signal(signal.SIGSTOP)
                await trio.sleep(chance.uniform(*STOPPED))
                client.send_signal(signal.SIGCONT)
            if await client.wait() != 0:
                raise WrongReplyError("it did not get every answer")
    finally:
        client.kill()
        with trio.CancelScope(shield=True):
            await client.wait()
