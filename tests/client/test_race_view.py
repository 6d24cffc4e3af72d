"""What a player of the race knows after each event."""

from functools import reduce

import pytest

from trio_sockets import Error, ErrorCode, GarbledError, Higher, Lower, Parameters, Win
from trio_sockets.client.candidates import Candidates
from trio_sockets.client.race.client import Answered, Event
from trio_sockets.client.race.view import PlayerStanding, RaceView, Stage
from trio_sockets.protocol.messages import Guess, Joined, Out
from trio_sockets.protocol.race.messages import (
    Join,
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
)

JOINED = (Answered(Join("Ana", "blue"), Joined("blue", 2)), PlayerHere("ben", 180))
BEGUN = (*JOINED, NextRound(5), RoundBegins(1, 1, 100, 7))


def after(*events: Event, now: float = 0) -> RaceView:
    return reduce(lambda view, event: view.after(event, now), events, RaceView("Ana"))


def standing(view: RaceView, name: str) -> PlayerStanding:
    return view.players[name]


def test_who_joins_sees_himself_and_those_who_were_here() -> None:
    view = after(*JOINED)
    assert view.room == "blue"
    assert view.ranked() == [PlayerStanding("ben", 180), PlayerStanding("Ana")]


def test_others_come_and_go() -> None:
    view = after(*JOINED, PlayerJoined("zoe"), PlayerLeft("BEN"))
    assert view.ranked() == [PlayerStanding("Ana"), PlayerStanding("zoe")]


def test_the_next_round_begins_at_a_time() -> None:
    assert after(NextRound(5), now=100).begins == 105
    assert after(*BEGUN).begins is None


def test_a_round_begins_with_all_tries_and_all_numbers() -> None:
    view = after(*BEGUN)
    assert (view.stage, view.round, view.left) == (Stage.PLAYING, 1, 7)
    assert view.parameters == Parameters(1, 100, 7)
    assert view.possible == Candidates(1, 100)
    assert standing(view, "ben").left == 7


def test_ones_own_guesses_narrow_the_range_and_those_of_others_do_not() -> None:
    higher, lower = Answered(Guess(50), Higher(6)), Answered(Guess(75), Lower(5))
    view = after(*BEGUN, higher, PlayerGuessed("ben", 6), lower)
    assert view.possible == Candidates(51, 74)
    assert (view.left, standing(view, "ben").left) == (5, 6)


def test_without_tries_one_waits() -> None:
    view = after(*BEGUN, Answered(Guess(3), Out()), PlayerOut("ben"))
    assert (view.left, view.stage) == (0, Stage.PLAYING)
    assert standing(view, "ben").left == 0


def test_a_win_ends_the_round_and_is_worth_points() -> None:
    won = (Answered(Guess(63), Win(1)), RoundEnded(63), Score("Ana", 200, 200), NextRound(5))
    view = after(*BEGUN, *won)
    assert (view.stage, view.left, view.played) == (Stage.COUNTDOWN, 0, 1)
    assert view.possible == Candidates(63, 63)
    assert view.ranked()[0] == PlayerStanding("Ana", 200, won=True)
    assert not standing(after(*BEGUN, *won, RoundBegins(2, 1, 100, 7)), "ana").won


def test_another_wins() -> None:
    view = after(*BEGUN, PlayerWon("ben", 3), RoundEnded(63), Score("ben", 150, 330))
    assert standing(view, "ben") == PlayerStanding("ben", 330, won=True)
    assert view.played == 1


def test_who_comes_late_watches_and_has_not_played_that_round() -> None:
    view = after(*JOINED, RoundUnderWay(4))
    assert (view.stage, view.round, view.left) == (Stage.WATCHING, 4, 0)
    assert after(*JOINED, RoundUnderWay(4), PlayerGuessed("ben", 2), RoundEnded(63)).played == 0


def test_a_lost_round_has_not_been_played() -> None:
    view = after(*BEGUN, RoundVoid(1), NextRound(5))
    assert (view.stage, view.played, view.left) == (Stage.COUNTDOWN, 0, 0)


def test_a_pause_changes_nothing_else() -> None:
    assert after(*BEGUN, Paused()).paused
    assert after(*BEGUN, Paused(), Resumed()) == after(*BEGUN)


@pytest.mark.parametrize(
    "event",
    [
        PlayerGuessed("nobody", 1),
        PlayerLeft("nobody"),
        Score("nobody", 1, 1),
        Answered(Guess(7), Error(ErrorCode.NO_ROUND)),
    ],
)
def test_what_tells_nothing_new_changes_nothing(event: Event) -> None:
    assert after(*BEGUN, event) == after(*BEGUN)


def test_a_server_that_contradicts_itself_is_found_out() -> None:
    with pytest.raises(GarbledError, match="true to the others"):
        after(*BEGUN, Answered(Guess(50), Higher(6)), Answered(Guess(40), Lower(5)))
    with pytest.raises(GarbledError, match="a round that can be played"):
        after(*JOINED, RoundBegins(1, 100, 1, 7))
