"""Fifty players who want nothing but to win, whatever is done to their server meanwhile.

``python -m faults.players ADDRESS SECONDS`` lets them play from a process of their own.
"""

import ssl
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from helpers.waiting import until
from trio_sockets import Address, GameClient, Lose, Win, open_game_client, parse_address
from trio_sockets.client.candidates import Candidates

PLAYERS = 50

PACE = 0.05
"""Seconds that a player thinks about each guess: the faults are to have processor time too."""

TIMEOUT = 60.0
"""Seconds that a player waits for a connection, or a reply. A packet that is lost comes again after
1, 2, 4, 8 s, so it is long; what it must not hide is a player that waits for ever."""

SECONDS = 5.0
"""For how long they play in a process of their own."""

LONGEST = 300.0
"""Seconds that a fault may last: a server that lets somebody wait for ever is to fail its test."""


class Players:
    """Players of a server, each playing one game after the other.

    :ivar playing: how many are in the middle of a game.
    :ivar won: how many games each of them has won.
    """

    def __init__(self, address: Address, pace: float, tls: ssl.SSLContext | None) -> None:
        self._address = address
        self._pace = pace
        self._tls = tls
        self._leaving = False
        self.playing = 0
        self.won = [0] * PLAYERS

    async def play_on(self, number: int) -> None:
        """Play until it is time to leave. A game that is not won, or not even begun, raises."""
        while not self._leaving:
            async with open_game_client(self._address, timeout=TIMEOUT, tls=self._tls) as game:
                self.playing += 1
                await win(game, self._pace)
                self.playing -= 1
            self.won[number] += 1

    async def win_another(self) -> None:
        """Wait until each of them has won a game that began after now."""
        before = list(self.won)
        await until(
            lambda: all(now >= then + 2 for then, now in zip(before, self.won, strict=True))
        )

    def leave(self) -> None:
        """Have each of them leave after the game."""
        self._leaving = True


@asynccontextmanager
async def fifty_players(
    address: Address, *, pace: float = PACE, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Players]:
    """Have fifty players win game after game, and end the block only when all won their last.

    Whatever goes wrong for one of them is raised from the block.

    :param address: where the game is.
    :param pace: seconds before each guess.
    :param tls: a client's context, if the game speaks TLS.
    """
    with trio.fail_after(LONGEST):
        async with trio.open_nursery() as nursery:
            players = Players(address, pace, tls)
            for number in range(PLAYERS):
                nursery.start_soon(players.play_on, number)
            yield players
            players.leave()
    assert all(players.won), players.won


async def win(game: GameClient, pace: float) -> None:
    """Win a game by bisection."""
    possible = Candidates(game.low, game.high)
    while True:
        await trio.sleep(pace)
        guess = possible.middle
        outcome = await game.guess(guess)
        possible = possible.after(guess, outcome)
        match outcome:
            case Win():
                return
            case Lose():
                raise AssertionError(f"lost to {outcome.number}, but bisection always wins")


async def play_within(network: Sequence[str], address: Address) -> None:
    """Have fifty players play within a network of one's own; if one does not win, this raises.

    :param network: the command that runs a program there.
    """
    play = [sys.executable, "-m", "faults.players", str(address), str(SECONDS)]
    await trio.run_process([*network, *play], cwd=Path(__file__).parents[1])


async def main(address: str, seconds: str) -> None:
    """Play for so long, and then to the end of each game."""
    async with fifty_players(parse_address(address)):
        await trio.sleep(float(seconds))


if __name__ == "__main__":
    trio.run(main, sys.argv[1], sys.argv[2])
