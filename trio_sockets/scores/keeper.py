"""Records of a server's games."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from typing import final
from uuid import uuid4

from trio_sockets.protocol.game import GameSession, State
from trio_sockets.race.scorecard import RaceResult
from trio_sockets.scores.queue import ScoreQueue
from trio_sockets.scores.record import Record


@final
class GameScores:
    """Posts a record of each game that was won or lost, and of each player's round of a race.

    A game that its client gave up after a guess is lost: otherwise, to guess once and to leave
    unless it wins would be the best way to play. It is a server's `Scorekeeper`.

    :param queue: where they go.
    :param now: returns the current time.
    """

    def __init__(
        self, queue: ScoreQueue, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.queue = queue
        self._now = now

    @asynccontextmanager
    async def opened(self, *, is_worker: bool = False) -> AsyncIterator[None]:
        """Keep the store open during the block, in which the server runs.

        :param is_worker: whether a parent has looked at the store before. A worker serves in any
            case, and writes once it can.
        :raises StoreError: the store cannot be written.
        """
        async with self.queue.store:
            if not is_worker:
                await self.queue.store.open()
            yield

    def game_over(
        self, session: GameSession, player: str, seconds: float, *, given_up: bool
    ) -> None:
        """See `Scorekeeper.game_over`."""
        if session.state is State.PLAYING and not given_up:
            return
        low, high, tries = astuple(session.parameters)
        won = session.state is State.WON
        self._post(RaceResult(player, low, high, tries, session.used, won, seconds), "game")

    def round_over(self, result: RaceResult) -> None:
        """Post a player's part in a round of a race: see `trio_sockets.race.audience.Recorder`."""
        self._post(result, "race")

    def _post(self, result: RaceResult, service: str) -> None:
        self.queue.post(
            Record(
                id=uuid4().hex,
                service=service,
                player=result.name,
                low=result.low,
                high=result.high,
                tries=result.tries,
                used=result.used,
                won=result.won,
                seconds=result.seconds,
                when=self._now(),
            )
        )

    async def run(self) -> None:
        """See `Scorekeeper.run`."""
        await self.queue.run()

    async def written(self) -> None:
        """See `Scorekeeper.written`."""
        await self.queue.written()
