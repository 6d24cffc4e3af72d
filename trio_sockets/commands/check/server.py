"""``trio-sockets check server``: grades a server."""

import random
import shlex
from typing import Literal

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.listed import server_checks
from trio_sockets.check.placeholders import hold_port
from trio_sockets.check.runner import applicable
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.target import open_target
from trio_sockets.commands.check.grading import (
    Graded,
    GradingOptions,
    grade,
    must_be_runnable,
    must_be_startable_at,
)
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.options import CommandWords, must_know
from trio_sockets.commands.words import OptionalAddress
from trio_sockets.services import all_services


@interruptible()
async def server(
    service: Literal["echo", "text", "game"],
    address: OptionalAddress = None,
    /,
    *,
    command: CommandWords = None,
    grading: GradingOptions = GradingOptions(),  # noqa: B008 - it is frozen
) -> int:
    """Grade a server of the sheet, at an address or started by a command.

    Parameters
    ----------
    service: str
        What it serves: echo, text or game.
    address: Address
        Where it listens. Without this, a command whose words hold {port} has a free one, and any
        other the service's own.
    """
    must_know(grading.dialect, service)
    if address is None:
        anywhere = hold_port(command or ())
        address = TcpAddress(DEFAULT_HOST, 0 if anywhere else all_services()[service].port)
    if command is not None:
        must_be_runnable(command)
        must_be_startable_at(address)
    checks = applicable(server_checks(service), grading.dialect, command=command is not None)
    async with open_target(address, command) as target:

        async def open_lab(chance: random.Random, afresh: bool) -> ServerLab:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerLab(target, grading.dialect, chance)

        graded = Graded(
            subject=f"server {service}",
            where=shlex.join(command) if command else str(address),
            address=lambda: target.address,
            command=lambda: target.words,
        )
        return await grade(graded, checks, open_lab, grading)
