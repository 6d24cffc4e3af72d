"""Checks of the game: invalid guesses."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from trio_sockets.check.checks.servers.game_play import join
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.harness.wire import UNENDED
from trio_sockets.check.judging.recognising import end_at_nonsense, silence_at_nonsense
from trio_sockets.check.judging.server_game import read_game, whole_number
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import AnAnswer, Something
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.values import (
    CATCH_NUMBER,
    LONG_NUMBER,
    NOT_A_NUMBER,
    NUMBER_ERROR,
)
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import Words, say

DIGITS = 400

Guesses = Callable[[Parameters], list[str]]


def wrong_guess_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        _check(
            "game.10",
            lambda game: [str(game.low - 1), str(game.high + 1), str(game.low - 6)],
            title=say("a number out of bounds gets an error"),
            teaches=say("A whole number may still be out of bounds."),
            look=say("Compare the guess with both bounds before you compare it with the number."),
        ),
        _check(
            "game.11",
            lambda _game: ["3.5", "fifty", "1 2"],
            title=say("a guess that is not a whole number gets an error"),
            teaches=say(
                "A client may send any text: {not_a_number} for what is no number.",
                not_a_number=NOT_A_NUMBER,
            ),
            look=say("Answer an error and go on: {catch_number}.", catch_number=CATCH_NUMBER),
        ),
        _check(
            "game.12",
            lambda game: [f"00{game.low}", f"+{game.low}", "9" * DIGITS],
            title=say(
                "a number in another form, or with {count} digits, does no harm", count=DIGITS
            ),
            teaches=say(
                "007 is 7, or an error. Of very long numbers, know this: {long_number}.",
                long_number=LONG_NUMBER,
            ),
            look=say(
                "What can go wrong in your arithmetic, besides {number_error}?",
                number_error=NUMBER_ERROR,
            ),
            needs=("game.10", "game.11"),
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    id_: str,
    guesses: Guesses,
    *,
    title: Words,
    teaches: Words,
    look: Words,
    needs: tuple[str, ...] = (),
) -> Check[ServerHarness]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=GAME_SECTION,
        script=partial(_wrong_then_right, guesses),
        judge=partial(_judge, look),
        needs=("game.03", *needs),
        meets=("game.10",) if id_ == "game.11" else (),
        recognises=(end_at_nonsense, silence_at_nonsense),
    )


async def _wrong_then_right(guesses: Guesses, harness: ServerHarness) -> None:
    """Make each invalid guess in its own game, followed by a valid one."""
    player = await join(harness)
    if harness.dialect.mistakes.ends_at_visitors:
        await player.guess(player.middle)
    await player.wire.leave()
    for guess in guesses(player.parameters):
        player = await join(harness)
        with contextlib.suppress(StopScript):  # the next one may pass
            await player.wire.send(harness.dialect.guessing(guess))
            await player.wire.try_message()
            await player.wire.send(harness.dialect.guessing(player.middle))
            while not _is_answer(harness, await player.wire.read_message()):
                pass
            await player.wire.settle(UNENDED)
        await player.wire.leave()


def _is_answer(harness: ServerHarness, message: bytes) -> bool:
    kind = harness.dialect.understand(message).kind
    return kind.is_hint or kind.is_end


def _judge(look: Words, transcript: Transcript) -> Finding:
    findings = [_one(transcript, place, look) for place in range(1, len(transcript.conversations))]
    faults: Sequence[Finding] = [finding for finding in findings if finding is not PASSED]
    serious = [finding for finding in faults if not finding.verdict.good]
    serious.sort(key=lambda fault: not fault.verdict.bad)
    return next(iter([*serious, *faults]), first_fault(wrong_replies(transcript, [])))


def _one(transcript: Transcript, place: int, look: Words) -> Finding:
    first, *_ = [move.text for move in read_game(transcript, place).moves] or [""]
    replies = transcript.messages(place)[1:]
    heard = [transcript.dialect.understand(reply).kind for reply in replies]
    match heard:
        case [Kind.WIN | Kind.LOSE, *_]:
            return PASSED  # it was taken as a number, and the game is over
        case [Kind.ERROR | Kind.UNKNOWN, last] if last.is_hint or last.is_end:
            return PASSED
        case [hint, last] if hint.is_hint and (last.is_hint or last.is_end):
            number = whole_number(first)
            if number is not None and _is_taken(transcript, number, hint, place):
                return PASSED if _in_bounds(transcript, number, place) else _lenient(first, place)
        case [last] if last.is_hint or last.is_end:
            if transcript.dialect.mistakes.silent_at_nonsense:
                return PASSED
            return Finding(
                verdict=Verdict.LENIENT,
                words=say("the guess {guess} got no reply of its own", guess=_short(first)),
                look=look,
                conversation=place,
            )
        case _:
            pass
    fault = wrong_replies(transcript, [Something(), AnAnswer()], place, skip=1, look=look)
    return fault or Finding(
        verdict=Verdict.FAIL,
        words=say("the guess {guess} got a wrong hint", guess=_short(first)),
        look=look,
        conversation=place,
        expected=say("an error"),
        received=replies[0],
    )


def _lenient(guess: str, place: int) -> Finding:
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("the guess {guess} is out of bounds, but got a hint", guess=_short(guess)),
        look=say("The hint is true, but uses up a try, and an error would tell the player more."),
        conversation=place,
    )


def _short(guess: str) -> str:
    return repr(guess) if len(guess) < DIGITS else repr(guess[:10]) + "…"


def _in_bounds(transcript: Transcript, number: int, place: int) -> bool:
    game = read_game(transcript, place).parameters
    return game is not None and game.low <= number <= game.high


def _is_taken(transcript: Transcript, number: int, hint: Kind, place: int) -> bool:
    """Tell whether a guess was taken as a number and its hint can be true."""
    game = read_game(transcript, place).parameters
    if game is None:
        return False
    return (hint is Kind.HIGHER and number < game.high) or (
        hint is Kind.LOWER and number > game.low
    )
