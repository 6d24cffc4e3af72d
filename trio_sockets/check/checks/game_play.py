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

    @property
    def middle(self) -> int:
        """The guess that halves what is possible."""
        return (self.low + self.high) // 2

    @property
    def left(self) -> int:
        """Tries that are left."""
        return self.parameters.tries - self.used

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
        return heard

    async def bisect(self) -> Heard:
        """Guess the middle until the game is over."""
        while True:
            heard = await self.guess(self.middle)
            if heard.kind.is_end:
                return heard


async def join(lab: ServerLab) -> Player:
    """Begin a game."""
    wire = await lab.connect()
    parameters = lab.dialect.greeting(await wire.read_message())
    if parameters is None:
        raise Enough
    return Player(wire, parameters, parameters.low, parameters.high)


async def join_ahead_of_a_hint(lab: ServerLab) -> Player:
    """Begin a game whose number is not the least one, which has been guessed once."""
    while True:
        player = await join(lab)
        heard = await player.guess(player.parameters.low)
        if not heard.kind.is_end or player.parameters.low == player.parameters.high:
            return player
        await player.wire.leave()
