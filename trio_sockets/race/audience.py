"""The players of one room who are connected to this process."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeAlias, final

import trio

from trio_sockets.protocol.race.grammar import encode
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.scorecard import Result, Scorecard

Recorder: TypeAlias = Callable[[Result], object]
"""Takes the result of each player of a round that is over. It must neither wait nor raise."""


@final
class Audience:
    """Tells each of them what the room is told.

    Who reads too slowly is dropped by that, which the others are told too: but only when they have
    heard what comes before it.

    :param record: takes their results.
    :ivar players: who they are, by key.
    """

    players: dict[str, RaceSession]

    def __init__(self, record: Recorder | None = None) -> None:
        self.players = {}
        self._record = record
        self._card = Scorecard()
        self._waiting: deque[tuple[Pushed, ...]] = deque()
        self._telling = False

    def tell(self, pushed: tuple[Pushed, ...]) -> None:
        """Tell them, in this order."""
        self.note(pushed)
        self._waiting.append(pushed)
        if self._telling:
            return  # to one of them, who is dropped: the caller below goes on
        self._telling = True
        try:
            while self._waiting:
                self._tell_all(self._waiting.popleft())
        finally:
            self._telling = False

    def note(self, pushed: tuple[Pushed, ...]) -> None:
        """Have their results kept, without a word to them."""
        if self._record is not None:
            for result in self._card.hear(pushed, self.players, trio.current_time()):
                self._record(result)

    def disperse(self) -> None:
        """Have the results kept of a round that nobody here will hear the end of."""
        if self._record is not None:
            for result in self._card.break_off():
                self._record(result)

    def _tell_all(self, pushed: Iterable[Pushed]) -> None:
        lines = [(encode(told.push), told.but) for told in pushed]
        whole = b"".join(line for line, _ in lines)
        left_out = {but for _, but in lines}
        for key, player in list(self.players.items()):
            said = whole
            if key in left_out:
                said = b"".join(line for line, but in lines if but != key)
            if said:
                player.push(said)
