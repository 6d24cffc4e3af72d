"""Checks of the game's tries: the last one loses, and any one may win."""

from dataclasses import replace

import trio

from trio_sockets.check.checks.servers.game_faults import (
    contradiction,
    lost_at_another_try,
    robbed_of_a_win,
    wrong,
)
from trio_sockets.check.checks.servers.game_play import join
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.recognising import missing_newlines
from trio_sockets.check.judging.recognising_games import (
    count_off_by_one,
    last_try_loses,
    lost_untold,
    never_lost,
)
from trio_sockets.check.judging.server_game import enough_tries, read_game, refuses_the_number
from trio_sockets.check.judging.servers import first_fault, not_connected, not_ended, wrong_replies
from trio_sockets.check.judging.unclear import unread_answers
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import AnAnswer
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.words import say

GAMES = 20
"""How often to retry for an end that takes luck."""

FIRST_TRY_SECONDS = 3.0
"""Seconds to spend on first guesses, of which one in n is right."""


def try_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        Check(
            id="game.05",
            title=say("the game is lost at the last try, neither earlier nor later"),
            teaches=say("k tries are k answers: an off-by-one error is the most common mistake."),
            section=GAME_SECTION,
            script=_lose,
            judge=_lost_at_the_last,
            needs=("game.04",),
            recognises=(count_off_by_one, missing_newlines, lost_untold, never_lost),
            applies_to=lambda dialect: dialect.limits_tries,
        ),
        Check(
            id="game.06",
            title=say("a right guess at the last try wins"),
            teaches=say("Compare the guess first, and only then check whether tries are left."),
            section=GAME_SECTION,
            script=_win_at_the_last,
            judge=_never_robbed,
            needs=("game.05",),
            recognises=(last_try_loses,),
            applies_to=lambda dialect: dialect.limits_tries,
        ),
        Check(
            id="game.07",
            title=say("bisection finds the number in log2(n + 1) tries"),
            teaches=say(
                "Each hint halves the possible numbers: 7 tries are enough for 100 numbers."
            ),
            section=GAME_SECTION,
            script=_bisect,
            judge=_found_in_time,
            needs=("game.06",),
            recognises=(missing_newlines,),
        ),
        Check(
            id="game.08",
            title=say("a right guess at the first try wins"),
            teaches=say("Luck is allowed."),
            section=GAME_SECTION,
            script=_win_at_the_first,
            judge=_first_is_a_win,
            needs=("game.06",),
            recognises=(count_off_by_one,),
        ),
        Check(
            id="game.09",
            title=say("after its last message, the server closes the connection"),
            teaches=say("The game ends when it is won or lost: the client sees the FIN."),
            section=GAME_SECTION,
            script=_end_and_wait,
            judge=_closes,
            needs=("game.05",),
        ),
    ]


# --- 05, 09 ------------------------------------------------------------------------------------
async def _lose(harness: ServerHarness) -> None:
    """Lose a game by guessing one bound, or the other one if that is the number."""
    for bound in ("low", "high"):
        player = await join(harness)
        await player.insist(getattr(player, bound))
        if player.used > 1 or player.left < 1:
            return
        await player.wire.leave()


async def _end_and_wait(harness: ServerHarness) -> None:
    player = await join(harness)
    await (player.bisect() if player.endless else player.insist(player.middle))
    await player.wire.read_to_end()


def _lost_at_the_last(transcript: Transcript) -> Finding:
    place = max(0, len(transcript.conversations) - 1)
    fault = not_connected(transcript, place) or lost_at_another_try(transcript, place)
    if fault is not None:
        return fault
    game, goes_on = read_game(transcript, place), transcript.dialect.mistakes.never_lost
    tries = game.parameters.tries if game.parameters else 1
    look = say("Are the guesses counted, and compared with the number of tries?")
    fault = wrong_replies(transcript, [AnAnswer()] * tries, place, skip=1, look=look)
    if fault is not None or game.over or goes_on:
        return first_fault(fault)
    return wrong(
        say("after {tries} wrong guesses, the game is not lost", tries=tries),
        look,
        place,
        say("the message that the game is lost"),
        game.moves[tries - 1].heard.raw,
    )


def _closes(transcript: Transcript) -> Finding:
    fault = not_connected(transcript) or not_ended(transcript)
    return first_fault(fault and (unread_answers(transcript) or fault))


# --- 06, 07, 08 --------------------------------------------------------------------------------
async def _win_at_the_last(harness: ServerHarness) -> None:
    for _ in range(GAMES):
        player = await join(harness)
        await player.spend()
        if not player.over and player.knows:
            await player.guess(player.low)
            return
        await player.wire.leave()


def _never_robbed(transcript: Transcript) -> Finding:
    games = range(len(transcript.conversations))
    return first_fault(
        not_connected(transcript),
        *(robbed_of_a_win(transcript, place) for place in games),
        unread_answers(transcript),
    )


async def _bisect(harness: ServerHarness) -> None:
    for _ in range(3):
        player = await join(harness)
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
        is_refused = refuses_the_number(transcript, game)
        if not won and game.parameters.tries >= needed and not is_refused:
            return unread_answers(transcript, place) or wrong(
                say("{needed} tries are enough, but the number was not found", needed=needed),
                say("Is every hint true? Is the number drawn once for each game?"),
                place,
                say("the message that the game is won"),
                game.moves[-1].heard.raw,
            )
    return first_fault(unread_answers(transcript))


async def _win_at_the_first(harness: ServerHarness) -> None:
    with trio.move_on_after(FIRST_TRY_SECONDS):
        while True:
            player = await join(harness)
            if (await player.guess(player.middle)).kind.is_end:
                return
            await player.bisect()  # if that was the number, no other number can be found now
            await player.wire.leave()


def _first_is_a_win(transcript: Transcript) -> Finding:
    look = say("Is the first guess compared like all others? What is the count of tries before it?")
    for place in range(len(transcript.conversations)):
        fault = lost_at_another_try(transcript, place) or contradiction(transcript, place)
        if fault is not None:
            return replace(fault, look=look)
    return first_fault(not_connected(transcript), unread_answers(transcript))
