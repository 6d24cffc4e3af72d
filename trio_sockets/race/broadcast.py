"""Sends the messages of rooms: once a turn of the scheduler, to some players at a time."""

import math
from collections.abc import Mapping
from typing import Protocol, final

import trio

from trio_sockets.protocol.race.session import RaceSession

AT_ONCE = 64
"""Players to whom something is sent before other tasks have their turn: less than a millisecond."""

TURN = 0.001
"""Seconds in which so many may be sent something without waiting for the next turn."""


class Listeners(Protocol):
    """Players who receive the same messages."""

    @property
    def players(self) -> Mapping[str, RaceSession]:
        """The players, by key."""

    @property
    def unsettled(self) -> bool:
        """Whether `settle` has something to do."""

    def settle(self) -> bool:
        """Clean up after a broadcast; return whether to call again."""


@final
class Broadcast:
    """Sends players the messages of their rooms. `run` must be running.

    Messages of one turn of the scheduler go out to a player together. After each `AT_ONCE` players,
    all other tasks have their turn, however many messages there are. Only in a small room, messages
    go out without waiting for the next turn, to `AT_ONCE` players in each `TURN`.
    """

    def __init__(self) -> None:
        self._due: dict[Listeners, None] = {}
        self._wanted = trio.Event()
        self._left = AT_ONCE  # players who may be sent something without waiting for the next turn
        self._since = -math.inf
        self._sending = False

    def announce(self, audience: Listeners) -> None:
        """Schedule sending the new messages to all players of an audience."""
        now, players = trio.current_time(), audience.players
        if now - self._since >= TURN:
            self._since, self._left = now, AT_ONCE
        if len(players) <= self._left and not (self._sending or audience in self._due):
            self._left -= len(players)
            self._send(list(players.values()))
            if not audience.unsettled:
                return
        self._due[audience] = None
        self._wanted.set()

    async def run(self) -> None:
        """Send scheduled messages, for ever."""
        while True:
            await self._wanted.wait()
            self._wanted = trio.Event()
            due, self._due = self._due, {}
            for audience in due:
                players = list(audience.players.values())
                for start in range(0, len(players), AT_ONCE):
                    self._send(players[start : start + AT_ONCE])
                    await trio.lowlevel.checkpoint()
                if audience.unsettled and audience.settle():
                    self._due[audience] = None
                    self._wanted.set()

    def _send(self, players: list[RaceSession]) -> None:
        # Sending may cause new messages: they are sent in the next turn.
        self._sending = True
        try:
            for player in players:
                player.read_on()
        finally:
            self._sending = False
