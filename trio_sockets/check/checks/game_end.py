"""The check of what a server of the game does with guesses that come after the end."""

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import wrong
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.judging import first_fault, not_connected, not_ended
from trio_sockets.check.moves import read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding
from trio_sockets.check.words import say

_SURPLUS = 2**18
"""Bytes of guesses after the end: more than any program reads ahead."""


def end_checks() -> list[Check[ServerLab]]:
    """Return it."""
    return [
        Check(
            id="game.16",
            title=say("guesses after the end are ignored, and the last message arrives"),
            teaches=say("Close in good order: what was sent arrives, then the FIN, and no RST."),
            section=GAME_SECTION,
            script=_guess_after_the_end,
            judge=_ends_well,
            needs=("game.09", "line.06"),
            for_messages=True,
        )
    ]


async def _guess_after_the_end(lab: ServerLab) -> None:
    player = await join(lab)
    guess = lab.dialect.guessing(player.parameters.low)
    await player.wire.send(guess * (player.parameters.tries + _SURPLUS // len(guess)))
    await player.wire.read_to_end()


def _ends_well(transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    if fault is not None:
        return fault
    game = read_game(transcript)
    ends = [number for number, move in enumerate(game.moves, 1) if move.heard.kind.is_end]
    if ends and len(game.moves) > ends[0]:
        return wrong(
            say("it answers guesses after the end"),
            say("Leave the loop when the game is won or lost."),
            0,
            b"",
            game.moves[ends[0]].heard.raw,
        )
    fault = not_ended(transcript)
    is_whole = transcript.conversations[0].received.endswith(b"\n")
    if fault is not None or (ends and is_whole):
        return first_fault(fault)
    return wrong(
        say("it closed before its last message was whole"),
        say("sendall() the last message, then close."),
        0,
        say("the message that the game is over"),
        transcript.messages()[-1],
    )
