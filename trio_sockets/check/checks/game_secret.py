"""Checks of the game's secret: drawn anew for each player, and told at the end only."""

import re
from collections import Counter

from trio_sockets.check.case import Check
from trio_sockets.check.checks.game_faults import wrong
from trio_sockets.check.checks.game_play import join
from trio_sockets.check.judging import first_fault, not_connected
from trio_sockets.check.moves import Game, read_game
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import GAME_SECTION
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import Words, say

DRAWN = 40
"""Secrets to find out, where messages have ends."""

FEW = 8
"""Elsewhere, as each message takes its time there."""

QUARTERS = 4

_UNLIKELY = 25.9
"""Chi-square with three degrees of freedom: a fair server is above it once in 100,000 times."""

_INTEGER = re.compile(rb"(?<![\d.])-?\d{1,18}(?![\d.]*\d)")


def secret_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="game.13",
            title=say("each game has a number of its own, and all numbers come up"),
            teaches=say("A number that can be foretold is no mystery."),
            section=GAME_SECTION,
            script=_find_out,
            judge=_drawn_well,
            needs=("game.07",),
            seconds=40,
        ),
        Check(
            id="game.14",
            title=say("the number is not told before the end"),
            teaches=say("What is sent can be read, whether the player's program shows it or not."),
            section=GAME_SECTION,
            script=_find_some_out,
            judge=_kept_secret,
            needs=("game.07",),
            seconds=20,
        ),
    ]


async def _find_out(lab: ServerLab) -> None:
    """Find out the first numbers after a start, and those after another one."""
    count = DRAWN if lab.dialect.replies_in_lines else FEW
    await lab.target.restart()
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


# --- 13 ----------------------------------------------------------------------------------------
def _drawn_well(transcript: Transcript) -> Finding:
    games = [read_game(transcript, place) for place in range(len(transcript.conversations))]
    secrets = [game.secret for game in games if game.secret is not None]
    if not games or games[0].parameters is None or not secrets:
        return first_fault(not_connected(transcript))
    low, numbers = games[0].parameters.low, games[0].parameters.high - games[0].parameters.low + 1
    before = transcript.facts.get("restarted after")
    first = secrets[:before] if isinstance(before, int) else secrets
    again = secrets[len(first) :]
    found = None
    if numbers < QUARTERS:
        pass  # too few to tell
    elif again and first[: len(again)] == again:
        found = say("started again, it draws the same numbers: {numbers}", numbers=_list(again))
    elif len({*first}) == 1 and len(first) >= FEW:
        found = say("in {count} games, it was always {number}", count=len(first), number=first[0])
    elif len(first) >= DRAWN and _unevenness(first, low, numbers) > _UNLIKELY:
        found = say("some numbers come up far too often: {numbers}", numbers=_list(sorted(first)))
    if found is None:
        return PASSED
    look: Words = say("Is random.randint(1, n) called for each game, and never a constant seed()?")
    return Finding(verdict=Verdict.FAIL, words=found, look=look)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _unevenness(secrets: list[int], low: int, numbers: int) -> float:
    """Return how far (chi-square) they are from coming up evenly in the quarters of the range."""
    found = Counter((secret - low) * QUARTERS // numbers for secret in secrets)
    edges = [-(-numbers * quarter // QUARTERS) for quarter in range(QUARTERS + 1)]
    total = 0.0
    for quarter in range(QUARTERS):
        expected = len(secrets) * (edges[quarter + 1] - edges[quarter]) / numbers
        total += (found[quarter] - expected) ** 2 / expected
    return total


# --- 14 ----------------------------------------------------------------------------------------
def _kept_secret(transcript: Transcript) -> Finding:
    """Look for the secret where no other number could be meant, in every game that allows it."""
    leaks = [
        (place, _leak(transcript, place, game))
        for place in range(len(transcript.conversations))
        if (game := read_game(transcript, place)).secret not in {None, *_ordinary(game)}
    ]
    found = [(place, message) for place, message in leaks if message is not None]
    if len(found) < 2 or len(found) < len(leaks):  # noqa: PLR2004 - one may be chance
        return first_fault(not_connected(transcript))
    place, message = found[0]
    return wrong(
        say("the number is in this message, before the end"),
        say("Is there a print() for yourself that goes to the client?"),
        place,
        say("a message without the number"),
        message,
    )


def _leak(transcript: Transcript, place: int, game: Game) -> bytes | None:
    early = transcript.messages(place)[: len(game.moves)]
    numbers = [
        (message, {int(digits) for digits in _INTEGER.findall(message)}) for message in early
    ]
    return next((message for message, told in numbers if game.secret in told), None)


def _ordinary(game: Game) -> set[int]:
    """Return the numbers that a game may well tell: bounds, tries, and guesses but the last."""
    if game.parameters is None:
        return set()
    low, high, tries = game.parameters.low, game.parameters.high, game.parameters.tries
    guesses = {move.guess for move in game.moves[:-1] if move.guess is not None}
    return {low, high, *range(tries + 1), *guesses}
