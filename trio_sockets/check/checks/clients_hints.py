"""Checks of clients that play the game by themselves: they use the hints, and use them well."""

from dataclasses import replace

from trio_sockets.check.case import Check
from trio_sockets.check.checks.clients_guesses import A_GUESS, ruled_out, unplayed
from trio_sockets.check.client_judging import stalled
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import USUAL, opponent
from trio_sockets.check.dialect import Kind
from trio_sockets.check.guesses import read_play
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import say

PLENTY = 40
"""Tries for 100 numbers. Who guesses anything that is still possible needs 15, and never 40."""

HALVE = say("Guess the middle of what is left: (low + high) // 2 halves it each time.")


def hint_checks() -> list[Check[ClientLab]]:
    """Return them."""
    return [
        Check(
            id="client.06",
            title=say("it uses the hints"),
            teaches=say("Each hint rules out numbers: keep the bounds of what is left."),
            section=GAME_SECTION,
            script=_with_plenty_of_tries,
            judge=_uses_hints,
            needs=("client.04",),
            seconds=30,
        ),
        Check(
            id="client.07",
            title=say("it finds any of 100 numbers with 7 tries"),
            teaches=say("Halving needs log2(n + 1) tries at most, wherever the number is."),
            section=GAME_SECTION,
            script=_with_just_enough_tries,
            judge=_halves,
            needs=("client.06",),
        ),
    ]


async def _with_plenty_of_tries(lab: ClientLab) -> None:
    await (await lab.visit(opponent(lab, replace(USUAL, tries=PLENTY)))).play()


def _uses_hints(transcript: Transcript) -> Finding:
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    fault = ruled_out(
        play, say("Keep the bounds: HIGHER makes low guess + 1, LOWER high guess - 1.")
    )
    if fault is not None:
        return fault
    if play.end is None:
        return stalled(transcript, A_GUESS)
    if play.end is Kind.WIN:
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it has not found one of 100 numbers with {tries} tries", tries=PLENTY),
        look=HALVE,
        expected=say("guesses that rule out more than one number each"),
        received=play.turns[-1].raw,
    )


async def _with_just_enough_tries(lab: ClientLab) -> None:
    await (await lab.visit(opponent(lab, USUAL))).play()


def _halves(transcript: Transcript) -> Finding:
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    if play.end is None:
        return stalled(transcript, A_GUESS)
    if play.end is Kind.WIN:
        return PASSED
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it uses the hints, and lost all the same: 7 tries can always be enough"),
        look=HALVE,
    )
