"""Checks of several players of the game: one who leaves, and two at once."""

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import (
    contradiction,
    lost_at_another_try,
    robbed_of_a_win,
)
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.expected import AnAnswer
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.moves import read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Sent, Transcript
from trio_sockets.check.verdict import Finding
from trio_sockets.check.words import say

LEAVING = 70
"""Players who leave: more than a class, should the server have places for one only."""

FEW = 10
"""Where nothing ends a message, as each takes its time there."""

PAIRS = 20
"""How often to try for a first player whom luck does not help."""


def leaving_checks() -> list[Check[ServerLab]]:
    """Return the check of one who leaves."""
    return [
        Check(
            id="game.15",
            title=say("who leaves in the middle of a game frees the place"),
            teaches=say("recv() returning b'' ends the game of that client, and nothing else."),
            section=GAME_SECTION,
            script=_leave_in_the_middle,
            judge=_served_after,
            needs=("tcp.04", "game.03"),
            seconds=20,
        )
    ]


def pair_checks() -> list[Check[ServerLab]]:
    """Return the check of two players."""
    return [
        Check(
            id="game.17",
            title=say("two players do not disturb each other"),
            teaches=say("What belongs to one game is kept in its own variables, not global ones."),
            section=GAME_SECTION,
            script=_two_players,
            judge=_undisturbed,
            needs=("many.01", "game.06"),
            seconds=20,
        )
    ]


async def _leave_in_the_middle(lab: ServerLab) -> None:
    for _ in range(LEAVING if lab.dialect.replies_in_lines else FEW):
        player = await join(lab)
        if player.left > 1:
            await player.guess(player.middle)
        await player.wire.leave()
    player = await join(lab)
    await player.guess(player.middle)


def _served_after(transcript: Transcript) -> Finding:
    last = max(0, len(transcript.conversations) - 1)
    look = say("Is a client's place free again when recv() returns b''? Is nothing left to count?")
    return first_fault(wrong_replies(transcript, [AnAnswer()], last, skip=1, look=look))


async def _two_players(lab: ServerLab) -> None:
    """Let one player know the number, begin a second game, and then end both."""
    for _ in range(PAIRS):
        first = await join(lab)
        await first.spend()
        if first.over:
            await first.wire.leave()
            continue
        second = await join(lab)
        await second.guess(second.parameters.low)
        await first.guess(first.middle)
        await second.insist(second.parameters.low)
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
    guesses = len(transcript.conversations[place].all(Sent))
    tries = game.parameters.tries if game.parameters else 1
    look = say("Are the number and the tries local to each client's function?")
    expected = [AnAnswer()] * min(guesses, tries)
    return wrong_replies(transcript, expected, place, skip=1, look=look)
