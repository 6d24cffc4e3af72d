"""One player of this server, in one room."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

from trio_sockets.protocol.race.grammar import encode
from trio_sockets.protocol.race.messages import Decision, Paused, Push, Resumed
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.cluster.script import ScriptWords


@final
@dataclass(eq=False, slots=True)
class Seat:
    """The state of one player's seat on this server.

    :ivar key: the `name_key` of his name.
    :ivar mark: tells this seat from all others, whatever the name.
    :ivar total: his points, which he brings when he has to join anew.
    :ivar admitted: whether he has a place among the players of his host.
    :ivar joined: whether he is in the room, as far as we have been told.
    :ivar waits_for: what he has asked, until it is decided.
    :ivar guesses: how many he has made.
    :ivar paused: whether he has been told that nothing can be decided.
    """

    player: RaceSession
    name: str
    key: str
    mark: str = field(default_factory=lambda: secrets.token_hex(8))
    total: int = 0
    admitted: bool = False
    joined: bool = False
    waits_for: ScriptWords | None = None
    guesses: int = 0
    paused: bool = False

    @property
    def waits_for_guess(self) -> int | None:
        """The number of the guess that is to be decided; None if none is."""
        return None if self.waits_for is None else self.waits_for.get("guess")

    def pause(self) -> None:
        """Tell him, once, that nothing can be decided."""
        if not self.paused:
            self.paused = True
            self.player.tell(encode(Paused()))

    def resume(self) -> None:
        """Tell him, if he has been told the other, that it can again."""
        if self.paused:
            self.paused = False
            self.player.tell(encode(Resumed()))

    def catch_up(self, news: Sequence[Push], decision: Decision | None) -> None:
        """Tell him what he has missed, and first how his last guess was decided, if it was."""
        if decision is None:
            self.player.tell(b"".join(map(encode, news)))
        else:
            self.waits_for = None
            self.player.decided(decision, news)
