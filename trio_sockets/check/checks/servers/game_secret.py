"""Checks of the game's secret: drawn for each game, and told only at the end."""

import re
from collections import Counter

from trio_sockets.check.checks.servers.game_faults import wrong
from trio_sockets.check.checks.servers.game_play import is_slow, join
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import GAME_SECTION
from trio_sockets.check.judging.recorded_game import RecordedGame
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.judging.servers import first_fault, not_connected
from trio_sockets.check.judging.unclear import unread_answers
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.user import PRINT
from trio_sockets.check.programming.values import RANDOM, SEED
from trio_sockets.words import Words, say

DRAWN = 40
"""How many secrets to find out, if messages have terminators."""

FEW = 8
"""How many to find out if they have none, as each message takes longer then."""

QUARTERS = 4

_UNLIKELY = 25.9
"""Chi-square with three degrees of freedom: a fair server exceeds it once in 100,000 runs."""

_INTEGER = re.compile(rb"(?<![\d.])-?\d{1,18}(?![\d.]*\d)")


def secret_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        Check(
            id="game.13",
            title=say("each game has its own number, and all numbers come up"),
            teaches=say("A mystery number must not be predictable."),
            section=GAME_SECTION,
            script=_find_out,
            judge=_drawn_well,
            needs=("game.07",),
            seconds=160,
        ),
        Check(
            id="game.14",
            title=say("the number is not told before the end"),
            teaches=say("A player can read all that is sent, even if the client does not show it."),
            section=GAME_SECTION,
            script=_find_some_out,
            judge=_kept_secret,
            needs=("game.07",),
        ),
    ]


async def _find_out(harness: ServerHarness) -> None:
    """Find out the first numbers after a start, and after a restart."""
    count = FEW if is_slow(harness.dialect) else DRAWN
    await harness.target.restart()
    await _find(harness, count)
    if harness.target.command is not None:
        await (
            harness.target.restart()
        )  # a program with a constant seed draws the same numbers again
        harness.facts["restarted after"] = count
        await _find(harness, FEW)


async def _find_some_out(harness: ServerHarness) -> None:
    await _find(harness, FEW)


async def _find(harness: ServerHarness, count: int) -> None:
    for _ in range(count):
        player = await join(harness)
        await player.bisect()
        await player.wire.leave()


# --- 13 ----------------------------------------------------------------------------------------
def _drawn_well(transcript: Transcript) -> Finding:
    games = [read_game(transcript, place) for place in range(len(transcript.conversations))]
    secrets = [game.secret for game in games if game.secret is not None]
    fault = not_connected(transcript) or unread_answers(transcript)
    if fault is not None or games[0].parameters is None or not secrets:
        return first_fault(fault)
    low, numbers = games[0].parameters.low, games[0].parameters.high - games[0].parameters.low + 1
    before = transcript.facts.get("restarted after")
    first = secrets[:before] if isinstance(before, int) else secrets
    again = secrets[len(first) :]
    found = None
    if numbers < QUARTERS:
        pass  # too few to tell
    elif again and first[: len(again)] == again:
        found = say("after a restart, it draws the same numbers: {numbers}", numbers=_list(again))
    elif len({*first}) == 1 and len(first) >= FEW:
        found = say("in {count} games, it was always {number}", count=len(first), number=first[0])
    elif len(first) >= DRAWN and _unevenness(first, low, numbers) > _UNLIKELY:
        found = say("some numbers come up far too often: {numbers}", numbers=_list(sorted(first)))
    if found is None:
        return PASSED
    look: Words = say(
        "Is {random} called for each game, and never a constant {seed}?", random=RANDOM, seed=SEED
    )
    return Finding(verdict=Verdict.FAIL, words=found, look=look)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _unevenness(secrets: list[int], low: int, numbers: int) -> float:
    """Return the chi-square statistic of the secrets over the four quarters of the range."""
    found = Counter((secret - low) * QUARTERS // numbers for secret in secrets)
    edges = [-(-numbers * quarter // QUARTERS) for quarter in range(QUARTERS + 1)]
    total = 0.0
    for quarter in range(QUARTERS):
        expected = len(secrets) * (edges[quarter + 1] - edges[quarter]) / numbers
        total += (found[quarter] - expected) ** 2 / expected
    return total


# --- 14 ----------------------------------------------------------------------------------------
def _kept_secret(transcript: Transcript) -> Finding:
    """Look for the secret before the end, except where the same number may mean something else."""
    limited = transcript.dialect.limits_tries
    leaks = [
        (place, _leak(transcript, place, game))
        for place in range(len(transcript.conversations))
        if (game := read_game(transcript, place)).secret not in {None, *_ordinary(game, limited)}
    ]
    found = [(place, message) for place, message in leaks if message is not None]
    if len(found) < 2 or len(found) < len(leaks):  # noqa: PLR2004 - one may be chance
        return first_fault(not_connected(transcript), unread_answers(transcript))
    place, message = found[0]
    return wrong(
        say("this message tells the number before the end"),
        say("Is a debugging {print} sent to the client?", print=PRINT),
        place,
        say("a message without the number"),
        message,
    )


def _leak(transcript: Transcript, place: int, game: RecordedGame) -> bytes | None:
    early = transcript.messages(place)[: len(game.moves)]
    numbers = [
        (message, {int(digits) for digits in _INTEGER.findall(message)}) for message in early
    ]
    return next((message for message, told in numbers if game.secret in told), None)


def _ordinary(game: RecordedGame, limited: bool) -> set[int]:  # noqa: FBT001 - the dialect's
    """Return the numbers that a game may tell: bounds, tries, and all guesses but the last."""
    if game.parameters is None:
        return set()
    low, high, tries = game.parameters.low, game.parameters.high, game.parameters.tries
    guesses = {move.guess for move in game.moves[:-1] if move.guess is not None}
    return {low, high, *(range(tries + 1) if limited else ()), *guesses}
