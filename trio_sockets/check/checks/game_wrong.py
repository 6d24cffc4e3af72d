"""Checks of the game: guesses that are wrong in themselves."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.dialect import Kind
from trio_sockets.check.expected import AnAnswer, Something
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.moves import read_game, whole_number
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.wire import UNENDED, Enough
from trio_sockets.check.words import Words, say
from trio_sockets.protocol.messages import Parameters

DIGITS = 400

Guesses = Callable[[Parameters], list[str]]


def wrong_guess_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        _check(
            "game.10",
            lambda game: [str(game.low - 1), str(game.high + 1), str(game.low - 6)],
            title=say("a number out of bounds earns an error"),
            teaches=say("A number may be whole and still be none of those allowed."),
            look=say("Compare the guess with both bounds before you compare it with the number."),
        ),
        _check(
            "game.11",
            lambda _game: ["3.5", "fifty", "1 2"],
            title=say("what is no whole number earns an error"),
            teaches=say("int() raises ValueError for what is no number; anybody may send that."),
            look=say("Catch ValueError around int(), answer an error, and go on."),
        ),
        _check(
            "game.12",
            lambda game: [f"00{game.low}", f"+{game.low}", "9" * DIGITS],
            title=say("a number in another form, or of {count} digits, does no harm", count=DIGITS),
            teaches=say("007 is 7, or an error. int() itself refuses more than 4,300 digits."),
            look=say("Which exceptions may your arithmetic raise, besides ValueError?"),
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
) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=GAME_SECTION,
        script=partial(_wrong_then_right, guesses),
        judge=partial(_judge, look),
        needs=("game.03", *needs),
        seconds=15,
    )


async def _wrong_then_right(guesses: Guesses, lab: ServerLab) -> None:
    """In a game for each of them, make the wrong guess, then a right one."""
    player = await join(lab)
    await player.wire.leave()
    for guess in guesses(player.parameters):
        player = await join(lab)
        with contextlib.suppress(Enough):  # the next one may fare otherwise
            await player.wire.send(lab.dialect.guessing(guess))
            await player.wire.try_message()
            await player.wire.send(lab.dialect.guessing(player.middle))
            while not _is_answer(lab, await player.wire.read_message()):
                pass
            await player.wire.settle(UNENDED)
        await player.wire.leave()


def _is_answer(lab: ServerLab, message: bytes) -> bool:
    kind = lab.dialect.understand(message).kind
    return kind.is_hint or kind.is_end


def _judge(look: Words, transcript: Transcript) -> Finding:
    findings = [_one(transcript, place, look) for place in range(1, len(transcript.conversations))]
    faults: Sequence[Finding] = [finding for finding in findings if finding is not PASSED]
    serious = [finding for finding in faults if not finding.verdict.good]
    return next(iter([*serious, *faults]), first_fault(wrong_replies(transcript, [])))


def _one(transcript: Transcript, place: int, look: Words) -> Finding:
    first, *_ = [move.text for move in read_game(transcript, place).moves] or [""]
    replies = transcript.messages(place)[1:]
    heard = [transcript.dialect.understand(reply).kind for reply in replies]
    match heard:
        case [Kind.WIN | Kind.LOSE, *_]:
            return PASSED  # it was taken for a number, and the game is over
        case [Kind.ERROR | Kind.UNKNOWN, last] if last.is_hint or last.is_end:
            return PASSED
        case [hint, last] if hint.is_hint and (last.is_hint or last.is_end):
            number = whole_number(first)
            if number is not None and _is_taken(transcript, number, hint, place):
                return PASSED if _in_bounds(transcript, number, place) else _lenient(first, place)
        case [last] if last.is_hint or last.is_end:
            return Finding(
                verdict=Verdict.LENIENT,
                words=say("the guess {guess} earned no reply of its own", guess=_short(first)),
                look=look,
                conversation=place,
            )
        case _:
            pass
    fault = wrong_replies(transcript, [Something(), AnAnswer()], place, skip=1, look=look)
    return fault or Finding(
        verdict=Verdict.FAIL,
        words=say("the guess {guess} earned a hint that is not true", guess=_short(first)),
        look=look,
        conversation=place,
        expected=say("an error"),
        received=replies[0],
    )


def _lenient(guess: str, place: int) -> Finding:
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("the guess {guess} is out of bounds, and earned a hint", guess=_short(guess)),
        look=say("It is true, but it costs a try: an error would tell the player more."),
        conversation=place,
    )


def _short(guess: str) -> str:
    return repr(guess) if len(guess) < DIGITS else repr(guess[:10]) + "…"


def _in_bounds(transcript: Transcript, number: int, place: int) -> bool:
    game = read_game(transcript, place).parameters
    return game is not None and game.low <= number <= game.high


def _is_taken(transcript: Transcript, number: int, hint: Kind, place: int) -> bool:
    """Whether a guess was taken as a number, and the hint to it can be true."""
    game = read_game(transcript, place).parameters
    if game is None:
        return False
    return (hint is Kind.HIGHER and number < game.high) or (
        hint is Kind.LOWER and number > game.low
    )
