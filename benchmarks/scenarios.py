"""What is measured, and the rounds in which it is: all servers in turn, then all again."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.loader import Load, Sample, measure
from benchmarks.servers import Server, running

QUIET = 0.1
"""The share of a core that others may take in a window; above it, the window is measured again.
The rule looks at nothing that depends on the server."""

ATTEMPTS = 3
"""At one window. The one that others disturbed least stands, however fast it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of load.

    :param name: how options and results call it.
    :param title: how tables call it.
    :param variants: whether peers without a timeout take part too.
    :param warm_up: seconds before the window, at least: 10,000 clients take a while to go round.
    :param seconds: of the window, in place of the option's.
    :param most_rounds: a long window needs no five rounds.
    """

    name: str
    title: str
    load: Load
    variants: bool = False
    warm_up: float = 0
    seconds: float | None = None
    most_rounds: int = sys.maxsize

    @property
    def clients(self) -> int:
        """How many there are at once."""
        return self.load.active + self.load.idle


_LISTED = [
    Scenario(name="c1", title="1 connection", load=Load(active=1)),
    Scenario(name="c50", title="50 connections", load=Load(active=50), variants=True),
    Scenario(
        name="c50x16",
        title="50 connections, 16 requests in flight on each",
        load=Load(active=50, in_flight=16),
        variants=True,
    ),
    Scenario(name="c1000", title="1,000 connections", load=Load(active=1_000)),
    Scenario(name="c10000", title="10,000 connections", load=Load(active=10_000), warm_up=2),
    Scenario(
        name="churn",
        title="connect, one request, close, 50 at a time",
        load=Load(active=50, churn=True),
    ),
    Scenario(
        name="tls50x8",
        title="50 connections over TLS, 8 requests in flight on each",
        load=Load(active=50, in_flight=8, tls=True),
    ),
    Scenario(
        name="tls-churn",
        title="connect, handshake of TLS, one request, close, 50 at a time",
        load=Load(active=50, churn=True, tls=True),
    ),
    Scenario(
        name="neighbours",
        title="50 connections beside 10,000 idle ones",
        load=Load(active=50, idle=10_000),
        warm_up=1,
    ),
    Scenario(
        name="idle",
        title="10,000 idle connections",
        load=Load(active=0, idle=10_000),
        warm_up=2,
        seconds=30,
        most_rounds=2,
    ),
]
SCENARIOS = {scenario.name: scenario for scenario in _LISTED}


@dataclass(frozen=True, slots=True)
class Measured:
    """One sample, and where it belongs."""

    server: str
    scenario: str
    round: int
    sample: Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one run measures.

    :param seconds: of one window.
    :param warm_up: seconds before it.
    :param patience: seconds to spend, in all, on repeating windows that others disturbed.
    """

    servers: Sequence[Server]
    scenarios: Sequence[Scenario]
    rounds: int
    seconds: float
    warm_up: float
    patience: float

    def steps(self) -> Iterator[tuple[int, Scenario, Server]]:
        """Give every step in order: a round is all scenarios, a scenario all servers in turn.

        A scenario begins with another server each round. So what disturbs the machine for a while
        disturbs them alike, and what is compared within a round lies close together.
        """
        for number in range(self.rounds):
            for scenario in self.scenarios:
                if number >= scenario.most_rounds:
                    continue
                taking_part = [
                    server
                    for server in self.servers
                    if max(scenario.load.active, scenario.load.idle) <= server.most
                    and (scenario.variants or not server.variant)
                    and (server.tls or not scenario.load.tls)
                ]
                first = number % len(taking_part) if taking_part else 0
                for server in taking_part[first:] + taking_part[:first]:
                    yield number, scenario, server


def run(plan: Plan, program: Path, log: IO[bytes]) -> Iterator[Measured]:
    """Measure every step, each with a server just started; print and give what was measured."""
    patience = plan.patience
    for number, scenario, server in plan.steps():
        tries: list[Sample] = []
        while True:
            start = time.monotonic()
            try:
                sample = _measured(plan, program, log, scenario, server)
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                # One server's trouble does not end the run.
                print(f"{scenario.name:>10} {number + 1} {server.name:<27} failed: {error}")
                break
            tries.append(sample)
            noisy = sample.others_share > QUIET
            again = noisy and len(tries) < ATTEMPTS and patience > 0
            _show(number, scenario, server, sample, ", again" if again else "")
            if not again:
                break
            patience -= time.monotonic() - start
        if tries:
            quietest = min(tries, key=lambda sample: sample.others_share)
            yield Measured(server.name, scenario.name, number, quietest)


def _measured(
    plan: Plan, program: Path, log: IO[bytes], scenario: Scenario, server: Server
) -> Sample:
    times = max(plan.warm_up, scenario.warm_up), scenario.seconds or plan.seconds
    with running(server, log, tls=scenario.load.tls) as address:
        return measure(program, address, server.request, scenario.load, times)


def _show(number: int, scenario: Scenario, server: Server, sample: Sample, note: str) -> None:
    row = sample.row()
    if scenario.load.active:
        figures = (
            f"{row['cpu_us']:8.2f} us/request {row['rate']:9,.0f}/s  p99 {row['p99_us']:8,.0f} us"
        )
    else:
        figures = f"{row['memory'] / scenario.clients / 1024:8.2f} KiB each" + 30 * " "
    print(
        f"{scenario.name:>10} {number + 1} {server.name:<27}{figures}"
        f"  server {row['server_share']:4.0%}  load {row['load_share']:4.0%}"
        f"  others {max(0, row['others_share']):3.0%}{note}",
        flush=True,
    )
