"""Checks of the game's secret: drawn anew, for each player, and told at the end only."""

import re
from collections import Counter

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import contradiction, wrong
from trio_sockets.check.checks.game_play import Player, join
from trio_sockets.check.expected import AnAnswer
from trio_sockets.check.judging import first_fault, not_connected, wrong_replies
from trio_sockets.check.moves import Game, read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Received, Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import say

DRAWN = 40
"""Secrets to find out, where messages have ends; else a few, as each takes its time."""

FEW = 8
LEAVING = 20
QUARTERS = 4

_UNLIKELY = 25.9
"""Chi-square with three degrees of freedom: a fair server is above it once in 100,000 times."""

_INTEGER = re.compile(rb"(?<![\d.])-?\d+(?![\d.]*\d)")


def secret_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="game.14",
            title=say("each game has a number of its own, and all numbers come up"),
            teaches=say("A number that can be foretold is no mystery."),
            section=GAME_SECTION,
            script=_find_out,
            judge=_drawn_well,
            needs=("game.06",),
            seconds=40,
        ),
        Check(
            id="game.15",
            title=say("the number is not told before the end"),
            teaches=say("What is sent can be read: the client of another may show it."),
            section=GAME_SECTION,
            script=_find_some_out,
            judge=_kept_secret,
            needs=("game.06",),
            seconds=20,
        ),
        Check(
            id="game.16",
            title=say("two players do not disturb each other"),
            teaches=say(
                "What belongs to one game is kept in its own variables, not in global ones."
            ),
            section=GAME_SECTION,
            script=_two_players,
            judge=_undisturbed,
            needs=("tcp.04", "game.08"),
        ),
        Check(
            id="game.17",
            title=say("who leaves in the middle of a game frees the place"),
            teaches=say("recv() returning b'' ends the game of that client, and nothing else."),
            section=GAME_SECTION,
            script=_leave_in_the_middle,
            judge=_served_after,
            needs=("tcp.02", "game.03"),
        ),
        Check(
            id="game.18",
            title=say("all guesses in one packet are answered one by one"),
            teaches=say("A recv() may return more than one guess."),
            section=GAME_SECTION,
            script=_all_at_once,
            judge=_each_answered,
            needs=("game.04",),
            for_messages=True,
        ),
    ]


# --- 14, 15 ------------------------------------------------------------------------------------
async def _find_out(lab: ServerLab) -> None:
    count = DRAWN if lab.dialect.replies_in_lines else FEW
    await _find(lab, count)
    if lab.target.command is not None:
        await lab.target.restart()  # who seeds with a constant draws the same ones again
        lab.facts["restarted after"] = count
        await _find(lab, FEW)


async def _find_some_out(lab: ServerLab) -> None:
    await _find(lab, FEW)


async def _find(lab: ServerLab, count: int) -> None:
    for _ in range(count):
        player = await join(lab)
        await player.bisect()
        await player.wire.leave()


def _secrets(transcript: Transcript) -> list[int]:
    games = [read_game(transcript, place) for place in range(len(transcript.conversations))]
    return [game.secret for game in games if game.secret is not None]


def _drawn_well(transcript: Transcript) -> Finding:
    secrets = _secrets(transcript)
    game = read_game(transcript).parameters
    if game is None or len(secrets) < QUARTERS:
        return first_fault(not_connected(transcript))
    numbers = game.high - game.low + 1
    look = say("Is random.randint() called for each game, without a seed that never changes?")
    restarted = transcript.facts.get("restarted after")
    if isinstance(restarted, int) and numbers >= QUARTERS:
        again = secrets[restarted:]
        if again and secrets[: len(again)] == again:
            words = say("started again, it draws the same numbers: {numbers}", numbers=again)
            return Finding(verdict=Verdict.FAIL, words=words, look=look)
    first = secrets[:restarted] if isinstance(restarted, int) else secrets
    if numbers > QUARTERS and len({*first}) == 1:
        words = say(
            "in {count} games, the number was always {number}", count=len(first), number=first[0]
        )
        return Finding(verdict=Verdict.FAIL, words=words, look=look)
    if (
        len(first) >= DRAWN
        and numbers >= QUARTERS
        and _chi_square(first, game.low, numbers) > _UNLIKELY
    ):
        words = say("some numbers come up far too often: {numbers}", numbers=sorted(first))
        return Finding(verdict=Verdict.FAIL, words=words, look=look)
    return PASSED


def _chi_square(secrets: list[int], low: int, numbers: int) -> float:
    """Return how far they are from coming up evenly in the quarters of what is possible."""
    found = Counter((secret - low) * QUARTERS // numbers for secret in secrets)
    sizes = Counter((number * QUARTERS) // numbers for number in range(min(numbers, 10_000)))
    if numbers > 10_000:  # noqa: PLR2004 - then the quarters are even, as nearly as matters
        sizes = Counter(range(QUARTERS))
    total = sum(sizes.values())
    return sum(
        (found[quarter] - len(secrets) * size / total) ** 2 / (len(secrets) * size / total)
        for quarter, size in sizes.items()
    )


def _kept_secret(transcript: Transcript) -> Finding:
    """Find the secret among numbers that mean nothing else, in every game where it could be told."""
    told = []
    for place, conversation in enumerate(transcript.conversations):
        game = read_game(transcript, place)
        if game.parameters is None or game.secret is None:
            continue
        ordinary = _ordinary(game)
        if game.secret in ordinary:
            continue
        early = transcript.messages(place)[: len(game.moves)]
        leaks = [message for message in early if game.secret in map(int, _INTEGER.findall(message))]
        told.append((place, leaks[0] if leaks else None))
        del conversation
    leaked = [(place, message) for place, message in told if message is not None]
    if len(leaked) >= 2 and len(leaked) == len(told):  # noqa: PLR2004 - once may be chance
        place, message = leaked[0]
        return wrong(
            say("the number is in this message, before the end"),
            say("Is there a print() for yourself that goes to the client?"),
            place,
            say("a message without the number"),
            message,
        )
    return first_fault(not_connected(transcript))


def _ordinary(game: Game) -> set[int]:
    """Return the numbers that a game may well tell: bounds, tries, and guesses but the last."""
    assert game.parameters is not None  # noqa: S101 - its caller has looked
    low, high, tries = game.parameters.low, game.parameters.high, game.parameters.tries
    guesses = {move.guess for move in game.moves[:-1] if move.guess is not None}
    return {low, high, *range(tries + 1), *guesses}


# --- 16, 17 ------------------------------------------------------------------------------------
async def _two_players(lab: ServerLab) -> None:
    players = [await join(lab), await join(lab)]
    playing = list(players)
    while playing:
        for player in list(playing):
            if not player.left or (await player.guess(player.middle)).kind.is_end:
                playing.remove(player)
    await trio.lowlevel.checkpoint()


def _undisturbed(transcript: Transcript) -> Finding:
    look = say("Are the number and the tries local to each client's function?")
    for place in range(2):
        fault = contradiction(transcript, place) or wrong_replies(
            transcript, [AnAnswer()] * _tries(transcript, place), place, skip=1, look=look
        )
        if fault is not None:
            return fault
    return PASSED


def _tries(transcript: Transcript, place: int) -> int:
    game = read_game(transcript, place)
    return game.parameters.tries if game.parameters else 1


async def _leave_in_the_middle(lab: ServerLab) -> None:
    for number in range(LEAVING):
        player = await join(lab)
        if player.left > 1:
            await player.guess(player.middle)
        await player.wire.leave(rudely=number % 2 == 1)
    await _one_guess(await join(lab))


async def _one_guess(player: Player) -> None:
    await player.guess(player.middle)


def _served_after(transcript: Transcript) -> Finding:
    place = len(transcript.conversations) - 1
    look = say("Does a client's leaving end its game only? Look for exceptions nobody catches.")
    return first_fault(
        None if place == LEAVING else wrong_replies(transcript, [AnAnswer()], place, look=look),
        wrong_replies(transcript, [AnAnswer()], place, skip=1, look=look),
    )


# --- 18 ----------------------------------------------------------------------------------------
async def _all_at_once(lab: ServerLab) -> None:
    player = await join(lab)
    low, high, tries = player.parameters.low, player.parameters.high, player.parameters.tries
    guesses = [low + number % (high - low + 1) for number in range(tries)]
    await player.wire.send(b"".join(map(lab.dialect.guessing, guesses)))
    try:
        for _ in guesses:
            await player.wire.read_message()
    except Enough:
        pass


def _each_answered(transcript: Transcript) -> Finding:
    received = (
        [event.data for event in transcript.conversations[0].all(Received)]
        if (transcript.conversations)
        else []
    )
    look = say("After one recv(), answer every whole line in the buffer, in order.")
    expected = [AnAnswer()] * _tries(transcript, 0)
    del received
    return first_fault(
        wrong_replies(transcript, expected, skip=1, look=look), contradiction(transcript, 0)
    )
