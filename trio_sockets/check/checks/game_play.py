"""Playing the game for a check."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect import Heard, Kind
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.wire import Enough, Wire
from trio_sockets.protocol.messages import Parameters


@final
@dataclass(slots=True)
class Player:
    """One player: who knows what the hints have left possible.

    :param low: the least number still possible.
    :param high: the greatest one.
    """

    wire: Wire
    parameters: Parameters
    low: int
    high: int
    used: int = 0
    over: bool = False

    @property
    def middle(self) -> int:
        """The guess that halves what is possible."""
        return (self.low + self.high) // 2

    @property
    def left(self) -> int:
        """Tries that are left."""
        return self.parameters.tries - self.used

    @property
    def knows(self) -> bool:
        """Whether one number only is possible."""
        return self.low == self.high

    async def guess(self, number: int) -> Heard:
        """Make a guess, and learn from what is said to it."""
        wire = self.wire
        await wire.send(wire.dialect.guessing(number))
        self.used += 1
        heard = wire.dialect.understand(await wire.read_message())
        if heard.kind is Kind.HIGHER:
            self.low = max(self.low, number + 1)
        elif heard.kind is Kind.LOWER:
            self.high = min(self.high, number - 1)
        if self.low > self.high or heard.kind in {Kind.UNKNOWN, Kind.ERROR}:
            raise Enough  # the judge will see it
        self.over = heard.kind.is_end
        return heard

    async def bisect(self) -> None:
        """Guess the middle until the game is over, or should be."""
        while not self.over and self.left > 0:
            await self.guess(self.middle)

    async def insist(self, number: int) -> None:
        """Guess one number until the game is over, and once too often if it does not end."""
        while not self.over and self.left >= 0:
            await self.guess(number)

    async def spend(self) -> None:
        """Find out the number, and use all tries but one. Luck may end the game before."""
        while not self.over and self.left > 1:
            await self.guess(self._known_to_be_wrong() if self.knows else self.middle)

    def _known_to_be_wrong(self) -> int:
        if self.parameters.low == self.parameters.high:
            raise Enough  # there is but one number
        return self.low - 1 if self.low > self.parameters.low else self.low + 1


async def join(lab: ServerLab) -> Player:
    """Begin a game."""
    wire = await lab.connect()
    parameters = lab.dialect.greeting(await wire.read_message())
    if parameters is None:
        raise Enough
    return Player(wire, parameters, parameters.low, parameters.high)
