"""The rooms of many servers."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, final

import trio

from trio_sockets.figures import GroupedFigure
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.audience import Audience, Recorder
from trio_sockets.race.broadcast import Broadcast
from trio_sockets.race.cluster.hosts import Hosts
from trio_sockets.race.cluster.link import Link
from trio_sockets.race.cluster.questions import Questions
from trio_sockets.race.cluster.room import ClusterRoom
from trio_sockets.race.cluster.script import host_script, room_script
from trio_sockets.words import WrongWordError, say

if TYPE_CHECKING:
    from trio_sockets.race.cluster.seat import Seat

FIRST_LINK = 2.0
"""Seconds that a server waits for Valkey before it serves without."""

MAX_TRIES = 1_000_000_000
"""Tries that the script can count beyond doubt."""


@final
class ClusterRooms:
    """Keeps rooms as `trio_sockets.protocol.race.session.Rooms`, together with other servers.

    `run` must be running while there are players. It neither fails nor ends while Valkey is away:
    players are told so, and wait.

    :param url: where Valkey or Redis is: ``redis://``, ``rediss://`` or ``unix://``.
    :param rules: those of the rooms that are made here.
    :param randbelow: draws a number from 0 to one less than its argument; `secrets` by default.
    :param record: takes the result of each player of this server, when a round is over.
    :param most_of_host: players of one host that may race at once, over all servers.
    :raises ValueError: the URL is malformed, or there are more tries than `MAX_TRIES`.
    """

    def __init__(
        self,
        url: str,
        rules: Rules,
        randbelow: Callable[[int], int] = secrets.randbelow,
        record: Recorder | None = None,
        *,
        most_of_host: int = 256,
    ) -> None:
        if rules.parameters.tries > MAX_TRIES:
            raise WrongWordError(
                say(
                    "a race over many servers has at most {most} tries",
                    most=GroupedFigure(MAX_TRIES),
                )
            )
        self._rules = rules
        self._randbelow = randbelow
        self._record = record
        self._server = secrets.token_hex(8)
        self._link = Link(url, (room_script(), host_script()), self)
        self._hosts = Hosts(self._link, most_of_host)
        self._linked = trio.Event()
        self._broadcast = Broadcast()
        self._rooms: dict[str, ClusterRoom] = {}
        self._channels: dict[str, ClusterRoom] = {}
        self._seats: dict[RaceSession, tuple[ClusterRoom, Seat]] = {}
        self._tasks: trio.Nursery | None = None

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the link, and what has to be done in time, for ever.

        It counts as started once there is a link, or when there has been none for two seconds.
        """
        async with trio.open_nursery() as self._tasks:
            self._tasks.start_soon(self._link.keep)
            self._tasks.start_soon(self._hosts.keep)
            self._tasks.start_soon(self._broadcast.run)
            with trio.move_on_after(FIRST_LINK):
                await self._linked.wait()
            task_status.started()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        """See `Rooms.join`."""
        here = self._rooms.get(name_key(room)) or self._opened(room)
        self._seats[player] = here, here.join(player, name)

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""
        here, seat = self._seats[player]
        here.guess(seat, number)

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        """See `Rooms.leave`."""
        if player in self._seats:
            here, seat = self._seats.pop(player)
            here.leave(seat, excused=excused)

    def up(self) -> None:
        """See `Listener.up`."""
        self._linked.set()
        for room in list(self._rooms.values()):
            room.up()

    def down(self) -> None:
        """See `Listener.down`."""
        for room in list(self._rooms.values()):
            room.down()

    def heard(self, channel: str, data: bytes) -> None:
        """See `Listener.heard`."""
        if channel in self._channels:
            self._channels[channel].heard(data)

    def _opened(self, name: str) -> ClusterRoom:
        assert self._tasks is not None  # noqa: S101 - it runs while there are players
        questions = Questions(name, self._rules, self._randbelow, self._link, self._server)
        audience = Audience(self._broadcast, self._record)
        room = ClusterRoom(questions, self._hosts, self._link, self._server, audience)
        self._rooms[name_key(name)] = self._channels[questions.channel] = room
        self._link.subscribe(questions.channel)
        self._tasks.start_soon(self._keep, room, name_key(name), questions.channel)
        return room

    async def _keep(self, room: ClusterRoom, key: str, channel: str) -> None:
        await room.keep()
        self._link.unsubscribe(channel)
        del self._rooms[key], self._channels[channel]
