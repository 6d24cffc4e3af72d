"""``trio-sockets check server``: grades a server."""

import random
import shlex
from typing import Annotated, Literal

from trio_sockets.address import DEFAULT_HOST, Address, TcpAddress
from trio_sockets.check.checks.in_language import checks_in_language
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.files.placeholders import hold_port
from trio_sockets.check.harness.programs.program_language import program_language
from trio_sockets.check.harness.programs.strays import adopt_orphans
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.runner import applicable
from trio_sockets.check.tracing.programs import server_again
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.grading import (
    Graded,
    GradingOptions,
    grade,
    must_be_runnable,
    must_be_startable_at,
)
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.notices import Notices
from trio_sockets.commands.check.options import CommandWords, must_know
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import OptionalAddress
from trio_sockets.services import all_services
from trio_sockets.words import say


@interruptible()
async def server(
    service: Annotated[
        Literal["echo", "text", "game"], about(say("What it serves: echo, text or game."))
    ],
    address: Annotated[
        OptionalAddress,
        about(
            say(
                "Where it listens. Without this, a command whose words hold {port} has a free "
                "one, and any other the service's own."
            )
        ),
    ] = None,
    /,
    *,
    command: CommandWords = None,
    grading: GradingOptions = GradingOptions(),
) -> int:
    """Grade a server of the sheet, at an address or started by a command."""
    must_know(grading.dialect, service)
    return await grade_server(service, at_address(service, address, command), command, grading)


def at_address(service: str, address: Address | None, command: list[str] | None) -> Address:
    """Return where a server is, or is to be started.

    :param address: that was given, if one was.
    :raises CycloptsError: it can be neither.
    """
    if address is None:
        anywhere = hold_port(command or ())
        address = TcpAddress(DEFAULT_HOST, 0 if anywhere else all_services()[service].port)
    if command is None and isinstance(address, TcpAddress) and not address.port:
        raise UsageError(say("no server is at port 0: write {host}:PORT", host=address.host))
    if command is not None:
        must_be_runnable(command)
        must_be_startable_at(address)
    return address


async def grade_server(
    service: str, address: Address, command: list[str] | None, grading: GradingOptions
) -> int:
    """Grade a server; return the exit code.

    :param address: see `at_address`.
    """
    dialect = grading.dialect.of_service(service)
    checks = applicable(server_checks(service, dialect), dialect, command=command is not None)
    if command is not None:
        checks = checks_in_language(checks, program_language(command))
    adopt_orphans()
    notices = Notices()
    async with open_target(address, command, say_that_it_waits=notices) as target:

        async def open_harness(chance: random.Random, afresh: bool) -> ServerHarness:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerHarness(target, dialect, chance)

        graded = Graded(
            subject=f"server {service}",
            where=shlex.join(command) if command else str(address),
            address=lambda: target.address,
            command=lambda: target.words,
            again=server_again(address, command, dialect, target)
            if command and isinstance(address, TcpAddress)  # no picture has a Unix socket
            else None,
            notices=notices,
            dialect=dialect,
        )
        return await grade(graded, checks, open_harness, grading)
