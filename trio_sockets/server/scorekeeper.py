"""Who keeps the scores of a server's games: not the server itself."""

from typing import Protocol

from trio_sockets.protocol.game import GameSession


class Scorekeeper(Protocol):
    """Is told of games, and keeps them in its own time."""

    def game_over(self, session: GameSession, player: str, seconds: float) -> object:
        """Note a game, at its last reply. This must neither wait nor raise.

        :param session: the game. It may have been given up, and neither be won nor lost.
        :param player: the client's host, as `host_of` has it; a word, if it has none.
        :param seconds: since the client was let in.
        """

    async def run(self) -> None:
        """Keep what there is, for ever; when cancelled, see to the rest and end soon."""

    async def written(self) -> None:
        """Wait until all that was noted is kept."""
