"""``trio-sockets check client``: grades a client."""

import shlex
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal, TypeAlias

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.address import Address, TcpAddress
from trio_sockets.check.checks.clients.listed import Mode, client_checks
from trio_sockets.check.checks.in_language import checks_in_language
from trio_sockets.check.files.placeholders import ADDRESS, PORT
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.player import TYPED_AT, find_player
from trio_sockets.check.harness.programs.program_language import program_language
from trio_sockets.check.harness.programs.strays import adopt_orphans
from trio_sockets.check.harness.scenario import Scenario, load_scenario
from trio_sockets.check.runner import applicable
from trio_sockets.check.tracing.programs import client_again
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.grading import (
    Graded,
    GradingOptions,
    grade,
    must_be_runnable,
)
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.notices import Notices
from trio_sockets.commands.check.options import CommandWords, must_know
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import OptionalAddress
from trio_sockets.server.listening.listeners import ListenError
from trio_sockets.system_errors import reason_of
from trio_sockets.words import say


def _scenario(_type: Any, tokens: tuple[Token, ...]) -> Scenario:
    return load_scenario(tokens[0].value)


ScenarioWord: TypeAlias = Annotated[
    Scenario, Parameter(converter=_scenario, n_tokens=1, accepts_keys=False, show_default=False)
]
"""The path of a TOML file."""


@interruptible()
async def client(  # noqa: PLR0913 - one an option
    service: Annotated[
        Literal["echo", "text", "game"], about(say("What it is a client of: echo, text or game."))
    ],
    address: Annotated[
        OptionalAddress,
        about(
            say(
                "Where the checker waits for it, if that is written in its code: :50007. Without "
                "this, at a free port."
            )
        ),
    ] = None,
    /,
    *,
    command: CommandWords = None,
    mode: Annotated[
        Mode,
        about(
            say(
                "plain: the server behaves well. hostile: it also cuts its messages in pieces, "
                "closes, crashes, talks nonsense, is silent or is not there."
            )
        ),
    ] = "plain",
    scenario: Annotated[
        ScenarioWord,
        about(
            say(
                "A TOML file: how the client is told the address if not by its words, and who "
                "types what."
            )
        ),
    ] = Scenario(),
    grading: GradingOptions = GradingOptions(),
) -> int:
    """Grade a client of the sheet: it is started, and the checker plays its server.

    {host}, {port} and {address} in the words behind -- stand for where the server is.
    """
    must_know(grading.dialect.of_service(service), service)
    return await grade_client(
        service, tcp_address(address, command, scenario), command or [], mode, scenario, grading
    )


def tcp_address(
    address: Address | None, command: list[str] | None, scenario: Scenario
) -> TcpAddress | None:
    """Return where the checker waits for a client; None: at a free port.

    :param address: that was given, if one was.
    :raises CycloptsError: the client cannot be started, or cannot know where to connect.
    """
    must_be_runnable(command or [""])
    command = command or []
    if address is not None and not isinstance(address, TcpAddress):
        raise UsageError(say("A client of the sheet connects to HOST:PORT."))
    if address is None and scenario.listen is None and not scenario.tells_port(command):
        raise UsageError(
            say(
                "The client is not told where to connect: write {places} behind --, or "
                "give the ADDRESS that is written in its code.",
                places=say("{one} or {other}", one=PORT, other=ADDRESS),
            )
        )
    return address


async def grade_client(  # noqa: PLR0913, PLR0917 - what a client's checks take
    service: str,
    address: TcpAddress | None,
    command: list[str],
    mode: Mode,
    scenario: Scenario,
    grading: GradingOptions,
) -> int:
    """Grade a client; return the exit code.

    :param address: see `tcp_address`.
    """
    dialect = grading.dialect.of_service(service)
    adopt_orphans()
    notices = Notices()
    try:
        player = await find_player(
            service, command, dialect=dialect, scenario=scenario, address=address
        )
        if player is not scenario.player_of(service):
            notices(TYPED_AT)
            scenario = replace(scenario, player=player)
        checks = applicable(client_checks(service, mode, player), dialect, command=True)
        checks = checks_in_language(checks, program_language(command))
        opened = partial(
            open_harnesses, service, command, dialect=dialect, scenario=scenario, address=address
        )
        async with opened() as harnesses:
            graded = Graded(
                subject=f"client {service}",
                where=shlex.join(command),
                address=lambda: harnesses.address,
                command=lambda: harnesses.words,
                environment=lambda: harnesses.environment,
                again=client_again(harnesses, lambda starter: opened(starter=starter)),
                notices=notices,
                dialect=dialect,
            )
            return await grade(graded, checks, harnesses, grading)
    except OSError as error:
        raise ListenError(
            say("cannot wait for the client: {reason}", reason=reason_of(error))
        ) from error
