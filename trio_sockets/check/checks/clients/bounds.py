"""Checks of clients of the game: the bounds of their guesses, and the number of them."""

import contextlib
from dataclasses import replace
from functools import partial

from trio_sockets.check.checks.clients.guesses import (
    A_GUESS,
    goes_on,
    unplayed,
)
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import USUAL, opponent
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.service_profile import GAME_SECTION, PARAMETERS_NOTE
from trio_sockets.check.judging.client_game import (
    first_impossible,
    read_play,
)
from trio_sockets.check.judging.clients import stalled
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding
from trio_sockets.check.programming.values import TO_NUMBER
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import say

DELAY = 0.7
"""Seconds of silence after the end. An impatient client acts at once."""


def bound_checks() -> list[Check[ClientHarness]]:
    """Return the checks with every game of this dialect."""
    return [
        Check(
            id="client.04",
            title=say("its guesses stay within the bounds that the server sent"),
            teaches=say(
                "The server chooses the parameters: do not write them into the client's code."
            ),
            section=PARAMETERS_NOTE,
            script=_other_bounds,
            judge=partial(_in_bounds, games=2),
            needs=("client.03",),
            applies_to=lambda dialect: "high" in dialect.told,
        ),
        Check(
            id="client.05",
            title=say("it makes no guess after the last try"),
            teaches=say(
                "The game ends after k guesses at the latest: after that, the server "
                "does not listen."
            ),
            section=GAME_SECTION,
            script=_wait_after_the_end,
            judge=_no_more,
            needs=("client.04",),
            applies_to=lambda dialect: dialect.limits_tries,
        ),
    ]


def below_zero() -> Check[ClientHarness]:
    """Return the check with negative numbers; the dialect must tell the lower bound."""
    return Check(
        id="client.13",
        title=say("it plays below zero, too"),
        teaches=say(
            "A number may have a sign: {to_number} reads it, a pattern of digits does not.",
            to_number=TO_NUMBER,
        ),
        section=PARAMETERS_NOTE,
        script=_below_zero,
        judge=partial(_in_bounds, games=1),
        needs=("client.04",),
        applies_to=lambda dialect: {"low", "high"} <= dialect.told,
    )


async def _other_bounds(harness: ClientHarness) -> None:
    small = Parameters(1, 10, 4)
    low = harness.chance.randint(200, 1000)
    for parameters in (small, Parameters(low, low + harness.chance.randint(500, 1000), 10)):
        visit = await harness.visit(opponent(harness, parameters))
        with contextlib.suppress(StopScript):  # the next game may tell more
            await visit.play()


async def _below_zero(harness: ClientHarness) -> None:
    low = -harness.chance.randint(5, 9)
    await (await harness.visit(opponent(harness, Parameters(low, 5, 4)))).play()


def _in_bounds(transcript: Transcript, *, games: int) -> Finding:
    for place in range(games):
        fault = unplayed(transcript, place)
        if fault is not None:
            return fault
        play = read_play(transcript, place)
        if play.end is None and first_impossible(play) is None:
            return stalled(transcript, A_GUESS, place)
    return PASSED


async def _wait_after_the_end(harness: ClientHarness) -> None:
    visit = await harness.visit(opponent(harness, replace(USUAL, tries=3)))
    await visit.play()
    if harness.subject.typed:
        await visit.run.type_line(harness.subject.scenario.last or visit.responder.typing() or "")
    await visit.settle(DELAY)


def _no_more(transcript: Transcript) -> Finding:
    words = say("it guesses once more after the last try")
    look = say("Does it recognise the end of the game, and leave the loop then?")
    return first_fault(goes_on(transcript, words, look))
