"""Checks of the game's tries: lost with the last, won with any."""

from dataclasses import replace

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import (
    contradiction,
    lost_at_another_try,
    robbed_of_a_win,
    wrong,
)
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.dialect import Kind
from trio_sockets.check.expected import AnAnswer
from trio_sockets.check.judging import first_fault, not_connected, not_ended, wrong_replies
from trio_sockets.check.moves import enough_tries, read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding
from trio_sockets.check.words import say

GAMES = 20
"""How often to try for an end that takes luck."""

FIRST_TRY_SECONDS = 3.0
"""To spend on first guesses. One in n is right."""


def try_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="game.05",
            title=say("the game is lost at the last try, not before and not after"),
            teaches=say("k tries are k answers: an error by one is the most common one there is."),
            section=GAME_SECTION,
            script=_lose,
            judge=_lost_at_the_last,
            needs=("game.04",),
        ),
        Check(
            id="game.06",
            title=say("the number found with the last try is a win"),
            teaches=say("The guess is looked at first, and then whether tries are left."),
            section=GAME_SECTION,
            script=_win_at_the_last,
            judge=_never_robbed,
            needs=("game.05",),
            seconds=30,
        ),
        Check(
            id="game.07",
            title=say("who halves what is left finds the number in log2(n + 1) tries"),
            teaches=say("Each hint halves what is possible: 7 tries are enough for 100 numbers."),
            section=GAME_SECTION,
            script=_bisect,
            judge=_found_in_time,
            needs=("game.06",),
            seconds=20,
        ),
        Check(
            id="game.08",
            title=say("the number found with the first try is a win"),
            teaches=say("Luck is allowed."),
            section=GAME_SECTION,
            script=_win_at_the_first,
            judge=_first_is_a_win,
            needs=("game.06",),
            seconds=20,
        ),
        Check(
            id="game.09",
            title=say("after its last message the server closes the connection"),
            teaches=say("The game stops when it is won or lost: the client sees the FIN."),
            section=GAME_SECTION,
            script=_lose_and_wait,
            judge=_closes,
            needs=("game.05",),
        ),
    ]


# --- 05, 09 ------------------------------------------------------------------------------------
async def _lose(lab: ServerLab) -> None:
    """Lose a game by guessing a bound; the other one, if this is the number."""
    for bound in ("low", "high"):
        player = await join(lab)
        await player.insist(getattr(player.parameters, bound))
        if player.used > 1 or player.left < 1:
            return
        await player.wire.leave()


async def _lose_and_wait(lab: ServerLab) -> None:
    player = await join(lab)
    await player.insist(player.low)
    await player.wire.read_to_end()


def _lost_at_the_last(transcript: Transcript) -> Finding:
    place = max(0, len(transcript.conversations) - 1)
    fault = not_connected(transcript, place) or lost_at_another_try(transcript, place)
    if fault is not None:
        return fault
    game = read_game(transcript, place)
    tries = game.parameters.tries if game.parameters else 1
    look = say("Is it counted how many guesses there were, and compared with the tries?")
    fault = wrong_replies(transcript, [AnAnswer()] * tries, place, skip=1, look=look)
    if fault is not None or game.over:
        return first_fault(fault)
    return wrong(
        say("after {tries} wrong guesses it is not lost", tries=tries),
        look,
        place,
        say("the message that the game is lost"),
        game.moves[tries - 1].heard.raw,
    )


def _closes(transcript: Transcript) -> Finding:
    return first_fault(not_connected(transcript), not_ended(transcript))


# --- 06, 07, 08 --------------------------------------------------------------------------------
async def _win_at_the_last(lab: ServerLab) -> None:
    for _ in range(GAMES):
        player = await join(lab)
        await player.spend()
        if not player.over and player.knows:
            await player.guess(player.low)
            return
        await player.wire.leave()


def _never_robbed(transcript: Transcript) -> Finding:
    games = range(len(transcript.conversations))
    return first_fault(
        not_connected(transcript), *(robbed_of_a_win(transcript, place) for place in games)
    )


async def _bisect(lab: ServerLab) -> None:
    for _ in range(3):
        player = await join(lab)
        await player.bisect()
        await player.wire.leave()


def _found_in_time(transcript: Transcript) -> Finding:
    for place in range(len(transcript.conversations)):
        fault = wrong_replies(transcript, [AnAnswer()], place, skip=1)
        game = read_game(transcript, place)
        if fault is not None or game.parameters is None:
            return first_fault(fault)
        needed = enough_tries(game.parameters)
        won = any(move.heard.kind is Kind.WIN for move in game.moves)
        if not won and game.parameters.tries >= needed:
            return wrong(
                say("{needed} tries are enough, and the number was not found", needed=needed),
                say("Is every hint true? Is the number drawn once for each game?"),
                place,
                say("the message that the game is won"),
                game.moves[-1].heard.raw,
            )
    return PASSED


async def _win_at_the_first(lab: ServerLab) -> None:
    with trio.move_on_after(FIRST_TRY_SECONDS):
        while True:
            player = await join(lab)
            if (await player.guess(player.middle)).kind.is_end:
                return
            await player.bisect()  # if that was the number, no other can be found now
            await player.wire.leave()


def _first_is_a_win(transcript: Transcript) -> Finding:
    look = say("Is the first guess compared like all others? What is the count before it?")
    for place in range(len(transcript.conversations)):
        fault = lost_at_another_try(transcript, place) or contradiction(transcript, place)
        if fault is not None:
            return replace(fault, look=look)
    return first_fault(not_connected(transcript))
