"""What a player can know, and the bot that plays by it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets import Game, GarbledError, Higher, Lose, Lower, Parameters, Win
from trio_sockets.client.candidates import Candidates


def test_each_answer_narrows_them() -> None:
    possible = Candidates(1, 100)
    possible = possible.after(50, Higher(6))
    assert possible == Candidates(51, 100)
    possible = possible.after(75, Lower(5))
    assert possible == Candidates(51, 74)
    assert possible.after(63, Win(3)) == Candidates(63, 63)
    assert possible.after(63, Lose(64)) == Candidates(64, 64)


def test_an_answer_that_says_less_than_is_known_widens_nothing() -> None:
    assert Candidates(51, 74).after(10, Higher(5)) == Candidates(51, 74)
    assert Candidates(51, 74).after(90, Lower(5)) == Candidates(51, 74)


@pytest.mark.parametrize(
    ("guess", "outcome"), [(74, Higher(3)), (51, Lower(3)), (75, Win(4)), (60, Lose(50))]
)
def test_a_server_that_contradicts_itself_is_found_out(
    guess: int, outcome: Higher | Lower | Win | Lose
) -> None:
    with pytest.raises(GarbledError, match="true to the others"):
        Candidates(51, 74).after(guess, outcome)


@given(st.integers(1, 10**18 - 1), st.data())
def test_bisection_always_wins_within_log2_of_n_plus_1(high: int, data: st.DataObject) -> None:
    secret = data.draw(st.integers(1, high))
    tries = high.bit_length()
    assert tries == math.ceil(math.log2(high + 1)) or high > 2**50  # a float's precision ends there
    game, possible = Game(secret, Parameters(1, high, tries)), Candidates(1, high)
    while True:
        outcome = game.guess(possible.middle)
        if isinstance(outcome, Win):
            break
        assert not isinstance(outcome, Lose)
        possible = possible.after(possible.middle, outcome)


@pytest.mark.parametrize(
    ("possible", "columns"),
    [
        (Candidates(1, 100), (0, 50)),
        (Candidates(51, 100), (25, 50)),
        (Candidates(1, 50), (0, 25)),
        (Candidates(100, 100), (49, 50)),
        (Candidates(1, 1), (0, 1)),
        (Candidates(63, 63), (31, 32)),
    ],
)
def test_the_bar_shows_where_they_lie(possible: Candidates, columns: tuple[int, int]) -> None:
    assert possible.bar(1, 100, 50) == columns


@given(st.integers(-1000, 1000), st.integers(0, 10**12), st.data())
def test_the_bar_always_shows_something_and_stays_inside(
    low: int, span: int, data: st.DataObject
) -> None:
    possible_low = data.draw(st.integers(low, low + span))
    possible_high = data.draw(st.integers(possible_low, low + span))
    begin, end = Candidates(possible_low, possible_high).bar(low, low + span, 50)
    assert 0 <= begin < end <= 50
