"""One player's connection to the race, whatever keeps the rooms."""

from collections.abc import Iterable
from typing import Protocol, assert_never, final

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Bye, Guess, Help, Quit, Text
from trio_sockets.protocol.pushing import PushingSession
from trio_sockets.protocol.race.grammar import encode, parse_race_command
from trio_sockets.protocol.race.messages import Decision, Join, Push, RaceCommand, Welcome

HELP = Text("Commands: JOIN <name> [room], <number>, HELP, QUIT")


class Rooms(Protocol):
    """Whatever keeps the rooms: this process, or one that many share.

    It answers `join` and `guess` by `RaceSession.decided`, once each, at once or later, and tells a
    player what happens in his room by `RaceSession.push`.
    """

    def join(self, player: "RaceSession", name: str, room: str) -> None:
        """Let a player into a room."""

    def guess(self, player: "RaceSession", number: int) -> None:
        """Decide the guess of a player who has joined."""

    def leave(self, player: "RaceSession") -> None:
        """Let a player go; he may have asked to join, or even not that."""


@final
class RaceSession(PushingSession):
    """What one player says and is told.

    :param rooms: where he plays.
    """

    __slots__ = ("_joined", "_rooms")

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self._rooms = rooms
        self._joined = False

    def greeting(self) -> bytes:
        """See `Session.greeting`: a person has to be told what to do."""
        return encode(Welcome())

    def ask(self, line: str) -> None:
        """See `PushingSession.ask`."""
        command: RaceCommand | Error = parse_race_command(line)
        match command:
            case Join() if self._joined:
                self._answer(Error(ErrorCode.ALREADY_JOINED))
            case Join(name, room):
                self._joined = True
                self._rooms.join(self, name, room)
            case Guess() if not self._joined:
                self._answer(Error(ErrorCode.NOT_JOINED))
            case Guess(number):
                self._rooms.guess(self, number)
            case Help():
                self._answer(HELP)
            case Quit():
                self._answer(Bye())
                self.finished = True
                self.closed()
            case Error():
                self._answer(command)
            case _:
                assert_never(command)

    def decided(
        self, decision: Decision, told: Iterable[Push] = (), *, joined: bool = True
    ) -> None:
        """Answer what was asked.

        :param told: what the player alone is told right after it.
        :param joined: whether he is in a room now.
        """
        self._joined = joined
        self._answer(decision, b"".join(map(encode, told)))

    def closed(self) -> None:
        """See `PushingSession.closed`: he leaves his room."""
        self._rooms.leave(self)
