from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from helpers.sessions import end, give, give_eof, take
from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Higher, Joined
from trio_sockets.protocol.race.log import KEPT, RoomLog
from trio_sockets.protocol.race.messages import NextRound, PlayerHere
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.protocol.session import PIECE

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import Session

HELP = b"Commands: JOIN <name> [room], <number>, HELP, QUIT\n"


class Asked:
    """Rooms that note what they are asked, and answer nothing."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def join(self, player: RaceSession, name: str, room: str) -> None:
        self.said.append(("join", player, name, room))

    def guess(self, player: RaceSession, number: int) -> None:
        self.said.append(("guess", player, number))

    def leave(self, player: RaceSession, *, excused: bool = False) -> None:
        self.said.append(("leave", player, excused))


class OneRoom(Asked):
    """A room that lets everybody in, says ``* GUESS`` of each guess, and answers it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.log = RoomLog()

    def join(self, player: RaceSession, name: str, room: str) -> None:
        player.listen(self.log)
        player.decided(Joined(room, 1))

    def guess(self, player: RaceSession, number: int) -> None:
        self.log.append(b"* GUESS bo 6\n")
        player.read_on()
        player.decided(Higher(6))


def new_player(rooms: Asked) -> RaceSession:
    player = RaceSession(rooms)
    take(player)
    return player


def new_listener() -> tuple[RaceSession, RoomLog]:
    """Return a player in a room, and the room's log."""
    rooms = OneRoom()
    player = new_player(rooms)
    assert give(player, b"JOIN ana\n") == b"JOINED lobby 1\n"
    return player, rooms.log


def count_wakes(player: RaceSession) -> list[None]:
    """Return a list that gets longer each time the player's driver is woken."""
    wakes: list[None] = []
    player.on_output = lambda: wakes.append(None)
    return wakes


def test_a_player_in_no_room_is_told_what_to_do(
    converse: Callable[[Session, str], None],
) -> None:
    converse(
        RaceSession(Asked()),
        f"""
        S: * RACE send JOIN <name> [room]
        C: 50
        S: ERR not-joined send JOIN <name> [room] first
        C: JOIN
        S: ERR missing-argument send JOIN <name> [room]
        C: hello
        S: ERR unknown-command send HELP for the commands
        C: help
        S: {HELP.decode().strip()}
        C: QUIT
        S: BYE
        S: (end)""",
    )


def test_a_player_in_a_room_guesses_and_cannot_join_again(
    converse: Callable[[Session, str], None],
) -> None:
    converse(
        RaceSession(OneRoom()),
        """
        S: * RACE send JOIN <name> [room]
        C: JOIN ana lab
        S: JOINED lab 1
        C: JOIN bo
        S: ERR already-joined you are in a room already
        C: 50
        S: * GUESS bo 6
        S: HIGHER 6
        C: quit
        S: BYE
        S: (end)""",
    )


def test_rooms_decide_and_their_answer_is_passed_on() -> None:
    rooms = Asked()
    player = new_player(rooms)
    assert give(player, b"JOIN ana\n50\n") == b""
    assert rooms.said == [("join", player, "ana", "lobby")]
    player.decided(Joined("lobby", 2), (PlayerHere("bo", 7), NextRound(5)))
    assert take(player) == b"JOINED lobby 2\n* PLAYER bo 7\n* NEXT 5\n"
    assert rooms.said[1:] == [("guess", player, 50)]
    player.decided(Higher(6))
    assert take(player) == b"HIGHER 6\n"


def test_a_player_who_was_refused_may_try_again() -> None:
    rooms = Asked()
    player = new_player(rooms)
    give(player, b"JOIN ana\n5\nJOIN ana2\n")
    player.decided(Error(ErrorCode.NAME_TAKEN), joined=False)
    assert [line.split()[1] for line in take(player).splitlines()] == [
        b"name-taken",
        b"not-joined",
    ]
    assert rooms.said[1:] == [("join", player, "ana2", "lobby")]


def test_a_player_who_quits_leaves_before_his_connection_is_lost() -> None:
    rooms = Asked()
    player = new_player(rooms)
    assert give(player, b"quit\n5\n") == b"BYE\n"
    assert player.finished
    assert rooms.said == [("leave", player, False)]


def test_a_player_is_excused_only_if_the_server_ends_his_connection() -> None:
    rooms = Asked()
    player = new_player(rooms)
    player.connection_lost()
    player.connection_lost(excused=True)
    assert rooms.said == [("leave", player, False), ("leave", player, True)]


def test_a_player_has_no_host_until_it_is_known() -> None:
    assert RaceSession(Asked()).host is None


def test_a_player_in_no_room_has_nothing_to_read_or_to_skip() -> None:
    player = new_player(Asked())
    wakes = count_wakes(player)
    player.skip(5)
    player.read_on()
    assert not wakes
    assert (player.place, player.behind, player.room_is_full) == (0, 0, False)
    player.tell(b"* NEXT 5\n")
    assert take(player) == b"* NEXT 5\n"


def test_a_player_may_send_once_he_was_told_all() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    player.tell(b"* 2\n")
    log.append(b"* 3\n")
    assert player.data_to_send() == b"* 1\n* 2\n* 3\n"
    assert player.wants_input
    nowhere = RaceSession(Asked())
    nowhere.data_to_send()
    assert nowhere.wants_input


def test_a_player_who_has_quit_is_told_no_more() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    assert give(player, b"QUIT\n") == b"* 1\nBYE\n"
    log.append(b"* 2\n")
    player.tell(b"* NEXT 5\n")
    assert take(player) == b""


def test_a_player_sent_away_is_told_why_and_no_more() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    assert end(player, ErrorCode.TOO_SLOW) == b"ERR too-slow you read too slowly, goodbye\n"


def test_the_log_of_the_room_comes_before_the_reply() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    assert give(player, b"HELP\n50\n") == b"* 1\n" + HELP + b"* GUESS bo 6\nHIGHER 6\n"


def test_lines_to_one_player_keep_their_place_between_lines_of_the_room() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    player.tell(b"* told\n")
    log.append(b"* 2\n")
    player.tell(b"* told, too\n")
    log.append(b"* 3\n")
    assert take(player) == b"* 1\n* told\n* 2\n* told, too\n* 3\n"
    assert player.wants_input


def test_a_player_who_changes_rooms_hears_each_while_he_is_in_it() -> None:
    player, log = new_listener()
    log.append(b"* 1\n")
    other = RoomLog()
    other.append(b"* before\n")
    player.listen(other)
    log.append(b"* 2\n")
    other.append(b"* 3\n")
    player.listen(None)
    other.append(b"* 4\n")
    assert take(player) == b"* 1\n* 3\n"


def test_a_player_does_not_hear_what_he_did_himself() -> None:
    player, log = new_listener()
    player.skip(len(b"* ana\n"))
    log.append(b"* ana\n")
    log.append(b"* bo\n")
    assert take(player) == b"* bo\n"


def test_the_driver_is_woken_when_there_is_something_to_read_on() -> None:
    player, log = new_listener()
    wakes = count_wakes(player)
    player.read_on()
    assert not wakes
    log.append(b"* 1\n")
    player.read_on()
    assert len(wakes) == 1
    assert take(player) == b"* 1\n"
    player.read_on()
    assert len(wakes) == 1


def test_the_driver_is_not_woken_for_what_it_pulls_anyway() -> None:
    player, _ = new_listener()
    wakes = count_wakes(player)
    assert give(player, b"50\n") == b"* GUESS bo 6\nHIGHER 6\n"
    assert not wakes


def test_a_player_reads_as_much_as_a_piece_holds_and_the_rest_stays_in_the_log() -> None:
    player, log = new_listener()
    player.tell(b"* told\n")
    log.append(b"x" * PIECE)
    log.append(b"y" * PIECE)
    assert player.behind == 2 * PIECE
    first = player.data_to_send()
    assert first == b"* told\n" + b"x" * (PIECE - len(b"* told\n"))
    assert player.place == PIECE - len(b"* told\n")
    assert not player.wants_input
    assert take(player) == b"x" * len(b"* told\n") + b"y" * PIECE
    assert (player.place, player.behind) == (2 * PIECE, 0)
    assert player.wants_input


def test_a_player_who_sends_no_more_hears_all_that_has_been_said() -> None:
    player, log = new_listener()
    log.append(b"x" * 2 * PIECE)
    player.receive_eof()
    assert player.data_to_send() == b"x" * PIECE
    assert not player.finished
    assert give_eof(player) == b"x" * PIECE
    assert player.finished


def test_a_room_is_full_for_a_player_while_more_is_kept_than_he_may_be_behind() -> None:
    player, log = new_listener()
    log.append(b"x" * KEPT)
    assert not player.room_is_full
    log.append(b"y")
    assert player.room_is_full


def test_a_long_log_comes_in_pieces_and_in_order() -> None:
    player, log = new_listener()
    said = b"".join(b"* %d\n" % number for number in range(20_000))
    log.append(said)
    pieces = list(iter(player.data_to_send, b""))
    assert bytes(chain.from_iterable(pieces)) == said
    assert max(map(len, pieces)) == PIECE
