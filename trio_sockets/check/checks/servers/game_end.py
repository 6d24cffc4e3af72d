"""The check of guesses that come after the end of a game."""

from trio_sockets.check.checks.servers.game_faults import wrong
from trio_sockets.check.checks.servers.game_play import join
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.judging.servers import first_fault, not_connected, not_ended
from trio_sockets.check.judging.unclear import unread_answers
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.sending import SEND_WHOLE
from trio_sockets.words import say

_SURPLUS = 2**18
"""How many bytes of guesses are sent after the end: more than any program reads ahead."""


def end_checks() -> list[Check[ServerHarness]]:
    """Return the check."""
    return [
        Check(
            id="game.16",
            title=say("guesses after the end are ignored, and the last message arrives"),
            teaches=say("After a clean close, all data arrives, then the FIN, and no RST."),
            section=GAME_SECTION,
            script=_guess_after_the_end,
            judge=_ends_well,
            needs=("game.09", "line.06"),
            for_messages=True,
            tells_apart=True,
        )
    ]


async def _guess_after_the_end(harness: ServerHarness) -> None:
    player = await join(harness)
    if player.endless:
        await player.spend()
    guess = harness.dialect.guessing(player.middle if player.endless else player.low)
    enough = 1 if player.endless else player.parameters.tries
    await player.wire.send(guess * (enough + _SURPLUS // len(guess)))
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
    is_whole = not transcript.unterminated()
    if fault is not None or (ends and is_whole):
        return first_fault(fault)
    unread = unread_answers(transcript, 0) if is_whole else None
    return unread or wrong(
        say("it closed before its last message was whole"),
        say("Send the whole last message, then close: {send_whole}.", send_whole=SEND_WHOLE),
        0,
        say("the message that the game is over"),
        transcript.messages()[-1],
    )
