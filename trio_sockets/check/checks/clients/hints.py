"""Checks of clients that play by themselves: they use the hints, and bisect."""

from dataclasses import replace

from trio_sockets.check.checks.clients.guesses import A_GUESS, ruled_out, unplayed
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import USUAL, opponent
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.client_game import Play, read_play, still_possible
from trio_sockets.check.judging.clients import stalled
from trio_sockets.check.judging.server_game import enough_tries
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import say

PLENTY = 40
"""The number of tries for 100 numbers. A client that guesses a random possible number needs about
15, and never 40.
"""

A_FEW, SEVERAL = 7, 10
FEW_RULED_OUT, HALF_RULED_OUT = 0.9, 0.5
"""The largest share of numbers that may still be possible after 7 and 10 guesses. Random guesses
among the possible numbers leave three quarters each, as the adversary keeps the larger part, and
exceed this less than once in 5,000 games.
"""

HALVE = say(
    "Guess the middle of the possible numbers, (low + high) / 2, rounded: it halves them each time."
)


def hint_checks() -> list[Check[ClientHarness]]:
    """Return the checks."""
    return [
        Check(
            id="client.06",
            title=say("it uses the hints"),
            teaches=say("Each hint rules out numbers: keep the bounds of the possible ones."),
            section=GAME_SECTION,
            script=_with_plenty_of_tries,
            judge=_uses_hints,
            needs=("client.04",),
        ),
        Check(
            id="client.07",
            title=say("it bisects: 7 tries find any of 100 numbers"),
            teaches=say("Bisection needs at most log2(n + 1) tries, wherever the number is."),
            section=GAME_SECTION,
            script=_with_just_enough_tries,
            judge=_halves,
            needs=("client.06",),
            applies_to=_can_be_won,
        ),
    ]


async def _with_plenty_of_tries(harness: ClientHarness) -> None:
    usual = harness.dialect.playable(USUAL)
    server = opponent(harness, replace(usual, tries=_plenty(usual)))
    await (await harness.visit(server)).play()


def _plenty(parameters: Parameters) -> int:
    """Return more tries than any client needs that guesses only possible numbers."""
    usual = _size(parameters) <= _size(USUAL)
    return PLENTY if usual else 6 * enough_tries(parameters)


def _size(parameters: Parameters) -> int:
    return parameters.high - parameters.low + 1


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
    parameters = play.parameters or USUAL
    tries = _plenty(parameters)
    if play.end is Kind.WIN and len(play.turns) <= tries:
        return PASSED
    if play.end is Kind.LOSE and parameters.tries < tries:
        return _with_few_tries(play, parameters)
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "it did not find one of {count} numbers with {tries} tries",
            count=_size(parameters),
            tries=tries,
        ),
        look=HALVE,
        expected=say("guesses that rule out more than one number each"),
        received=play.turns[-1].raw,
    )


def _with_few_tries(play: Play, parameters: Parameters) -> Finding:
    """Judge a lost game with few tries, by how many numbers are still possible."""
    possible, numbers = still_possible(play), _size(parameters)
    most = FEW_RULED_OUT if parameters.tries < SEVERAL else HALF_RULED_OUT
    if parameters.tries < A_FEW or possible <= most * numbers:
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "after {tries} tries, {count} of {all} numbers are still possible",
            tries=parameters.tries,
            count=possible,
            all=numbers,
        ),
        look=HALVE,
        expected=say("guesses that rule out more than one number each"),
        received=play.turns[-1].raw,
    )


def _can_be_won(dialect: Dialect) -> bool:
    usual = dialect.playable(USUAL)
    return usual.tries >= enough_tries(usual) or "tries" in dialect.told


async def _with_just_enough_tries(harness: ClientHarness) -> None:
    usual = harness.dialect.playable(USUAL)
    server = opponent(harness, replace(usual, tries=enough_tries(usual)))
    await (await harness.visit(server)).play()


def _halves(transcript: Transcript) -> Finding:
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    if play.end is None:
        return stalled(transcript, A_GUESS)
    parameters = play.parameters or USUAL
    tries = enough_tries(parameters)
    if play.end is Kind.WIN and len(play.turns) <= tries:
        return PASSED
    return Finding(
        verdict=Verdict.LENIENT,
        words=say(
            "it uses the hints, but did not find one of {count} numbers with {tries} "
            "tries, which are always enough for bisection",
            count=_size(parameters),
            tries=tries,
        ),
        look=HALVE,
    )
