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
from trio_sockets.race.broadcast import Broadcast


@final
class LocalRoom:
    """A room, its players, and the event its task waits for.

    :ivar timer: its deadline is when the room's next event is due.
    """

    def __init__(self, room: Room, broadcast: Broadcast, record: Recorder | None) -> None:
        self.room = room
        self.audience = Audience(broadcast, record)
        self.timer = trio.CancelScope()


@final
class LocalRooms:
    """Keeps rooms as `trio_sockets.protocol.race.session.Rooms`, with a task for each.

    `run` must be running while there are players.

    :param rules: those of every room.
    :param randbelow: draws a number from 0 to one less than its argument; `secrets` by default.
    :param record: takes the result of each player of a round that is over.
    """

    def __init__(
        self,
        rules: Rules,
        randbelow: Callable[[int], int] = secrets.randbelow,
        record: Recorder | None = None,
    ) -> None:
        self._rules = rules
        self._record = record
        self._randbelow = randbelow
        self._broadcast = Broadcast()
        self._rooms: dict[str, LocalRoom] = {}
        self._seats: dict[RaceSession, tuple[LocalRoom, str]] = {}
        self._tasks: trio.Nursery | None = None

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the time of all rooms, for ever."""
        async with trio.open_nursery() as self._tasks:
            self._tasks.start_soon(self._broadcast.run)
            task_status.started()
            await trio.sleep_forever()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        """See `Rooms.join`. Create the room if needed."""
        here = self._rooms.get(name_key(room)) or self._opened(room)
        answer = here.room.join(name, _now())
        joined = isinstance(answer.decision, Joined)
        if joined:
            key = name_key(name)
            here.audience.add(key, player)
            self._seats[player] = (here, key)
        player.decided(answer.decision, answer.told, joined=joined)
        self._follow(here, answer.pushed)

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""
        here, key = self._seats[player]
        answer = here.room.guess(key, number, _now())
        player.decided(answer.decision)
        self._follow(here, answer.pushed)

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        """See `Rooms.leave`. The last player's leaving deletes the room."""
        if player not in self._seats:
            return
        here, key = self._seats.pop(player)
        here.audience.leave(key, excused=excused)
        self._follow(here, here.room.leave(key, _now()))
        if not here.room.players:
            del self._rooms[name_key(here.room.name)]
            here.timer.cancel()

    def _opened(self, name: str) -> LocalRoom:
        assert self._tasks is not None  # noqa: S101 - it runs while there are players
        here = self._rooms[name_key(name)] = LocalRoom(
            Room(name, self._rules), self._broadcast, self._record
        )
        self._tasks.start_soon(self._keep_time, here, name=f"room {name}")
        return here

    def _follow(self, here: LocalRoom, pushed: tuple[Pushed, ...]) -> None:
        """Run the room's due events, and wait for the next one."""
        here.timer.deadline = here.room.due / 1000
        here.audience.tell(pushed)

    async def _keep_time(self, here: LocalRoom) -> None:
        parameters = self._rules.parameters
        while here.room.players:
            with trio.CancelScope(deadline=here.room.due / 1000) as here.timer:
                await trio.sleep_forever()
            if here.room.players:
                secret = parameters.low + self._randbelow(parameters.high - parameters.low + 1)
                self._follow(here, here.room.tick(_now(), secret))


def _now() -> int:
    """Return the time in milliseconds, rounded up: it never lies before a deadline reached."""
    return math.ceil(trio.current_time() * 1000)
