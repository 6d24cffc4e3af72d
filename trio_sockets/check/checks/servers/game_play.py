"""Plays the game for a check."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Heard, Kind
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.possible import Possible
from trio_sockets.protocol.messages import Parameters

SOME = 20
"""How many guesses to make in a game without a limit of tries that should not be won."""


@final
@dataclass(slots=True)
class BisectingPlayer:
    """A player that knows which numbers are still possible.

    :param low: the smallest number that is still possible.
    :param high: the largest number that is still possible.
    :param least: the smallest number that the server takes for a guess, as far as it is known.
    :param greatest: the largest number.
    """

    wire: Wire
    parameters: Parameters
    low: int
    high: int
    least: int
    greatest: int
    used: int = 0
    over: bool = False

    @property
    def middle(self) -> int:
        """The guess that halves the possible numbers."""
        return (self.low + self.high) // 2

    @property
    def left(self) -> int:
        """The number of tries left."""
        return self.parameters.tries - self.used

    @property
    def knows(self) -> bool:
        """Whether only one number is possible."""
        return self.low == self.high

    async def guess(self, number: int) -> Heard:
        """Make a guess, and learn from its answer."""
        wire = self.wire
        await wire.send(wire.dialect.guessing(number))
        self.used += 1
        heard = await self._answer()
        possible = Possible(self.low, self.high)
        possible.narrow(number, heard.kind)
        self.low, self.high = possible.low, possible.high
        if heard.kind is Kind.UNKNOWN:
            await wire.settle()  # whether the connection ends now tells what the message could mean
        if heard.kind in {Kind.UNKNOWN, Kind.ERROR}:
            raise StopScript  # the judge will see it
        is_refused = self.low > self.greatest or self.high < self.least
        if self.low > self.high and not is_refused:
            raise StopScript
        self.over = heard.kind.is_end or is_refused  # the number is one that the server refuses
        return heard

    async def _answer(self) -> Heard:
        wire = self.wire
        try:
            message = await wire.read_message()
        except StopScript:
            has_ended = wire.conversation().end is not None
            if self.left > 0 or not has_ended or not wire.dialect.mistakes.lost_untold:
                raise
            return Heard(Kind.LOSE, {}, b"")
        return wire.dialect.understand(message)

    @property
    def endless(self) -> bool:
        """Whether the game has no limit of tries, or the server is known not to keep it."""
        dialect = self.wire.dialect
        return not dialect.limits_tries or dialect.mistakes.never_lost

    async def bisect(self) -> None:
        """Guess the middle until the game is over or should be over."""
        while not self.over and (self.left > 0 or self.endless):
            await self.guess(self.middle)

    async def insist(self, number: int) -> None:
        """Guess one number until the game is over; guess once more than allowed if it does not end.

        Without a limit of tries, it makes a fixed number of guesses.
        """
        while not self.over and self.left >= 0 and not (self.endless and self.used >= SOME):
            await self.guess(number)

    async def spend(self) -> None:
        """Find out the number, and use all tries but one. A lucky guess may end the game earlier.

        Without a limit of tries, it stops once it knows the number.
        """
        while not self.over and (not self.knows if self.endless else self.left > 1):
            await self.guess(self._known_to_be_wrong() if self.knows else self.middle)

    def _known_to_be_wrong(self) -> int:
        if self.least >= self.greatest:
            raise StopScript  # there is only one number
        return self.low - 1 if self.low > self.least else self.low + 1


async def join(harness: ServerHarness) -> BisectingPlayer:
    """Begin a game."""
    wire = await harness.connect()
    parameters, mistakes = harness.dialect.greeting(await begin(wire)), harness.dialect.mistakes
    if parameters is None:
        raise StopScript
    low, high = parameters.low + mistakes.refuses_low, parameters.high - mistakes.refuses_high
    if low > high:
        raise StopScript
    return BisectingPlayer(wire, parameters, low, high, low, high)


def is_slow(dialect: Dialect) -> bool:
    """Whether only a silence ends a reply, so that each reply takes its time."""
    return dialect.replies is Framing.NOTHING or dialect.mistakes.glued
