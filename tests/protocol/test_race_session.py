from __future__ import annotations

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Higher, Joined
from trio_sockets.protocol.race.messages import NextRound
from trio_sockets.protocol.race.session import RaceSession


class Asked:
    """Rooms that note what they are asked, and answer nothing."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def join(self, player: RaceSession, name: str, room: str) -> None:
        self.said.append(("join", player, name, room))

    def guess(self, player: RaceSession, number: int) -> None:
        self.said.append(("guess", player, number))

    def leave(self, player: RaceSession) -> None:
        self.said.append(("leave", player))


def test_a_person_is_told_what_to_do_first() -> None:
    assert RaceSession(Asked()).greeting() == b"* RACE send JOIN <name> [room]\n"


def test_rooms_decide_and_their_answer_is_passed_on() -> None:
    rooms = Asked()
    player = RaceSession(rooms)
    assert player.receive_data(b"JOIN ana\n50\n") == b""
    assert rooms.said == [("join", player, "ana", "lobby")]
    player.decided(Joined("lobby", 1), (NextRound(5),))
    assert player.pushes() == b"JOINED lobby 1\n* NEXT 5\n"
    assert rooms.said[1:] == [("guess", player, 50)]
    player.decided(Higher(6))
    assert player.pushes() == b"HIGHER 6\n"


def test_who_was_not_let_in_may_try_again() -> None:
    rooms = Asked()
    player = RaceSession(rooms)
    player.receive_data(b"JOIN ana\n5\nJOIN ana2\n")
    player.decided(Error(ErrorCode.NAME_TAKEN), joined=False)
    assert [line.split()[1] for line in player.pushes().splitlines()] == [
        b"name-taken",
        b"not-joined",
    ]
    assert rooms.said[1:] == [("join", player, "ana2", "lobby")]


def test_who_quits_has_left_before_his_connection_is_gone() -> None:
    rooms = Asked()
    player = RaceSession(rooms)
    assert player.receive_data(b"quit\n5\n") == b"BYE\n"
    assert player.finished
    assert rooms.said == [("leave", player)]
