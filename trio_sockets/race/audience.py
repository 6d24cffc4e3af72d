"""The players of one room who are connected to this process."""

from collections.abc import Callable
from typing import TypeAlias, final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.race.grammar import encode
from trio_sockets.protocol.race.log import KEPT, RoomLog
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.broadcast import Broadcast
from trio_sockets.race.scorecard import RaceResult, Scorecard

Recorder: TypeAlias = Callable[[RaceResult], object]
"""Takes the result of each player of a round that is over. It must neither wait nor raise."""

CHANCES = 8
"""Turns of the scheduler in which a player who has been overtaken may read on. A task that can send
does so in one or two; one that cannot for so long waits for a peer that does not read."""

SETTLED = 4 * 1024
"""Bytes that are kept although all may have read them: to look takes longer than they are worth."""


@final
class Audience:
    """Sends each of them the messages of the room, which are kept once, in a log that all read.

    A player who has been overtaken by the log, and does not read on, is sent away; the others are
    told by what that leads to.

    :param broadcast: has it sent to them.
    :param record: takes their results.
    :ivar players: who they are, by key.
    """

    def __init__(self, broadcast: Broadcast, record: Recorder | None = None) -> None:
        self.players: dict[str, RaceSession] = {}
        self._log = RoomLog()
        self._broadcast = broadcast
        self._record = record
        self._card = Scorecard()
        self._stuck: dict[RaceSession, tuple[int, int]] = {}  # where, and for how many turns

    def add(self, key: str, player: RaceSession) -> None:
        """Add a player, who receives all messages from now on."""
        self.players[key] = player
        player.listen(self._log)

    def tell(self, pushed: tuple[Pushed, ...]) -> None:
        """Send them messages, in this order."""
        self.note(pushed)
        for told in pushed:
            line = encode(told.push)
            if told.but is not None and told.but in self.players:
                self.players[told.but].skip(len(line))
            self._log.append(line)
        if pushed:
            self._broadcast.announce(self)

    def note(self, pushed: tuple[Pushed, ...]) -> None:
        """Record their results without sending them anything."""
        if self._record is not None:
            for result in self._card.hear(pushed, self.players, trio.current_time()):
                self._record(result)

    def leave(self, key: str, *, excused: bool) -> None:
        """Remove a player.

        :param excused: whether he has no result of a round that runs and is not decided for him.
        """
        self.players.pop(key).listen(None)
        if excused:
            self._card.excuse(key)

    def disperse(self) -> None:
        """Record the results of a round that all players here leave before its end."""
        if self._record is not None:
            for result in self._card.break_off():
                self._record(result)

    @property
    def unsettled(self) -> bool:
        """Whether the log is so long that `settle` has something to do."""
        return self._log.end - self._log.start > SETTLED

    def settle(self) -> bool:
        """Disconnect overtaken players that do not read; drop messages that all have read.

        To be called once a turn, after a write to each was tried.

        :returns: whether somebody is still so far behind that this has to be called again.
        """
        stuck, self._stuck = self._stuck, {}
        for player in list(self.players.values()):
            if player.behind <= KEPT:
                continue
            place, turns = stuck.get(player, (player.place, 0))
            if place != player.place:
                turns = 0
            elif turns >= CHANCES:
                player.expel(ErrorCode.TOO_SLOW, excused=False)
                continue
            self._stuck[player] = (player.place, turns + 1)
        places = (player.place for player in self.players.values())
        self._log.forget(min(places, default=self._log.end))
        return bool(self._stuck)
