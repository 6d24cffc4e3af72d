"""``trio-sockets check server``: grades a server."""

import random
import secrets
from typing import Literal

from cyclopts import CycloptsError
from rich.console import Console

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.listed import server_checks
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.report import Report, Result
from trio_sockets.check.runner import applicable, run_checks
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.target import open_target
from trio_sockets.commands.check.options import CommandWords, DialectWord
from trio_sockets.commands.words import DONE, FAILED, OptionalAddress
from trio_sockets.services import all_services

OURS = load_dialect("ours")


async def server(  # noqa: PLR0913 - one an option
    service: Literal["echo", "text", "game"],
    address: OptionalAddress = None,
    /,
    *,
    command: CommandWords = None,
    dialect: DialectWord = OURS,
    all_: bool = False,
    strict: bool = False,
    seed: int | None = None,
) -> int:
    """Grade a server of the sheet, at an address or started by a command.

    Parameters
    ----------
    service: str
        What it serves: echo, text or game.
    address: Address
        Where it listens. Without this, a command whose words hold {port} has a free one, and any
        other the service's own.
    dialect: Dialect
        How the class's protocol reads: a built-in dialect, or a TOML file.
    all_: bool
        Go on after the first check that fails.
    strict: bool
        What works only leniently fails.
    seed: int
        Repeats the chance of an earlier run.
    """
    if address is None:
        anywhere = any("{port}" in word or "{address}" in word for word in command or ())
        address = TcpAddress(DEFAULT_HOST, 0 if anywhere else all_services()[service].port)
    if command is not None and not command:
        raise CycloptsError(msg="Give a command after --.")
    seed = secrets.randbelow(10**6) if seed is None else seed
    checks = applicable(server_checks(service), dialect, command=command is not None)
    console = Console(highlight=False, markup=False)

    def told(result: Result) -> None:
        words = result.finding.words
        console.print(f"{result.check.id} {result.verdict} {words.read() if words else ''}")

    async with open_target(address, command) as target:

        async def open_lab(chance: random.Random, afresh: bool) -> ServerLab:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerLab(target, dialect, chance)

        results, complete = await run_checks(
            checks, open_lab, seed=seed, to_the_end=all_, told=told
        )
    report = Report(
        subject=f"server {service}",
        where=" ".join(command) if command else str(address),
        dialect=dialect.name,
        seed=seed,
        results=tuple(results),
        complete=complete,
        strict=strict,
        weights=dialect.weights,
    )
    return DONE if report.passed else FAILED
