"""Checks of clients of the game: they wait for the parameters, and keep to the rules."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.checks.clients_guesses import A_GUESS, no_newline, no_number, unplayed
from trio_sockets.check.client_judging import crashed, never_came, stalled
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import USUAL, opponent
from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.guesses import first_impossible, read_play, said_before
from trio_sockets.check.judging import first_fault
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Received, Sent, Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import Words, say
from trio_sockets.protocol.messages import Parameters

DELAY = 0.7
"""Seconds of silence before the parameters, or after the end. Who does not wait acts at once."""

NOTE = say("exercise 2, note: the parameters are sent when the connection is made")
READ_FIRST = say("The server speaks first: receive the parameters before the loop of the guesses.")


def rule_checks() -> list[Check[ClientLab]]:
    """Return those that anybody's game can break."""
    return [
        _check(
            "client.02",
            say("it waits for the parameters before it guesses"),
            say("Who speaks first is a rule of the protocol: here it is the server."),
            _late_greeting,
            _waits,
            needs="client.01",
            section=NOTE,
        ),
        _check(
            "client.03",
            say("each guess is one whole message, and the next one waits for the answer"),
            say("A message needs an end that both sides agree on; then comes the other's turn."),
            _three_guesses,
            _in_turn,
            needs="client.02",
        ),
        _check(
            "client.04",
            say("its guesses stay within the bounds that the server sent"),
            say("The server chooses the game: its parameters are not to be written in the code."),
            _other_bounds,
            partial(_in_bounds, games=2),
            needs="client.03",
            section=NOTE,
            seconds=20,
        ),
        _check(
            "client.05",
            say("it makes no guess after the last try"),
            say("The game ends after k guesses, or earlier: after that nobody listens."),
            _wait_after_the_end,
            _no_more,
            needs="client.04",
        ),
    ]


def below_zero() -> Check[ClientLab]:
    """Return the check with negative numbers, which a dialect without a lower bound cannot tell."""
    return _check(
        "client.13",
        say("it plays below zero, too"),
        say("A number may have a sign: int() reads it, a pattern of digits does not."),
        _below_zero,
        partial(_in_bounds, games=1),
        needs="client.04",
        section=NOTE,
    )


def _check(  # noqa: PLR0913 - a check's own fields
    id_: str,
    title: Words,
    teaches: Words,
    script: Callable[[ClientLab], Awaitable[object]],
    judge: Judge,
    *,
    needs: str,
    section: Words = GAME_SECTION,
    seconds: float = 10,
) -> Check[ClientLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=section,
        script=script,
        judge=judge,
        needs=(needs,),
        seconds=seconds,
    )


# --- 02 ----------------------------------------------------------------------------------------
async def _late_greeting(lab: ClientLab) -> None:
    visit = await lab.visit(opponent(lab))
    await visit.settle(DELAY)
    await visit.greet()
    await visit.hear()


def _waits(transcript: Transcript) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    [conversation] = transcript.conversations
    early = said_before(conversation)
    if early:
        return Finding(
            verdict=Verdict.FAIL,
            words=say("it speaks before it has heard the parameters"),
            look=READ_FIRST,
            expected=say("nothing, until the parameters have come"),
            received=early,
        )
    heard = None if conversation.received else stalled(transcript, A_GUESS)
    return first_fault(crashed(transcript), heard)


# --- 03 ----------------------------------------------------------------------------------------
async def _three_guesses(lab: ClientLab) -> None:
    visit = await lab.visit(opponent(lab))
    await visit.greet()
    for _ in range(3):
        message = await visit.hear()
        await visit.settle(0.2)  # should it send another one
        await visit.answer(message)


def _in_turn(transcript: Transcript) -> Finding:
    fault = never_came(transcript) or crashed(transcript)
    if fault is not None:
        return fault
    dialect = transcript.dialect
    [conversation] = transcript.conversations
    turns = read_play(transcript).turns
    for turn in turns:
        if turn.guess is None:
            return no_number(turn, dialect, 0)
    waited = b""
    for event in conversation.events:
        if isinstance(event, Received):
            waited += event.data
        elif isinstance(event, Sent):
            if waited.count(b"\n") > 1:
                break
            waited = b""
    if waited.count(b"\n") > 1:
        return _out_of_turn(waited)
    if len([turn for turn in turns if turn.answer is not None]) < 3:  # noqa: PLR2004 - as above
        return stalled(transcript, A_GUESS)
    return first_fault(no_newline(transcript))


def _out_of_turn(received: bytes) -> Finding:
    first, second, *_ = received.split(b"\n")
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it guesses again before it has its answer"),
        look=say("After each send comes a receive, and only then the next guess."),
        expected=first + b"\n",
        received=first + b"\n" + second + b"\n",
    )


# --- 04, 13 ------------------------------------------------------------------------------------
async def _other_bounds(lab: ClientLab) -> None:
    small = Parameters(1, 10, 4)
    low = lab.chance.randint(200, 1000) if _tells_low(lab.dialect) else 1
    for parameters in (small, Parameters(low, low + lab.chance.randint(500, 1000), 10)):
        visit = await lab.visit(opponent(lab, parameters))
        with contextlib.suppress(Enough):  # the next game tells more
            await visit.play()


async def _below_zero(lab: ClientLab) -> None:
    low = -lab.chance.randint(5, 9) if _tells_low(lab.dialect) else 1
    await (await lab.visit(opponent(lab, Parameters(low, 5, 4)))).play()


def _tells_low(dialect: Dialect) -> bool:
    return "low" in dialect.game[Kind.GREETING][0].fields


def _in_bounds(transcript: Transcript, *, games: int) -> Finding:
    for place in range(games):
        fault = unplayed(transcript, place)
        if fault is not None:
            return fault
        play = read_play(transcript, place)
        if play.end is None and first_impossible(play) is None:
            return stalled(transcript, A_GUESS, place)
    return PASSED


# --- 05 ----------------------------------------------------------------------------------------
async def _wait_after_the_end(lab: ClientLab) -> None:
    visit = await lab.visit(opponent(lab, replace(USUAL, tries=3)))
    await visit.play()
    if lab.subject.typed:
        await visit.run.type_line(lab.subject.scenario.last or visit.responder.typing() or "")
    await visit.settle(DELAY)


def _no_more(transcript: Transcript) -> Finding:
    fault = unplayed(transcript)
    if fault is not None:
        return fault
    play = read_play(transcript)
    if play.end is None:
        return stalled(transcript, A_GUESS)
    if play.beyond:
        return Finding(
            verdict=Verdict.FAIL,
            words=say("it guesses once more after the last try"),
            look=say("Is the end told from a hint, and is the loop left then?"),
            expected=b"",
            received=play.beyond[0].raw,
        )
    return PASSED
