"""One player's connection to the race, whatever keeps the rooms."""

from collections.abc import Iterable
from typing import Protocol, assert_never, final

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Bye, Guess, Help, Quit, RaceReply, Text
from trio_sockets.protocol.race.grammar import encode, parse_race_command
from trio_sockets.protocol.race.log import LogReader, RoomLog
from trio_sockets.protocol.race.messages import Decision, Join, Push, RaceCommand, Welcome
from trio_sockets.protocol.session import PIECE

HELP = Text("Commands: JOIN <name> [room], <number>, HELP, QUIT")


class Rooms(Protocol):
    """The keeper of the rooms: this process, or a Valkey that many servers share.

    It answers each `join` and each `guess` once, at once or later, by `RaceSession.decided`. It has
    a player `RaceSession.listen` to the log of his room, which tells what happens there, and gives
    him by `RaceSession.tell` what he alone is told.
    """

    def join(self, player: "RaceSession", name: str, room: str) -> None:
        """Let a player into a room."""

    def guess(self, player: "RaceSession", number: int) -> None:
        """Decide the guess of a player who has joined."""

    def leave(self, player: "RaceSession", *, excused: bool = False) -> None:
        """Let a player go, who may have joined, asked to join, or neither.

        :param excused: whether the server sends him away: then the round that he plays in does not
            count for him. A round that he leaves himself does.
        """


@final
class RaceSession(LineSession):
    """One player's conversation.

    :param rooms: the keeper of the rooms that he can join.
    """

    __slots__ = ("_joined", "_reader", "_rooms", "host")

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self._rooms = rooms
        self._joined = False
        self._reader: LogReader | None = None
        self.host: str | None = None
        """The host of the player, if it is known and limited."""

    def greeting(self) -> bytes:
        """See `LineSession.greeting`: a person has to be told what to do."""
        return encode(Welcome())

    def answer(self, line: str) -> RaceReply | None:
        """See `LineSession.answer`. The rooms decide, at once or later."""
        self._hear()
        command: RaceCommand | Error = parse_race_command(line)
        reply: RaceReply | None = None
        match command:
            case Join() if self._joined:
                reply = Error(ErrorCode.ALREADY_JOINED)
            case Join(name, room):
                self._rooms.join(self, name, room)
            case Guess() if not self._joined:
                reply = Error(ErrorCode.NOT_JOINED)
            case Guess(number):
                self._rooms.guess(self, number)
            case Help():
                reply = HELP
            case Quit():
                self.finished = True
                self.connection_lost()
                reply = Bye()
            case Error():
                reply = command
            case _:
                assert_never(command)
        return reply

    @property
    def place(self) -> int:
        """His place in the log of his room: where he reads on."""
        return 0 if self._reader is None else self._reader.place

    @property
    def behind(self) -> int:
        """How many bytes of that log he has not read."""
        return 0 if self._reader is None else self._reader.behind

    @property
    def room_is_full(self) -> bool:
        """Whether so much waits to be read in his room that nothing should be added to it."""
        return self._reader is not None and self._reader.log.is_full

    def listen(self, log: RoomLog | None) -> None:
        """Listen to the log of a room from now on, or to none."""
        self._hear()
        self._reader = None if log is None else LogReader(log)

    def read_on(self) -> None:
        """Have the driver send what he has not read, unless it is about to."""
        reader = self._reader
        if reader is not None and reader.place < reader.log.end and not self._in_call:
            self.on_output()

    def skip(self, size: int) -> None:
        """Do not hear the bytes that his room says next: they tell of what he did himself."""
        if self._reader is not None:
            self._reader.skip(size)

    def tell(self, lines: bytes) -> None:
        """Tell him alone these lines, right after what his room has said so far."""
        if not self.finished:
            self._hear()
            self._output += lines
            self._notify()

    def decided(
        self, decision: Decision, told: Iterable[Push] = (), *, joined: bool = True
    ) -> None:
        """Reply to his JOIN or his guess.

        :param told: pushes to him alone, right after the reply.
        :param joined: whether he is in a room now.
        """
        self._joined = joined
        self._hear()
        self.reply(decision, b"".join(map(encode, told)))

    def connection_lost(self, *, excused: bool = False) -> None:
        """See `Session.connection_lost`: he leaves his room."""
        self._rooms.leave(self, excused=excused)

    def _hear(self) -> None:
        """Read all that his room has said so far, before he is told something else."""
        if self._reader is not None and self._reader.behind and not self.finished:
            self._output += self._reader.read(self._reader.behind)

    def _gather(self) -> bool:
        """See `LineSession._gather`: he reads on in the log of his room."""
        reader = self._reader
        if reader is None or reader.place == reader.log.end or self.finished:
            return False
        self._output += reader.read(PIECE - len(self._output))
        return reader.place < reader.log.end
