"""The rooms of one process."""

import math
import secrets
from collections.abc import Callable
from typing import final

import trio

from trio_sockets.protocol.messages import Joined
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.room import Pushed, Room
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.audience import Audience, Recorder


@final
class LocalRoom:
    """A room, who listens, and what its task sleeps in.

    :ivar timer: its deadline is when the room's next event is due.
    """

    def __init__(self, room: Room, record: Recorder | None) -> None:
        self.room = room
        self.audience = Audience(record)
        self.timer = trio.CancelScope()


@final
class LocalRooms:
    """Keeps rooms as `trio_sockets.protocol.race.session.Rooms`, with a task for each.

    `run` must be running while there are players.

    :param rules: those of every room.
    :param below: draws a number from 0 to one less than its argument; `secrets` by default.
    :param record: takes the result of each player of a round that is over.
    """

    def __init__(
        self,
        rules: Rules,
        below: Callable[[int], int] = secrets.randbelow,
        record: Recorder | None = None,
    ) -> None:
        self._rules = rules
        self._record = record
        self._below = below
        self._rooms: dict[str, LocalRoom] = {}
        self._seats: dict[RaceSession, tuple[LocalRoom, str]] = {}
        self._tasks: trio.Nursery | None = None

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the time of all rooms, for ever."""
        async with trio.open_nursery() as self._tasks:
            task_status.started()
            await trio.sleep_forever()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        """See `Rooms.join`. The room is made if there is none."""
        here = self._rooms.get(name_key(room)) or self._opened(room)
        answer = here.room.join(name, _now())
        joined = isinstance(answer.decision, Joined)
        if joined:
            key = name_key(name)
            here.audience.players[key] = player
            self._seats[player] = (here, key)
        player.decided(answer.decision, answer.told, joined=joined)
        self._follow(here, answer.pushed)

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""
        here, key = self._seats[player]
        answer = here.room.guess(key, number, _now())
        player.decided(answer.decision)
        self._follow(here, answer.pushed)

    def leave(self, player: RaceSession) -> None:
        """See `Rooms.leave`. A room goes with its last player."""
        if player not in self._seats:
            return
        here, key = self._seats.pop(player)
        del here.audience.players[key]
        self._follow(here, here.room.leave(key, _now()))
        # To tell the others may have had all of them dropped, and the room with the last one.
        if not here.room.players and self._rooms.pop(name_key(here.room.name), None) is not None:
            here.timer.cancel()

    def _opened(self, name: str) -> LocalRoom:
        assert self._tasks is not None  # noqa: S101 - it runs while there are players
        here = self._rooms[name_key(name)] = LocalRoom(Room(name, self._rules), self._record)
        self._tasks.start_soon(self._keep_time, here, name=f"room {name}")
        return here

    def _follow(self, here: LocalRoom, pushed: tuple[Pushed, ...]) -> None:
        """Tell the room what has happened, and wait for what is due next."""
        here.timer.deadline = here.room.due / 1000
        here.audience.tell(pushed)

    async def _keep_time(self, here: LocalRoom) -> None:
        parameters = self._rules.parameters
        while here.room.players:
            with trio.CancelScope(deadline=here.room.due / 1000) as here.timer:
                await trio.sleep_forever()
            if here.room.players:
                secret = parameters.low + self._below(parameters.high - parameters.low + 1)
                self._follow(here, here.room.tick(_now(), secret))


def _now() -> int:
    """Return the time in milliseconds, rounded up: at a deadline, what is due is."""
    return math.ceil(trio.current_time() * 1000)
