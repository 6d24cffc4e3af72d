"""Checks of how a client ends when the game is over."""

from trio_sockets.check.case import Check
from trio_sockets.check.checks.clients_guesses import A_GUESS, unplayed
from trio_sockets.check.client_judging import says_nothing, stalled, still_runs, wrong_exit_code
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import USUAL, opponent
from trio_sockets.check.guesses import read_play
from trio_sockets.check.judging import first_fault
from trio_sockets.check.responders import Opponent
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Words, say
from trio_sockets.protocol.messages import Parameters

WON = say("the game was won")
LOST = say("the game was lost")
LEAVE = say("Leave the loop at the end of the game, close the socket, and let the program end.")


def end_checks() -> list[Check[ClientLab]]:
    """Return them."""
    return [
        Check(
            id="client.08",
            title=say("it says that it won, and ends"),
            teaches=say("A program that is done says so, closes its socket, and ends with code 0."),
            section=GAME_SECTION,
            script=_win,
            judge=_ends_after_a_win,
            needs=("client.03",),
        ),
        Check(
            id="client.09",
            title=say("it says that it lost, and ends"),
            teaches=say("The game has two ends, and a program has to know both."),
            section=GAME_SECTION,
            script=_lose,
            judge=_ends_after_a_loss,
            needs=("client.05",),
        ),
    ]


async def _win(lab: ClientLab) -> None:
    await _at_once(lab, opponent(lab, gives_in=0))


async def _lose(lab: ClientLab) -> None:
    await _at_once(lab, opponent(lab, Parameters(USUAL.low, USUAL.high, tries=1)))


async def _at_once(lab: ClientLab, server: Opponent) -> None:
    """End the game with the first guess."""
    visit = await lab.visit(server)
    await visit.greet()
    guess = await visit.hear()
    await visit.let_it_print()
    await visit.answer(guess)
    await visit.close()
    await visit.leave()


def _ends_after_a_win(transcript: Transcript) -> Finding:
    fault = _goes_on(transcript, WON)
    return first_fault(fault, None if fault else wrong_exit_code(transcript))


def _ends_after_a_loss(transcript: Transcript) -> Finding:
    return first_fault(_goes_on(transcript, LOST))


def _goes_on(transcript: Transcript, of: Words) -> Finding | None:
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    if play.end is None:
        return stalled(transcript, A_GUESS)
    if play.beyond:
        return Finding(
            verdict=Verdict.FAIL,
            words=say("it goes on guessing: {of}", of=of),
            look=LEAVE,
            expected=b"",
            received=play.beyond[0].raw,
        )
    return still_runs(transcript, of, look=LEAVE) or says_nothing(transcript, of)
