"""The race: one player's conversation in a room where time passes and another one plays."""

from fuzz.sessions import converse
from trio_sockets.protocol.messages import Garbled, Joined, Parameters
from trio_sockets.protocol.race.grammar import PUSH, parse_race_line
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.room import Pushed, Room, Ruling
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession

RULES = Rules(Parameters(1, 10, 3), countdown=2, limit=20)
SECRET = 7


def race(data: bytes) -> None:
    """Play in a room, and look at the replies; pushes are only read."""
    for reply in converse(lambda: RaceSession(OneRoom()), data, keep=replies):
        message = parse_race_line(reply)
        assert not isinstance(message, Garbled)


class OneRoom:
    """A room for a player: each thing he does takes a millisecond."""

    def __init__(self) -> None:
        self.room = Room("lobby", RULES)
        self.room.join("bo", 0)
        self.now = 0

    def pass_time(self) -> tuple[Pushed, ...]:
        """Let the room do what is due."""
        self.now += 1
        return self.room.tick(self.now, SECRET)

    def join(self, player: RaceSession, name: str, _room: str) -> None:
        """See `Rooms.join`."""
        answer = self.room.join(name, self.now)
        joined = isinstance(answer.decision, Joined)
        player.decided(answer.decision, answer.told, joined=joined)
        self.key = name_key(name)

    def guess(self, player: RaceSession, number: int) -> None:
        """See `Rooms.guess`."""
        began = self.pass_time()
        answer: Ruling = self.room.guess(self.key, number, self.now)
        player.decided(answer.decision, tuple(told.push for told in (*began, *answer.pushed)))

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:  # noqa: ARG002 - nobody keeps scores
        """See `Rooms.leave`."""
        assert player.finished


def replies(said: bytes) -> bytes:
    """Return the lines that answer one, and see that the others can be read."""
    kept = []
    for line in said.decode().splitlines(keepends=True):
        if line.startswith(PUSH):
            assert not isinstance(parse_race_line(line.removesuffix("\n")), Garbled)
        else:
            kept.append(line)
    return "".join(kept).encode()
