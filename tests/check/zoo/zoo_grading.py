"""Grading a program of the zoo, in this process: it alone is started as another one."""

import random
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from helpers.installed import installed
from trio_sockets import TcpAddress
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.model.report import Result
from trio_sockets.check.runner import applicable, run_checks
from trio_sockets.check.tracing.again import trace_findings
from trio_sockets.check.tracing.programs import client_again, server_again

ZOO = Path(__file__).parents[2] / "zoo"
SERVERS = ZOO / "servers"


def command(program: Path, folder: Path) -> list[str]:
    """Return what starts a program, without its arguments; skip the test if nothing here can.

    :param folder: where to put what a compiler makes.
    """
    match program.suffix:
        case ".py":
            return [sys.executable, str(program)]
        case ".js":
            return [installed("node"), str(program)]
        case ".c":
            made = folder / program.stem
            subprocess.run([installed("gcc"), "-pthread", "-o", made, program], check=True)
            return [str(made)]
        case ".java":
            subprocess.run([installed("javac"), "-d", folder, program], check=True)
            return [installed("java"), "-cp", str(folder), program.stem]
        case _:
            raise ValueError(program)


async def grade(  # noqa: PLR0913 - what may differ
    service: str,
    words: Sequence[str],
    *,
    dialect: str = "ours",
    port: int = 0,
    seed: int = 1,
    traced: bool = False,
) -> list[Result]:
    """Run all checks of a service on what a command starts.

    :param words: the command, with ``{port}`` in it.
    :param port: if it always has the same.
    :param traced: every finding is run again under trace.
    """
    spoken = load_dialect(dialect).of_service(service)
    checks = applicable(server_checks(service, spoken), spoken, command=True)
    address = TcpAddress("127.0.0.1", port)
    async with open_target(address, words) as target:

        async def open_harness(chance: random.Random, afresh: bool) -> ServerHarness:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerHarness(target, spoken, chance)

        results, complete = await run_checks(checks, open_harness, seed=seed, to_the_end=True)
        assert complete
        if traced:
            again = server_again(address, words, spoken, target)
            results = await trace_findings(results, again, every=True, seed=seed)
    return results


async def grade_client(
    service: str, words: Sequence[str], *, dialect: str, traced: bool = False
) -> list[Result]:
    """Run all checks of a service's client on what a command starts.

    :param words: the command, with ``{port}`` in it.
    :param traced: every finding is run again under trace.
    """
    scenario, spoken = Scenario(), load_dialect(dialect).of_service(service)
    listed = client_checks(service, "hostile", scenario.player_of(service))
    checks = applicable(listed, spoken, command=True)
    opened = partial(open_harnesses, service, words, dialect=spoken, scenario=scenario)
    async with opened() as harnesses:
        results, _ = await run_checks(checks, harnesses, seed=1, to_the_end=True)
        if traced:
            again = client_again(harnesses, lambda starter: opened(starter=starter))
            results = await trace_findings(results, again, every=True, seed=1)
    return results


def described(results: Sequence[Result]) -> str:
    """Return all that did not simply pass, a line each, for a test that fails."""
    return "\n".join(
        " ".join(
            [
                result.check.id,
                result.verdict,
                *(["flaky"] if result.flaky else []),
                *([result.finding.words.read()] if result.finding.words else []),
                f"(expected {result.finding.expected!r}, got {result.finding.received!r})",
            ]
        )
        for result in results
        if result.verdict != "pass"
    )
