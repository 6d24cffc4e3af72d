"""The interface of an object that keeps the scores of a server's games."""

from typing import Protocol

from trio_sockets.protocol.game import GameSession


class Scorekeeper(Protocol):
    """Receives finished games, and stores them in the background."""

    def game_over(
        self, session: GameSession, player: str, seconds: float, *, given_up: bool
    ) -> object:
        """Record a game, at its last reply. This must neither block nor raise.

        :param session: the game. It may be neither won nor lost.
        :param player: the client's host, as ``host_of`` returns it; a placeholder if it has none.
        :param seconds: since the client was admitted.
        :param given_up: whether the client ended it after a guess, and before it was won or lost.
            If a game is neither won, lost nor given up, the server ended it, or no guess was made.
        """

    async def run(self) -> None:
        """Store recorded games until cancelled; then store the rest and end soon."""

    async def written(self) -> None:
        """Wait until all recorded games are stored."""
