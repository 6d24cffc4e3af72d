"""Checks of how a client ends when the game is over."""

from dataclasses import replace

from trio_sockets.check.checks.clients.guesses import goes_on
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import USUAL, opponent
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.clients import says_nothing, still_runs, wrong_exit_code
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.opponents.responders import Opponent
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import Words, say

WON = say("the game was won")
LOST = say("the game was lost")
LEAVE = say("Leave the loop at the end of the game, close the socket, and let the program end.")


def end_checks() -> list[Check[ClientHarness]]:
    """Return the checks."""
    return [
        Check(
            id="client.08",
            title=say("it says that it won, and ends"),
            teaches=say(
                "A program that is done tells its user, closes its socket, and ends with code 0."
            ),
            section=GAME_SECTION,
            script=_win,
            judge=_ends_after_a_win,
            needs=("client.03",),
        ),
        Check(
            id="client.09",
            title=say("it says that it lost, and ends"),
            teaches=say("The game has two ends, and a client must handle both."),
            section=GAME_SECTION,
            script=_lose,
            judge=_ends_after_a_loss,
            needs=("client.05",),
            applies_to=lambda dialect: dialect.playable(replace(USUAL, tries=1)).tries == 1,
        ),
    ]


async def _win(harness: ClientHarness) -> None:
    await _at_once(harness, opponent(harness, gives_in=0))


async def _lose(harness: ClientHarness) -> None:
    await _at_once(harness, opponent(harness, Parameters(USUAL.low, USUAL.high, tries=1)))


async def _at_once(harness: ClientHarness, server: Opponent) -> None:
    """End the game with the first guess."""
    visit = await harness.visit(server)
    await visit.greet()
    guess = await visit.hear()
    await visit.let_it_print()
    await visit.answer(guess)
    await visit.close()
    await visit.leave()


def _ends_after_a_win(transcript: Transcript) -> Finding:
    fault = _goes_on(transcript, WON)
    return first_fault(fault, None if fault else wrong_exit_code(transcript))


def _ends_after_a_loss(transcript: Transcript) -> Finding:
    return first_fault(_goes_on(transcript, LOST))


def _goes_on(transcript: Transcript, of: Words) -> Finding | None:
    fault = goes_on(transcript, say("it goes on guessing: {of}", of=of), LEAVE)
    fault = fault or still_runs(transcript, of, look=LEAVE)
    return fault or says_nothing(transcript, of)
