"""Finds out whether a client plays by itself or asks its user."""

import random
from collections.abc import Sequence
from dataclasses import replace

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.client_profile import CLIENT_PROFILES
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.programs.process import CannotStartError, Starter, running
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.scenario import GuessSource, Scenario
from trio_sockets.check.harness.visit import Visit
from trio_sockets.check.harness.wire import PATIENCE
from trio_sockets.words import say

TYPED_AT = say(
    "It waits for its player to type (its standard input), so the checker types. "
    "A scenario may say otherwise: player, and what is typed."
)

_LOOK = 0.1
"""Seconds between two samples. A program that waits in two samples in a row does wait."""


async def find_player(  # noqa: PLR0913 - what a client's checks take
    service: str,
    command: Sequence[str],
    *,
    dialect: Dialect,
    scenario: Scenario,
    address: TcpAddress | None = None,
    starter: Starter = running,
) -> GuessSource:
    """Return the source of the guesses: from the scenario, or from a trial run of the client.

    The parameters are the same as for `open_harnesses`.

    :raises OSError: the checker cannot listen there.
    """
    if scenario.player is not None or service == "text":
        return scenario.player_of(service)
    asked = replace(scenario, player=GuessSource.TYPED)
    async with open_harnesses(
        service, command, dialect=dialect, scenario=asked, address=address, starter=starter
    ) as harnesses:
        harness = await harnesses(random.Random(0), True)  # noqa: FBT003, S311 - nothing is drawn
        try:
            visit = await harness.visit(CLIENT_PROFILES[service].responder(harness))
            await visit.greet()
            return await _player(visit)
        except (CannotStartError, StopScript):
            return GuessSource.PROGRAM
        finally:
            harness.close()


async def _player(visit: Visit) -> GuessSource:
    limit = trio.current_time() + PATIENCE
    seen = False
    while trio.current_time() < limit and not visit.run.over:
        await visit.settle(_LOOK)
        if visit.has_unread:
            return GuessSource.PROGRAM
        waits = visit.run.waits_for_input()
        if waits and seen:
            return GuessSource.TYPED
        seen = waits
    try:
        await visit.hear()  # where the system cannot tell: try whether a typed guess helps
    except StopScript:
        return GuessSource.PROGRAM
    return GuessSource.TYPED
