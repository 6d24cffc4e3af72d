"""A soak from its first server to the last one's end."""

import random
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import final

import trio

from soak import logs, signals
from soak.authority import Authority
from soak.regulars import regulars_at
from soak.report import Report
from soak.servers import KINDS, Door, running
from soak.subject import Subject
from soak.trouble import MAKERS, TROUBLES, make_trouble

PROGRESS = 30.0
"""Seconds between two words on how it goes."""

FAULTS = (
    *(trouble.name for trouble in TROUBLES),
    *(signals.RENEWALS, signals.REPLACEMENTS, signals.KILLS, signals.STOPS),
    *(logs.STALLS, logs.FILLS),
)


@final
@dataclass(frozen=True, slots=True)
class Plan:
    """What to do.

    :param seconds: of load.
    :param seed: of all chance.
    """

    seconds: float
    seed: int


async def soak(plan: Plan, say: Callable[[str], object]) -> Report | None:
    """Do it all, and return what came of it. SIGINT or SIGTERM ends the load early.

    :param say: is told now and then how it goes.
    :returns: None if a signal came while the last clients were leaving: nothing is known then.
    :raises StartError: a server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        async with all_subjects(Path(folder)) as (authority, subjects):
            for subject in subjects:
                await subject.begin()
            began = trio.current_time()
            with trio.CancelScope() as all_of_it:
                await _watch_load(subjects, authority, plan, say, all_of_it)
            if all_of_it.cancelled_caught:
                return None
            seconds = trio.current_time() - began
            outcomes = [await subject.end() for subject in subjects]
    made = sum((subject.ledger.faults for subject in subjects), Counter())
    return Report(seconds, plan.seed, {kind: made[kind] for kind in FAULTS}, outcomes)


@asynccontextmanager
async def all_subjects(folder: Path) -> AsyncIterator[tuple[Authority, list[Subject]]]:
    """Run a server of each kind for as long as the block lasts."""
    authority = Authority(folder / "certificate.pem")
    async with AsyncExitStack() as ending:
        subjects = []
        for number, kind in enumerate(KINDS):
            own = folder / str(number)
            own.mkdir()
            subjects.append(
                Subject(await ending.enter_async_context(running(kind, own, authority)))
            )
        yield authority, subjects


async def _watch_load(
    subjects: Sequence[Subject],
    authority: Authority,
    plan: Plan,
    say: Callable[[str], object],
    all_of_it: trio.CancelScope,
) -> None:
    """Have everybody come, measure meanwhile, and return when all have gone."""
    closed = trio.Event()
    began = trio.current_time()
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as interrupts:
        # An interrupt after these words ends the load; one before them ends the program.
        say("the servers run, the load begins")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_obey, interrupts, closed, all_of_it)
            nursery.start_soon(_tell, subjects, began, say)
            for subject in subjects:
                nursery.start_soon(subject.measure_on, began)
                nursery.start_soon(_close_when_ended, subject, closed)
            await _load(subjects, authority, plan, closed)
            nursery.cancel_scope.cancel()


async def _load(
    subjects: Sequence[Subject], authority: Authority, plan: Plan, closed: trio.Event
) -> None:
    """Have everybody come, until it is closed; return when all have gone."""
    seeds = random.Random(plan.seed)
    chance = partial(_fork, seeds)
    every = min(signals.OFTEN, plan.seconds / 3)
    async with trio.open_nursery() as clients, trio.open_nursery() as trouble:
        for subject in subjects:
            server, ledger = subject.server, subject.ledger
            for door in server.doors:
                for regular in regulars_at(door):
                    clients.start_soon(regular.come_again, ledger, chance(), closed)
            for _ in range(MAKERS):
                trouble.start_soon(make_trouble, _doors_for_trouble(subject), ledger, chance())
            if server.log.piped:
                trouble.start_soon(logs.stall_logs, server.log, ledger, chance(), every)
            else:
                trouble.start_soon(logs.fill_disks, [server.process.pid], ledger, chance(), every)
            if server.kind.tls:
                trouble.start_soon(signals.renew_certificates, server, authority, ledger, every)
            if server.kind.workers:
                trouble.start_soon(signals.disturb_workers, server, ledger, chance(), every)
            else:
                plain = [door for door in server.doors if door.service == "text" and not door.tls]
                trouble.start_soon(signals.stop_clients, plain, ledger, chance(), every)
        with trio.move_on_after(plan.seconds):
            await closed.wait()
        closed.set()
        trouble.cancel_scope.cancel()


def _fork(seeds: random.Random) -> random.Random:
    return random.Random(seeds.getrandbits(64))


def _doors_for_trouble(subject: Subject) -> list[Door]:
    """Return where trouble is made.

    Clients of a Unix socket have no names. So where a worker may take its clients with it, none of
    these is a stranger, and no more regulars can be forgiven than it had.
    """
    doors = subject.server.doors
    return [door for door in doors if door.is_tcp or not subject.server.kind.workers]


async def _obey(
    interrupts: AsyncIterator[int], closed: trio.Event, all_of_it: trio.CancelScope
) -> None:
    async for _ in interrupts:
        if closed.is_set():
            all_of_it.cancel()
        closed.set()


async def _close_when_ended(subject: Subject, closed: trio.Event) -> None:
    await subject.server.process.wait()
    closed.set()


async def _tell(subjects: Sequence[Subject], began: float, say: Callable[[str], object]) -> None:
    while True:
        await trio.sleep(PROGRESS)
        say(
            f"{trio.current_time() - began:.0f} s:"
            f" {sum(subject.ledger.requests for subject in subjects):,} requests,"
            f" {sum(subject.ledger.faults.total() for subject in subjects):,} faults,"
            f" {sum(subject.ledger.failures for subject in subjects)} failures"
        )
