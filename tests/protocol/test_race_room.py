from __future__ import annotations

import pytest

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Higher, Joined, Lower, Out, Parameters, Win
from trio_sockets.protocol.race.messages import (
    NextRound,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    Score,
)
from trio_sockets.protocol.race.room import Phase, Pushed, Room
from trio_sockets.protocol.race.rules import MAX_PLAYERS, Rules

RULES = Rules(Parameters(1, 100, 2), countdown=5_000, limit=60_000)


def room_of(*names: str, running: bool = True) -> Room:
    """Return a room whose first round began at 5,000 ms with the number 63."""
    room = Room("lobby", RULES)
    for name in names:
        room.join(name, 0)
    if running:
        room.tick(5_000, 63)
    return room


def test_the_first_player_starts_the_countdown() -> None:
    room = Room("lobby", RULES)
    answer = room.join("ana", 1_000)
    assert answer.decision == Joined("lobby", 1)
    assert answer.told == (NextRound(5),)
    assert (room.phase, room.due) == (Phase.COUNTDOWN, 6_000)


def test_a_newcomer_hears_of_the_others_and_they_of_him() -> None:
    room = room_of("ana", running=False)
    answer = room.join("bo", 1_500)
    assert answer.decision == Joined("lobby", 2)
    assert answer.told == (PlayerHere("ana", 0), NextRound(4))
    assert answer.pushed == (Pushed(PlayerJoined("bo"), but="bo"),)
    assert room.due == 5_000


@pytest.mark.parametrize("name", ["ana", "ANA", "\uff41na"])
def test_a_name_is_taken_however_it_is_written(name: str) -> None:
    room = room_of("Ana")
    assert room.join(name, 0).decision == Error(ErrorCode.NAME_TAKEN)
    assert len(room.players) == 1


def test_a_room_holds_500_players() -> None:
    room = room_of(*(f"p{number}" for number in range(MAX_PLAYERS)))
    assert room.join("late", 0).decision == Error(ErrorCode.ROOM_FULL)
    room.leave("p7", 0)
    assert room.join("late", 0).decision == Joined("lobby", MAX_PLAYERS)


def test_a_round_begins_when_its_time_has_come_and_not_before() -> None:
    room = room_of("ana", running=False)
    assert room.tick(4_999, 63) == ()
    assert room.tick(5_000, 63) == (Pushed(RoundBegins(1, 1, 100, 2)),)
    assert room.due == 65_000


def test_hints_say_where_the_number_is() -> None:
    room = room_of("ana", "bo")
    answer = room.guess("ana", 62, 6_000)
    assert answer.decision == Higher(1)
    assert answer.pushed == (Pushed(PlayerGuessed("ana", 1), but="ana"),)
    assert room.guess("bo", 64, 6_000).decision == Lower(1)


def test_a_find_ends_the_round_for_all() -> None:
    room = room_of("ana", "bo")
    answer = room.guess("ana", 63, 35_000)
    assert answer.decision == Win(1)
    assert answer.pushed == (
        Pushed(PlayerWon("ana", 1), but="ana"),
        Pushed(RoundEnded(63)),
        Pushed(Score("ana", 150, 150)),
        Pushed(NextRound(5)),
    )
    assert room.guess("bo", 63, 35_001).decision == Error(ErrorCode.NO_ROUND)


def test_points_add_up_until_a_player_leaves() -> None:
    room = room_of("ana", "bo")
    room.guess("ana", 63, 5_000)
    room.tick(10_000, 7)
    assert Pushed(Score("ana", 200, 400)) in room.guess("ana", 7, 10_000).pushed
    room.leave("ana", 11_000)
    room.join("ana", 11_000)
    assert room.players["ana"].total == 0


@pytest.mark.parametrize(
    ("tries", "used", "elapsed", "points"),
    [
        *((7, 1, 0, 200), (7, 7, 0, 114), (7, 4, 30_000, 107)),
        *((7, 1, 1, 199), (7, 1, 59_999, 100), (7, 1, 60_000, 100), (1, 1, 99_999, 100)),
    ],
)
def test_points_are_for_tries_left_and_for_time_left(
    tries: int, used: int, elapsed: int, points: int
) -> None:
    rules = Rules(Parameters(1, 100, tries), limit=60_000)
    assert rules.points(used, elapsed) == points


def test_no_points_are_for_time_beyond_the_limit() -> None:
    assert Rules(Parameters(1, 100, 1), limit=10).points(1, 11) == 100


def test_the_last_to_be_out_ends_the_round() -> None:
    room = room_of("ana", "bo")
    for key in ("ana", "bo"):
        room.guess(key, 1, 6_000)
    answer = room.guess("ana", 2, 6_000)
    assert answer.decision == Out()
    assert answer.pushed == (Pushed(PlayerOut("ana"), but="ana"),)
    assert room.guess("ana", 63, 6_000).decision == Error(ErrorCode.NO_TRIES)
    assert room.guess("bo", 2, 6_000).pushed == (
        Pushed(PlayerOut("bo"), but="bo"),
        Pushed(RoundEnded(63)),
        Pushed(NextRound(5)),
    )


def test_a_player_who_leaves_with_tries_left_does_not_hold_the_others() -> None:
    room = room_of("ana", "bo")
    room.guess("ana", 1, 6_000)
    room.guess("ana", 2, 6_000)
    assert room.leave("bo", 7_000) == (
        Pushed(PlayerLeft("bo")),
        Pushed(RoundEnded(63)),
        Pushed(NextRound(5)),
    )


def test_a_silent_player_does_not_hold_the_others() -> None:
    room = room_of("ana")
    assert room.tick(64_999, 1) == ()
    assert room.tick(65_000, 1) == (Pushed(RoundEnded(63)), Pushed(NextRound(5)))
    assert room.phase is Phase.COUNTDOWN


def test_a_newcomer_plays_from_the_next_round() -> None:
    room = room_of("ana")
    answer = room.join("bo", 6_000)
    assert answer.told == (PlayerHere("ana", 0), RoundUnderWay(1))
    assert room.guess("bo", 63, 6_000).decision == Error(ErrorCode.NO_ROUND)
    room.guess("ana", 63, 6_000)
    room.tick(11_000, 7)
    assert room.guess("bo", 7, 11_000).decision == Win(1)


def test_a_guess_outside_the_bounds_costs_no_try() -> None:
    room = room_of("ana")
    for number in (0, 101, -5):
        assert room.guess("ana", number, 6_000).decision == Error(ErrorCode.OUT_OF_RANGE)
    assert room.guess("ana", 1, 6_000).decision == Higher(1)


def test_a_player_who_has_left_cannot_leave_again() -> None:
    room = room_of("ana", "bo")
    assert room.leave("bo", 0)
    assert room.leave("bo", 0) == ()


def test_rounds_are_counted() -> None:
    room = room_of("ana")
    room.guess("ana", 63, 6_000)
    assert room.tick(11_000, 7) == (Pushed(RoundBegins(2, 1, 100, 2)),)


@pytest.mark.parametrize(
    ("left", "seconds"), [(-1, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (2_000, 2)]
)
def test_a_countdown_is_told_in_whole_seconds_rounded_up(left: int, seconds: int) -> None:
    room = room_of("ana", running=False)
    assert room.join("bo", room.due - left).told[-1] == NextRound(seconds)


def test_a_secret_lies_between_the_bounds() -> None:
    with pytest.raises(ValueError, match=r"^the secret does not lie between the bounds$"):
        room_of("ana", running=False).tick(5_000, 101)


@pytest.mark.parametrize(
    ("times", "complaint"),
    [
        ({"countdown": 0}, "the countdown must last a millisecond at least"),
        ({"limit": 0}, "the round must last a millisecond at least"),
    ],
)
def test_times_are_a_millisecond_at_least(times: dict[str, int], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        Rules(Parameters(1, 2, 1), **times)


def test_a_round_and_its_countdown_may_last_a_millisecond() -> None:
    room = Room("lobby", Rules(Parameters(1, 2, 1), countdown=1, limit=1))
    room.join("ana", 0)
    assert room.tick(1, 2) == (Pushed(RoundBegins(1, 1, 2, 1)),)
    assert room.tick(2, 2) == (Pushed(RoundEnded(2)), Pushed(NextRound(1)))
