"""The questions that a server asks about one room."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, final

from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster.link import Link, OnReply
from trio_sockets.race.cluster.script import ScriptWords, channel, keys, room_script, rules_words
from trio_sockets.race.cluster.seat import Seat


@final
class Questions:
    """Sends each question in the script's words; without a link, does nothing.

    :param name: the room's, as its first player writes it.
    :param rules: those of the room, if it is to be made.
    :param randbelow: draws a number from 0 to one less than its argument.
    :param server: this server's name in the cluster.
    :ivar channel: where the room's steps are published.
    :ivar bounds: the lowest and the highest number of the room's rounds.
    """

    def __init__(
        self, name: str, rules: Rules, randbelow: Callable[[int], int], link: Link, server: str
    ) -> None:
        self.channel = channel(name_key(name), link.database)
        self.bounds = rules.parameters.low, rules.parameters.high
        self._keys = keys(name_key(name))
        self._name = name
        self._rules = rules_words(rules)
        self._randbelow = randbelow
        self._link = link
        self._server = server

    def want(self, words: ScriptWords, epoch: str, answered: OnReply) -> None:
        """Send a player's request: to join, or to guess."""
        more: dict[str, Any] = {"epoch": epoch} if epoch else {}
        if words["op"] == "join":
            more |= self._birth()
        self._ask({**words, **more}, answered)

    def leave(self, seat: Seat, answered: OnReply) -> None:
        """Have a player removed, if he is there."""
        self._ask({"op": "leave", "key": seat.key, "seat": seat.mark}, answered)

    def beat(self, epoch: str, answered: OnReply) -> None:
        """Report that this server's players are present, and run the room's timed events."""
        low, high = self.bounds
        secret = str(low + self._randbelow(high - low + 1))
        self._ask({"op": "beat", "epoch": epoch, "secret": secret}, answered)

    def sync(self, known: Mapping[str, object], seats: Iterable[Seat], answered: OnReply) -> None:
        """Have these players stay or join again, and ask for the room's state.

        :param known: the room's state, as far as this server knows it.
        """
        mine = [
            {
                "key": seat.key,
                "name": seat.name,
                "seat": seat.mark,
                "total": seat.total,
                **({"guess": seat.guesses} if seat.waits_for_guess else {}),
            }
            for seat in seats
        ]
        self._ask({"op": "sync", "known": known, "seats": mine, **self._birth()}, answered)

    def _birth(self) -> ScriptWords:
        """Return the values with which a new room is made."""
        return {"room": self._name, "rules": self._rules, "fresh": secrets.token_hex(8)}

    def _ask(self, words: ScriptWords, answered: OnReply) -> None:
        place = {"server": self._server, "link": self._link.number, "run": self._link.run}
        words = {**words, **place, "channel": self.channel}
        self._link.ask(room_script(), self._keys, words, answered)
