"""Players of a race without a network: what they say goes in, what they are told comes out."""

from collections.abc import Callable

import trio

from trio_sockets.protocol.race.session import RaceSession, Rooms

PATIENCE = 60.0


class Driven:
    """A session, driven as a connection drives it."""

    def __init__(self, rooms: Rooms) -> None:
        self.session = RaceSession(rooms)
        self.session.wake = self._take
        self.told = self.session.greeting().decode().splitlines()

    def _take(self) -> None:
        self.told += self.session.pushes().decode().splitlines()

    def says(self, line: str) -> None:
        self.told += self.session.receive_data(f"{line}\n".encode()).decode().splitlines()

    def leaves(self) -> None:
        self.session.closed()

    async def hears(self, *words: str) -> str:
        """Wait for a line that begins with these words, and take all up to it."""
        return await self.hears_that(lambda line: line.startswith(words))

    async def hears_that(self, wanted: Callable[[str], bool]) -> str:
        with trio.fail_after(PATIENCE):
            while True:
                for at, line in enumerate(self.told):
                    if wanted(line):
                        del self.told[: at + 1]
                        return line
                await trio.sleep(0.001)

    async def answers(self, line: str) -> str:
        """Say something, and return the reply, which no push is."""
        self.says(line)
        with trio.fail_after(PATIENCE):
            while self.session.blocked:  # noqa: ASYNC110 - there is no event for it
                await trio.sleep(0.001)
        replies = [told for told in self.told if not told.startswith("* ")]
        return replies[-1]
