"""Checks of the game's rules: parameters, hints, tries, and both ends."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import trio

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.checks.game_faults import contradiction, wrong
from trio_sockets.check.checks.game_play import Player, join, join_ahead_of_a_hint
from trio_sockets.check.dialect import Kind
from trio_sockets.check.expected import AnAnswer
from trio_sockets.check.judging import first_fault, not_connected, not_ended, wrong_replies
from trio_sockets.check.moves import enough_tries, read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import Words, say

GAMES = 20
"""How often to try for an end that takes luck."""

FIRST_TRY_SECONDS = 6.0
"""To spend on first guesses. One in n is right."""

Script = Callable[[ServerLab], Awaitable[object]]

NOTE = say("exercise 2, note: the parameters are sent when the connection is made")


def game_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="game.01",
            title=say("it sends the parameters first, whole and unasked"),
            teaches=say("Who speaks first is a rule of the protocol: here it is the server."),
            section=NOTE,
            script=join,
            judge=_greets,
            needs=("tcp.01",),
        ),
        _check(
            "game.02",
            say("both bounds can be guessed"),
            say("From 1 to n means 1 and n, too."),
            _both_bounds,
            _bounds_are_guesses,
            needs=("game.01",),
        ),
        _check(
            "game.03",
            say("the hints point the right way"),
            say("A hint tells where the number is, seen from the guess."),
            _both_bounds,
            _direction,
            needs=("game.02",),
        ),
        _check(
            "game.04",
            say("the game is lost at the last try, not before and not after"),
            say("k tries are k answers: an error by one is the most common one there is."),
            _lose,
            _lost_at_the_last,
            needs=("game.03",),
        ),
        _check(
            "game.05",
            say("the number found with the last try is a win"),
            say("The guess is looked at first, and then whether tries are left."),
            _win_at_the_last,
            _last_is_a_win,
            needs=("game.04",),
            seconds=30,
        ),
        _check(
            "game.06",
            say("who halves what is left finds the number in log2(n + 1) tries"),
            say("Each hint halves what is possible: 7 tries are enough for 100 numbers."),
            _bisect,
            _found_in_time,
            needs=("game.05",),
            seconds=20,
        ),
        _check(
            "game.07",
            say("the number found with the first try is a win"),
            say("Luck is allowed."),
            _win_at_the_first,
            _first_is_a_win,
            needs=("game.03",),
            seconds=20,
        ),
        _check(
            "game.08",
            say("no hint contradicts another, and the tries are counted right"),
            say("One number, drawn once, and one count, for each game."),
            _wander,
            _all_true,
            needs=("game.05",),
            seconds=20,
        ),
        _check(
            "game.09",
            say("after the end, the last message is whole and the connection is closed"),
            say("Close in good order: what was sent arrives, then the FIN, and no RST."),
            _guess_after_the_end,
            _ends_well,
            needs=("game.04",),
            for_messages=True,
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    id_: str,
    title: Words,
    teaches: Words,
    script: Script,
    judge: Judge,
    *,
    needs: tuple[str, ...],
    seconds: float = 10,
    for_messages: bool = False,
) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=GAME_SECTION,
        script=script,
        judge=judge,
        needs=needs,
        seconds=seconds,
        for_messages=for_messages,
    )


# --- 01 ----------------------------------------------------------------------------------------
def _greets(transcript: Transcript) -> Finding:
    messages = transcript.messages()
    fault = not_connected(transcript)
    if fault is not None:
        return fault
    if messages and transcript.dialect.greeting(messages[0]) is not None:
        return PASSED
    example = transcript.dialect.write(Kind.GREETING, low=1, high=100, tries=7)
    if not messages:
        return Finding(
            verdict=Verdict.TIMEOUT,
            words=say("it says nothing before the first guess"),
            look=say("Send low, high and tries right after accept(), before the first recv()."),
            expected=say("the parameters, such as {example}", example=example),
            received=b"",
        )
    return wrong(
        say("its first message does not tell the parameters"),
        say("Does it tell all of them, in one message, in the order the class agreed on?"),
        0,
        say("the parameters, such as {example}", example=example),
        messages[0],
    )


# --- 02, 03 ------------------------------------------------------------------------------------
async def _both_bounds(lab: ServerLab) -> None:
    for bound in ("low", "high"):
        player = await join(lab)
        await player.guess(getattr(player.parameters, bound))
        await player.wire.leave()


def _bounds_are_guesses(transcript: Transcript) -> Finding:
    look = say("Compare with <= at both ends; random.randint(1, n) includes n, too.")
    return first_fault(
        *(wrong_replies(transcript, [AnAnswer()], place, skip=1, look=look) for place in range(2))
    )


def _direction(transcript: Transcript) -> Finding:
    for place, never in enumerate((Kind.LOWER, Kind.HIGHER)):
        for move in read_game(transcript, place).moves:
            if move.heard.kind is never:
                return wrong(
                    say("no number is beyond {guess}, yet the hint says so", guess=move.text),
                    say("Is it the number that is higher, or the guess? Swap the two answers."),
                    place,
                    transcript.dialect.write(
                        Kind.HIGHER if never is Kind.LOWER else Kind.LOWER,
                        left=move.heard.numbers.get("left", 0),
                    ).rstrip(b"\n"),
                    move.heard.raw,
                )
    return PASSED


# --- 04, 05 ------------------------------------------------------------------------------------
async def _lose(lab: ServerLab) -> None:
    player = await join_ahead_of_a_hint(lab)
    while player.left > 0:
        if (await player.guess(player.parameters.low)).kind.is_end:
            break
    else:
        await player.guess(player.parameters.low)  # once too often, if it is not over
    await player.wire.read_to_end()


def _lost_at_the_last(transcript: Transcript) -> Finding:
    place = len(transcript.conversations) - 1
    fault = not_connected(transcript, place)
    if fault is not None:
        return fault
    game = read_game(transcript, place)
    tries = game.parameters.tries if game.parameters else 0
    kinds = [move.heard.kind for move in game.moves]
    look = say("How many tries are used when this guess is answered: with it, or without it?")
    lost = kinds.index(Kind.LOSE) + 1 if Kind.LOSE in kinds else None
    if lost is not None and lost != tries:
        return wrong(
            say("it is lost after {lost} tries, and there are {tries}", lost=lost, tries=tries),
            look,
            place,
            say("the end after try {tries}", tries=tries), game.moves[lost - 1].heard.raw,
        )  # fmt: skip
    if lost is None:
        replies: list[AnAnswer] = [AnAnswer()] * tries
        fault = wrong_replies(transcript, replies, place, skip=1, look=look)
        last = game.moves[tries - 1].heard.raw if len(game.moves) >= tries else b""
        return fault or wrong(
            say("after {tries} wrong guesses it is not lost", tries=tries),
            look, place, say("the message that the game is lost"), last,
        )  # fmt: skip
    return first_fault(not_ended(transcript, place))


async def _win_at_the_last(lab: ServerLab) -> None:
    for _ in range(GAMES):
        player = await join(lab)
        if await _hit_at_the_last(player):
            return
        await player.wire.leave()


async def _hit_at_the_last(player: Player) -> bool:
    """Find the number with the last try and not before; False if luck found it before."""
    while player.left > 1:
        known = player.low == player.high
        secret, low = player.low, player.parameters.low
        waste = secret - 1 if secret > low else secret + 1
        if known and not low <= waste <= player.parameters.high:
            return False  # there is but one number
        if (await player.guess(waste if known else player.middle)).kind.is_end:
            return False
    return (await player.guess(player.middle)).kind.is_end and player.low == player.high


def _last_is_a_win(transcript: Transcript) -> Finding:
    for place in range(len(transcript.conversations)):
        game = read_game(transcript, place)
        if game.parameters is None or len(game.moves) != game.parameters.tries:
            continue
        low, high = game.parameters.low, game.parameters.high
        for move in game.moves[:-1]:
            if move.guess is not None and move.heard.kind is Kind.HIGHER:
                low = max(low, move.guess + 1)
            elif move.guess is not None and move.heard.kind is Kind.LOWER:
                high = min(high, move.guess - 1)
        last = game.moves[-1]
        if low == high == last.guess and last.heard.kind is not Kind.WIN:
            return wrong(
                say("the last try was right, and it is not won"),
                say("Is it looked at whether tries are left before the guess is compared?"),
                place,
                say("the message that the game is won"),
                last.heard.raw,
            )
    return first_fault(not_connected(transcript))


# --- 06, 07 ------------------------------------------------------------------------------------
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
            return fault or PASSED
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
            # Had it been the number, no other could be found now.
            await player.bisect()
            await player.wire.leave()


def _first_is_a_win(transcript: Transcript) -> Finding:
    look = say("Is the first guess compared like all others? What is the count before it?")
    for place in range(len(transcript.conversations)):
        game = read_game(transcript, place)
        several = game.parameters is not None and game.parameters.tries > 1
        if several and game.moves and game.moves[0].heard.kind is Kind.LOSE:
            return wrong(
                say("the game is lost with the first try"),
                look,
                place,
                say("the message that the game is won"),
                game.moves[0].heard.raw,
            )
        fault = contradiction(transcript, place)
        if fault is not None:
            return replace(fault, look=look)
    return first_fault(not_connected(transcript))


# --- 08 ----------------------------------------------------------------------------------------
async def _wander(lab: ServerLab) -> None:
    for _ in range(5):
        player = await join(lab)
        while player.left > 0:
            guess = lab.chance.randint(player.parameters.low, player.parameters.high)
            if (await player.guess(guess)).kind.is_end:
                break
        await player.wire.leave()


def _all_true(transcript: Transcript) -> Finding:
    for place in range(len(transcript.conversations)):
        fault = contradiction(transcript, place)
        if fault is not None:
            return fault
    return first_fault(not_connected(transcript))


# --- 09 ----------------------------------------------------------------------------------------
async def _guess_after_the_end(lab: ServerLab) -> None:
    player = await join(lab)
    low = player.parameters.low
    guesses = [lab.dialect.guessing(low)] * (player.parameters.tries + 20)
    await player.wire.send(b"".join(guesses))
    await player.wire.read_to_end()


def _ends_well(transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    game = read_game(transcript)
    if fault is not None:
        return fault
    replies = transcript.conversations[0].received
    if not game.over or (transcript.dialect.replies_in_lines and not replies.endswith(b"\n")):
        fault = not_ended(transcript)
        return fault or wrong(
            say("it closed before its last message was whole"),
            say("sendall() the last message, then close."),
            0,
            say("the message that the game is over"),
            transcript.messages()[-1],
        )
    ends = (place for place, move in enumerate(game.moves, 1) if move.heard.kind.is_end)
    after = next(ends)
    if len(game.moves) > after:
        return wrong(
            say("it answers guesses after the end"),
            say("Leave the loop when the game is won or lost."),
            0,
            b"",
            game.moves[after].heard.raw,
        )
    return first_fault(not_ended(transcript))
