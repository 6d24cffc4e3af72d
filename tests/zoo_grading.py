"""Grading a program of the zoo, in this process: it alone is started as another one."""

import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from trio_sockets import TcpAddress
from trio_sockets.check.checks.listed import server_checks
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.report import Result
from trio_sockets.check.runner import applicable, run_checks
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.target import open_target

ZOO = Path(__file__).parent / "zoo"
SERVERS = ZOO / "servers"


def command(program: Path, folder: Path) -> list[str]:
    """Return what starts a program, without its arguments; skip the test if nothing here can.

    :param folder: where to put what a compiler makes.
    """
    match program.suffix:
        case ".py":
            return [sys.executable, str(program)]
        case ".js":
            return [_tool("node"), str(program)]
        case ".c":
            made = folder / program.stem
            subprocess.run([_tool("gcc"), "-pthread", "-o", made, program], check=True)
            return [str(made)]
        case _:
            raise ValueError(program)


@cache
def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


async def grade(
    service: str, words: Sequence[str], *, dialect: str = "ours", port: int = 0, seed: int = 1
) -> list[Result]:
    """Run all checks of a service on what a command starts.

    :param words: the command, with ``{port}`` in it.
    :param port: if it always has the same.
    """
    spoken = load_dialect(dialect)
    checks = applicable(server_checks(service), spoken, command=True)
    async with open_target(TcpAddress("127.0.0.1", port), words) as target:

        async def open_lab(chance: random.Random, afresh: bool) -> ServerLab:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerLab(target, spoken, chance)

        results, complete = await run_checks(checks, open_lab, seed=seed, to_the_end=True)
    assert complete
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
