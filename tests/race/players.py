"""Players of a race without a network: what they say goes in, what they are told comes out."""

from collections.abc import Callable

import trio

from helpers.sessions import give, take
from helpers.waiting import patience, until
from trio_sockets.protocol.race.session import RaceSession, Rooms


class Driven:
    """A session, driven as a connection drives it."""

    def __init__(self, rooms: Rooms) -> None:
        self.session = RaceSession(rooms)
        self.session.on_output = self._take
        self.told = take(self.session).decode().splitlines()

    def _take(self) -> None:
        self.told += take(self.session).decode().splitlines()

    def says(self, line: str) -> None:
        self.told += give(self.session, f"{line}\n".encode()).decode().splitlines()

    def leaves(self) -> None:
        self.session.connection_lost()

    def is_sent_away(self) -> None:
        self.session.connection_lost(excused=True)

    async def hears(self, *words: str) -> str:
        """Wait for a line that begins with these words, and take all up to it."""
        return await self.hears_that(lambda line: line.startswith(words))

    async def hears_that(self, wanted: Callable[[str], bool]) -> str:
        with patience("it was told", self.told):
            while True:
                for at, line in enumerate(self.told):
                    if wanted(line):
                        del self.told[: at + 1]
                        return line
                await trio.sleep(0.001)

    async def answers(self, line: str) -> str:
        """Say something, and return the reply, which no push is."""
        self.says(line)
        await until(lambda: self.session.wants_input, f"the reply to {line}", self.told)
        replies = [told for told in self.told if not told.startswith("* ")]
        return replies[-1]


async def join_together(*seats: tuple[Rooms, str]) -> list[Driven]:
    """Have several join in one moment, so that none comes when the round has begun already.

    :param seats: whose rooms, and under what name.
    """
    players = [Driven(rooms) for rooms, _ in seats]
    for player, (_, name) in zip(players, seats, strict=True):
        player.says(f"JOIN {name}")
    for player in players:
        await player.hears("JOINED")
    return players
