"""The mystery number in the terminal, for a person or for the bot."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import trio
from rich.console import Console
from rich.text import Text

from trio_sockets.client.candidates import Candidates
from trio_sockets.client.game import GameClient
from trio_sockets.client.range_bar import MOST as MOST_BAR
from trio_sockets.client.range_bar import range_bar
from trio_sockets.client.sentences import PROMPT, impossible, number_wanted, tries_left, tries_of
from trio_sockets.protocol.game import Outcome
from trio_sockets.protocol.grammar import parse_game_command
from trio_sockets.protocol.messages import Guess, Higher, Lose, Lower, Quit, Win
from trio_sockets.words import Translate, Words, in_english, say

Player: TypeAlias = Callable[[Candidates], Awaitable[int | None]]
"""Chooses the next guess from what is still possible; None leaves the game."""

LEAST_BESIDE = 24
"""Columns that a bar takes at least: where there are fewer, the words stand below it."""


async def play(
    game: GameClient, player: Player, console: Console, translate: Translate = in_english
) -> bool:
    """Play a game to its end and show it.

    :param game: a game that has just begun.
    :param player: chooses the guesses: `bot`, or `Person.guess`.
    :param console: where to show it.
    :param translate: gives sentences in the reader's language.
    :returns: False if it was lost; leaving it is not losing.
    :raises ClientError: the server failed.
    """
    left, possible = game.tries, Candidates(game.low, game.high)
    begin = say(
        "The number is from {low} to {high}. You have {tries}.",
        low=game.low,
        high=game.high,
        tries=tries_of(left),
    )
    console.print(begin.read(translate))
    while True:
        _show(console, game, possible, left, translate)
        number = await _unless_ended(game, player, possible)
        if number is None:
            await game.quit()
            console.print(say("You left the game.").read(translate))
            return True
        outcome = await game.guess(number)
        possible = possible.after(number, outcome)
        console.print(Text(_sentence(number, outcome).read(translate), _style(outcome)))
        match outcome:
            case Higher(left) | Lower(left):
                continue
            case Win():
                return True
            case Lose():
                return False


async def bot(possible: Candidates) -> int:
    """Play by bisection."""
    await trio.lowlevel.checkpoint()
    return possible.middle


class Person:
    """A person at a terminal.

    :param read_line: returns the next line typed, or None at the end of input.
    :param console: where to ask.
    :param translate: gives sentences in the reader's language.
    """

    def __init__(
        self,
        read_line: Callable[[], Awaitable[str | None]],
        console: Console,
        game: GameClient,
        translate: Translate = in_english,
    ) -> None:
        self._read_line = read_line
        self._console = console
        self._game = game
        self._translate = translate

    async def guess(self, possible: Candidates) -> int | None:
        """Ask until a number comes that the server would take."""
        while True:
            self._console.print(PROMPT.read(self._translate), end="", style="bold")
            line = await self._read_line()
            if line is None:
                self._console.print()
                return None
            match parse_game_command(line):
                case Guess(number) if self._game.low <= number <= self._game.high:
                    if not possible.low <= number <= possible.high:
                        self._say(impossible(number))
                    return number
                case Quit():
                    return None
                case _:
                    self._say(number_wanted(self._game.low, self._game.high))

    def _say(self, words: Words) -> None:
        self._console.print(words.read(self._translate))


async def _unless_ended(game: GameClient, player: Player, possible: Candidates) -> int | None:
    """Ask the player, but tell at once if the server ends the game meanwhile."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(game.until_ended)
        number = await player(possible)
        nursery.cancel_scope.cancel()
    return number


def _show(
    console: Console, game: GameClient, possible: Candidates, left: int, translate: Translate
) -> None:
    words = _remaining(possible.low, possible.high, left).read(translate)
    number = max(game.low, game.high, key=lambda bound: len(str(bound)))
    # The longest that stands beside it, so that the bar never moves.
    longest = f" {_remaining(number, number, game.tries).read(translate)}"
    whole = MOST_BAR + len(f"{game.low}  {game.high}") + len(longest)
    width = console.width if console.is_terminal else whole
    ascii_only = console.options.ascii_only
    beside = range_bar(possible, game.low, game.high, width - len(longest), ascii_only=ascii_only)
    if len(beside) >= LEAST_BESIDE:
        console.print(Text.assemble(beside, f" {words}"), soft_wrap=True)
        return
    if bar := range_bar(possible, game.low, game.high, width, ascii_only=ascii_only):
        console.print(bar)
    short = say("{low} to {high}, {left} left", low=possible.low, high=possible.high, left=left)
    console.print(words if len(words) <= width else short.read(translate))


def _remaining(low: int, high: int, left: int) -> Words:
    return say("{low} to {high}, {left}", low=low, high=high, left=tries_left(left))


def _sentence(number: int, outcome: Outcome) -> Words:
    match outcome:
        case Higher():
            return say("{number}: it is higher.", number=number)
        case Lower():
            return say("{number}: it is lower.", number=number)
        case Win(used):
            tries = tries_of(used)
            return say("{number}: found, with {tries}. You win!", number=number, tries=tries)
        case Lose(secret):
            return say(
                "{number}: no tries left. It was {secret}. You lose.",
                number=number,
                secret=secret,
            )


def _style(outcome: Outcome) -> str:
    match outcome:
        case Win():
            return "bold green"
        case Lose():
            return "bold red"
        case _:
            return ""
