"""Checks of the game's rules: parameters, bounds and hints."""

from functools import partial

from trio_sockets.check.checks.servers.game_faults import contradiction, wrong
from trio_sockets.check.checks.servers.game_play import SOME, join
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION, PARAMETERS_NOTE
from trio_sockets.check.judging.recognising import missing_newlines
from trio_sockets.check.judging.recognising_games import (
    count_off_by_one,
    refused_bounds,
    swapped_hints,
)
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.judging.servers import (
    first_fault,
    missing_newline,
    not_connected,
    wrong_replies,
)
from trio_sockets.check.judging.unclear import not_understood, unread_answers
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import AnAnswer
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.connecting import ACCEPT
from trio_sockets.check.programming.receiving import RECV
from trio_sockets.check.programming.values import RANDOM
from trio_sockets.words import say

BOUNDS = ("low", "high")
WANDERERS = 5


def greeting_checks() -> list[Check[ServerHarness]]:
    """Return the check that all others of the game need."""
    return [
        Check(
            id="game.01",
            title=say("it sends all parameters first, without being asked"),
            teaches=say("The protocol says who speaks first: here it is the server."),
            section=PARAMETERS_NOTE,
            script=join,
            judge=_greets,
            needs=("tcp.01",),
            recognises=(missing_newlines,),
            applies_to=lambda dialect: dialect.greets,
        )
    ]


def rule_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        Check(
            id="game.02",
            title=say("both bounds can be guessed"),
            teaches=say("From 1 to n includes 1 and n."),
            section=GAME_SECTION,
            script=_both_bounds,
            judge=_bounds_are_guesses,
            needs=("tcp.03",),
            recognises=(refused_bounds,),
        ),
        Check(
            id="game.03",
            title=say("the hints point the right way"),
            teaches=say("A hint tells where the number is, compared with the guess."),
            section=GAME_SECTION,
            script=_both_bounds,
            judge=_direction,
            needs=("game.02",),
            recognises=(swapped_hints,),
        ),
        Check(
            id="game.04",
            title=say("no hint contradicts another, and the tries are counted correctly"),
            teaches=say("Each game has one number, drawn once, and one count of tries."),
            section=GAME_SECTION,
            script=_wander,
            judge=_all_true,
            needs=("game.03",),
            recognises=(count_off_by_one,),
        ),
    ]


# --- 01 ----------------------------------------------------------------------------------------
def _greets(transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    if fault is not None:
        return fault
    messages = transcript.messages()
    example = transcript.dialect.message(Kind.GREETING, low=1, high=100, tries=7)
    expected = say("the parameters, such as {example}", example=example.encode())
    if not messages:
        return Finding(
            verdict=Verdict.TIMEOUT,
            words=say("it sends nothing before the first guess"),
            look=say(
                "Send low, high and tries right after {accept}, before the first {recv}.",
                accept=ACCEPT,
                recv=RECV,
            ),
            expected=expected,
            received=b"",
        )
    if transcript.dialect.greeting(messages[0]) is not None:
        return missing_newline(transcript, expected) or PASSED
    could_be = (Possibility.GREETING, Possibility.IGNORE)
    unclear = not_understood(transcript.dialect, messages[0], could_be, expected=expected)
    return unclear or wrong(
        say("its first message does not tell the parameters, or tells something else, too"),
        say("Does it tell all parameters, in one message, in the order that the class agreed on?"),
        0,
        expected,
        messages[0],
    )


# --- 02, 03 ------------------------------------------------------------------------------------
async def _both_bounds(harness: ServerHarness) -> None:
    for bound in BOUNDS:
        player = await join(harness)
        await player.wire.send(harness.dialect.guessing(getattr(player, bound)))
        await player.wire.read_message()
        await player.wire.leave()


def _bounds_are_guesses(transcript: Transcript) -> Finding:
    look = say("Compare with <= at both ends; {random} includes n.", random=RANDOM)
    answered = partial(wrong_replies, transcript, [AnAnswer()], skip=1, look=look)
    return first_fault(*map(answered, range(len(BOUNDS))))


def _direction(transcript: Transcript) -> Finding:
    faults = [
        _beyond(transcript, 0, Kind.LOWER, Kind.HIGHER),
        _beyond(transcript, 1, Kind.HIGHER, Kind.LOWER),
    ]
    mistakes = transcript.dialect.mistakes
    refused = (mistakes.refuses_low, mistakes.refuses_high)
    if not all(faults):  # the number may be a bound that is refused: then it does lie beyond
        faults = [
            fault for fault, is_refused in zip(faults, refused, strict=True) if not is_refused
        ]
    return first_fault(*faults, *(not_connected(transcript, place) for place in range(len(BOUNDS))))


def _beyond(transcript: Transcript, place: int, never: Kind, right: Kind) -> Finding | None:
    """Find that a hint points beyond the last number of its side."""
    for move in read_game(transcript, place).moves:
        if move.heard.kind is never:
            left = move.heard.numbers.get("left", 0)
            return wrong(
                say("no number lies beyond {guess}, but the hint says so", guess=move.text),
                say("Is it the number that is higher, or the guess? Swap the two answers."),
                place,
                transcript.dialect.message(right, left=left).encode(),
                move.heard.raw,
            )
    return None


# --- 04 ----------------------------------------------------------------------------------------
async def _wander(harness: ServerHarness) -> None:
    for _ in range(WANDERERS):
        player = await join(harness)
        while not player.over and player.left > 0 and not (player.endless and player.used >= SOME):
            await player.guess(harness.chance.randint(player.least, player.greatest))
        await player.wire.leave()


def _all_true(transcript: Transcript) -> Finding:
    return first_fault(
        not_connected(transcript),
        *(contradiction(transcript, place) for place in range(len(transcript.conversations))),
        unread_answers(transcript),
    )
