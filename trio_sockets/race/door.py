"""Admission control of the rooms: rate limits for joins, and back-pressure for guesses."""

from dataclasses import dataclass
from typing import Protocol, final

import trio

from trio_sockets.protocol.race.session import RaceSession, Rooms

JOINS_PER_HOST = 64
"""Tokens of one host: so many of its players may leave before its next players wait to join. So a
class behind one address may come back at once."""

REFILL = 8.0
"""Seconds in which an empty token bucket fills up again."""

CROWD = 1024
"""Number of remembered hosts at which those with full token buckets are forgotten."""


class RoomKeeper(Rooms, Protocol):
    """Keeps the rooms of the race, while its task runs."""

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run the timed events of the rooms, for ever."""


@final
@dataclass(slots=True)
class Bucket:
    """The token bucket of one host.

    :param size: the most tokens that it holds; it is full at first.
    :param at: the time at which it was last looked at, in seconds of any clock.
    """

    size: int
    at: float
    _tokens: float = -1

    def __post_init__(self) -> None:
        self._tokens = self.size

    def level(self, now: float) -> float:
        """Return the number of tokens; negative after an overdraft."""
        gained = (now - self.at) * self.size / REFILL
        self._tokens, self.at = min(self.size, self._tokens + gained), now
        return self._tokens

    def take(self, now: float) -> None:
        """Take a token. The level may become negative, down to minus the bucket's size."""
        self._tokens = max(self.level(now) - 1, -self.size)

    def next(self, now: float) -> float:
        """Return when the next token is available, which may be now."""
        return now + max(0, 1 - self.level(now)) * REFILL / self.size


@final
class Door:
    """A `RoomKeeper` in front of another one.

    A player that leaves takes a token from its host's bucket. A player that joins waits for its
    reply until the bucket has a token. So a host may have any number of players, but they cannot
    join and leave all the time, which costs a message to each player of the room every time.

    A guess waits while the log of its room is full, until the players have been sent a part of the
    log, or the players that do not read have been disconnected.

    :param rooms: the keeper behind this one.
    :param joins_per_host: the tokens of a host; see `REFILL`.
    :raises ValueError: ``joins_per_host`` is less than 1.
    """

    def __init__(self, rooms: RoomKeeper, joins_per_host: int = JOINS_PER_HOST) -> None:
        if joins_per_host < 1:
            raise ValueError(f"joins per host must be at least 1, not {joins_per_host}")
        self._rooms = rooms
        self._size = joins_per_host
        self._hosts: dict[str, Bucket] = {}
        self._joined: set[RaceSession] = set()
        self._joins: dict[RaceSession, tuple[str, str]] = {}
        self._guesses: dict[RaceSession, int] = {}
        self._wanted = trio.Event()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """See `RoomKeeper.run`."""
        async with trio.open_nursery() as nursery:
            await nursery.start(self._rooms.run)
            task_status.started()
            while True:
                await self._wanted.wait()
                self._wanted = trio.Event()
                await self._let_in()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        """See `Rooms.join`."""
        host = player.host
        if host is not None and host in self._hosts:
            now = trio.current_time()
            if self._hosts[host].next(now) > now:
                self._joins[player] = name, room
                self._wanted.set()
                return
        self._join(player, name, room)

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""
        if player.room_is_full:
            self._guesses[player] = number
            self._wanted.set()
        else:
            self._rooms.guess(player, number)

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        """See `Rooms.leave`."""
        self._joins.pop(player, None)
        self._guesses.pop(player, None)
        if player in self._joined:
            self._joined.remove(player)
            self._take_token(player.host)
            self._rooms.leave(player, excused=excused)

    def _join(self, player: RaceSession, name: str, room: str) -> None:
        self._joined.add(player)
        self._rooms.join(player, name, room)

    def _take_token(self, host: str | None) -> None:
        if host is None:
            return
        now = trio.current_time()
        if host not in self._hosts:
            if len(self._hosts) >= CROWD:
                used = {h: b for h, b in self._hosts.items() if b.level(now) < self._size}
                self._hosts = used
            self._hosts[host] = Bucket(self._size, now)
        self._hosts[host].take(now)

    async def _let_in(self) -> None:
        """Let waiting players join and guess as soon as they are allowed to."""
        while self._joins or self._guesses:
            now = trio.current_time()
            for player, number in list(self._guesses.items()):
                if player in self._guesses and not player.room_is_full:
                    del self._guesses[player]
                    self._rooms.guess(player, number)
            first = self._let_join(now)
            if self._guesses:
                await trio.lowlevel.checkpoint()
            elif self._joins:
                with trio.move_on_at(first):
                    await self._wanted.wait()
                self._wanted = trio.Event()

    def _let_join(self, now: float) -> float:
        """Let players join whose hosts have a token now; return when the next one may join."""
        first = float("inf")
        for player, (name, room) in list(self._joins.items()):
            assert player.host is not None  # noqa: S101 - a player without a host never waits
            bucket = self._hosts[player.host]
            if (due := bucket.next(now)) <= now:
                bucket.take(now)
                del self._joins[player]
                self._join(player, name, room)
            else:
                first = min(first, due)
        return first
