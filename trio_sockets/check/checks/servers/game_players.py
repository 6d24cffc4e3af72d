"""Checks of several players of the game: one that leaves, and two at once."""

from trio_sockets.check.checks.servers.game_faults import (
    contradiction,
    lost_at_another_try,
    robbed_of_a_win,
)
from trio_sockets.check.checks.servers.game_play import is_slow, join
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.recognising_games import count_off_by_one
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import AnAnswer
from trio_sockets.check.model.transcript import Sent, Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.receiving import END
from trio_sockets.words import say

LEAVING = 70
"""How many players leave: more than a class, in case the server limits its clients to one."""

FEW = 10
"""The number of players if messages have no terminator, as each message takes longer then."""

PAIRS = 20
"""How often to retry if the first player finds the number by luck."""


def leaving_checks() -> list[Check[ServerHarness]]:
    """Return the check of a player that leaves."""
    return [
        Check(
            id="game.15",
            title=say("a player that leaves in the middle of a game frees its place"),
            teaches=say("When {end}, the game of that client ends, and no other.", end=END),
            section=GAME_SECTION,
            script=_leave_in_the_middle,
            judge=_served_after,
            needs=("tcp.04", "game.03"),
        )
    ]


def pair_checks() -> list[Check[ServerHarness]]:
    """Return the check of two players."""
    return [
        Check(
            id="game.17",
            title=say("two players do not disturb each other"),
            teaches=say("Each game has its own variables, not global ones."),
            section=GAME_SECTION,
            script=_two_players,
            judge=_undisturbed,
            needs=("many.01", "game.06"),
            meets=("game.08",),
            recognises=(count_off_by_one,),
            at_once=True,
        )
    ]


async def _leave_in_the_middle(harness: ServerHarness) -> None:
    for _ in range(FEW if is_slow(harness.dialect) else LEAVING):
        player = await join(harness)
        if player.left > 1:
            await player.guess(player.middle)
        await player.wire.leave()
    player = await join(harness)
    await player.guess(player.middle)


def _served_after(transcript: Transcript) -> Finding:
    last = max(0, len(transcript.conversations) - 1)
    look = say(
        "Is a client's place free again when {end}? Is the count of clients decremented?", end=END
    )
    return first_fault(wrong_replies(transcript, [AnAnswer()], last, skip=1, look=look))


async def _two_players(harness: ServerHarness) -> None:
    """Let one player find out the number, begin a second game, and then end both."""
    for _ in range(PAIRS):
        first = await join(harness)
        await first.spend()
        if first.over:
            await first.wire.leave()
            continue
        second = await join(harness)
        low = second.least
        await second.guess(low)
        await first.guess(first.middle)
        await second.insist(low)
        return


def _undisturbed(transcript: Transcript) -> Finding:
    return first_fault(
        *(
            fault
            for place in range(len(transcript.conversations))
            for fault in (
                contradiction(transcript, place),
                robbed_of_a_win(transcript, place),
                lost_at_another_try(transcript, place),
                _unanswered(transcript, place),
            )
        )
    )


def _unanswered(transcript: Transcript, place: int) -> Finding | None:
    game = read_game(transcript, place)
    first = len(transcript.dialect.flow.first)
    guesses = len(transcript.conversations[place].all(Sent)) - first
    tries = game.parameters.tries if game.parameters else 1
    look = say("Are the number and the tries local to each client's function?")
    expected = [AnAnswer()] * min(guesses, tries)
    return wrong_replies(transcript, expected, place, skip=1, look=look)
