"""Checks of the game's rules: parameters, bounds, and what the hints say."""

from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import contradiction, wrong
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.dialect import Kind
from trio_sockets.check.expected import AnAnswer
from trio_sockets.check.judging import first_fault, missing_newline, not_connected, wrong_replies
from trio_sockets.check.moves import read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import say

NOTE = say("exercise 2, note: the parameters are sent when the connection is made")

BOUNDS = ("low", "high")
WANDERERS = 5


def greeting_checks() -> list[Check[ServerLab]]:
    """Return the check that all others of the game stand on."""
    return [
        Check(
            id="game.01",
            title=say("it sends the parameters first, whole and unasked"),
            teaches=say("Who speaks first is a rule of the protocol: here it is the server."),
            section=NOTE,
            script=join,
            judge=_greets,
            needs=("tcp.01",),
        )
    ]


def rule_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="game.02",
            title=say("both bounds can be guessed"),
            teaches=say("From 1 to n means 1 and n, too."),
            section=GAME_SECTION,
            script=_both_bounds,
            judge=_bounds_are_guesses,
            needs=("tcp.03",),
        ),
        Check(
            id="game.03",
            title=say("the hints point the right way"),
            teaches=say("A hint tells where the number is, seen from the guess."),
            section=GAME_SECTION,
            script=_both_bounds,
            judge=_direction,
            needs=("game.02",),
        ),
        Check(
            id="game.04",
            title=say("no hint contradicts another, and the tries are counted right"),
            teaches=say("One number, drawn once, and one count, for each game."),
            section=GAME_SECTION,
            script=_wander,
            judge=_all_true,
            needs=("game.03",),
            seconds=20,
        ),
    ]


# --- 01 ----------------------------------------------------------------------------------------
def _greets(transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    if fault is not None:
        return fault
    messages = transcript.messages()
    example = transcript.dialect.write(Kind.GREETING, low=1, high=100, tries=7)
    expected = say("the parameters, such as {example}", example=example.rstrip(b"\n"))
    if not messages:
        return Finding(
            verdict=Verdict.TIMEOUT,
            words=say("it says nothing before the first guess"),
            look=say("Send low, high and tries right after accept(), before the first recv()."),
            expected=expected,
            received=b"",
        )
    if transcript.dialect.greeting(messages[0]) is not None:
        return missing_newline(transcript, expected) or PASSED
    return wrong(
        say("its first message does not tell the parameters, or not only them"),
        say("Does it tell all of them, in one message, in the order the class agreed on?"),
        0,
        expected,
        messages[0],
    )


# --- 02, 03 ------------------------------------------------------------------------------------
async def _both_bounds(lab: ServerLab) -> None:
    for bound in BOUNDS:
        player = await join(lab)
        await player.wire.send(lab.dialect.guessing(getattr(player.parameters, bound)))
        await player.wire.read_message()
        await player.wire.leave()


def _bounds_are_guesses(transcript: Transcript) -> Finding:
    look = say("Compare with <= at both ends; random.randint(1, n) includes n, too.")
    answered = partial(wrong_replies, transcript, [AnAnswer()], skip=1, look=look)
    return first_fault(*map(answered, range(len(BOUNDS))))


def _direction(transcript: Transcript) -> Finding:
    for place, (never, right) in enumerate(((Kind.LOWER, Kind.HIGHER), (Kind.HIGHER, Kind.LOWER))):
        for move in read_game(transcript, place).moves:
            if move.heard.kind is never:
                left = move.heard.numbers.get("left", 0)
                return wrong(
                    say("no number is beyond {guess}, yet the hint says so", guess=move.text),
                    say("Is it the number that is higher, or the guess? Swap the two answers."),
                    place,
                    transcript.dialect.write(right, left=left).rstrip(b"\n"),
                    move.heard.raw,
                )
    return first_fault(*(not_connected(transcript, place) for place in range(len(BOUNDS))))


# --- 04 ----------------------------------------------------------------------------------------
async def _wander(lab: ServerLab) -> None:
    for _ in range(WANDERERS):
        player = await join(lab)
        while not player.over and player.left > 0:
            await player.guess(lab.chance.randint(player.parameters.low, player.parameters.high))
        await player.wire.leave()


def _all_true(transcript: Transcript) -> Finding:
    return first_fault(
        not_connected(transcript),
        *(contradiction(transcript, place) for place in range(len(transcript.conversations))),
    )
