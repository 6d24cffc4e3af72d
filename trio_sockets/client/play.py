"""The mystery number in the terminal, for a person or for the bot."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import trio
from rich.console import Console
from rich.text import Text

from trio_sockets.client.candidates import Candidates
from trio_sockets.client.game import GameClient
from trio_sockets.protocol.game import Outcome
from trio_sockets.protocol.grammar import parse_game_command
from trio_sockets.protocol.messages import Guess, Higher, Lose, Lower, Quit, Win

Player: TypeAlias = Callable[[Candidates], Awaitable[int | None]]
"""Chooses the next guess from what is still possible; None leaves the game."""

BAR = 50


async def play(game: GameClient, player: Player, console: Console) -> bool:
    """Play a game to its end and show it.

    :param game: a game that has just begun.
    :param player: who plays: `bot`, or `Person.guess`.
    :param console: where to show it.
    :returns: False if it was lost; leaving it is not losing.
    :raises ClientError: the server failed.
    """
    left, possible = game.tries, Candidates(game.low, game.high)
    console.print(f"The number is from {game.low} to {game.high}. You have {_tries(left)}.")
    while True:
        _show(console, game, possible, left)
        number = await _unless_ended(game, player, possible)
        if number is None:
            await game.quit()
            console.print("You left the game.")
            return True
        outcome = await game.guess(number)
        possible = possible.after(number, outcome)
        console.print(_sentence(number, outcome))
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
    """Somebody at a terminal.

    :param read_line: returns the next line typed, or None at the end of input.
    :param console: where to ask.
    """

    def __init__(
        self, read_line: Callable[[], Awaitable[str | None]], console: Console, game: GameClient
    ) -> None:
        self._read_line = read_line
        self._console = console
        self._game = game

    async def guess(self, possible: Candidates) -> int | None:
        """Ask until a number comes that the server would take."""
        while True:
            self._console.print("guess> ", end="", style="bold")
            line = await self._read_line()
            if line is None:
                self._console.print()
                return None
            match parse_game_command(line):
                case Guess(number) if self._game.low <= number <= self._game.high:
                    if not possible.low <= number <= possible.high:
                        self._console.print(f"It cannot be {number}, but it is your try.")
                    return number
                case Quit():
                    return None
                case _:
                    bounds = f"from {self._game.low} to {self._game.high}"
                    self._console.print(f"Write a number {bounds}, or quit.")


async def _unless_ended(game: GameClient, player: Player, possible: Candidates) -> int | None:
    """Ask the player, but tell at once if the server ends the game meanwhile."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(game.until_ended)
        number = await player(possible)
        nursery.cancel_scope.cancel()
    return number


def _show(console: Console, game: GameClient, possible: Candidates, left: int) -> None:
    full, empty = ("#", ".") if console.options.ascii_only else ("█", "·")
    begin, end = possible.bar(game.low, game.high, BAR)
    bar = Text(f"{game.low} ")
    bar.append(empty * begin, style="dim")
    bar.append(full * (end - begin), style="green")
    bar.append(empty * (BAR - end), style="dim")
    bar.append(f" {game.high}")
    console.print(bar, f" {possible.low} to {possible.high}, {_tries(left)} left", sep="")


def _sentence(number: int, outcome: Outcome) -> Text:
    match outcome:
        case Higher():
            return Text(f"{number}: it is higher.")
        case Lower():
            return Text(f"{number}: it is lower.")
        case Win(used):
            return Text(f"{number}: found, with {_tries(used)}. You win!", style="bold green")
        case Lose(secret):
            return Text(f"{number}: no tries left. It was {secret}. You lose.", style="bold red")


def _tries(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"
