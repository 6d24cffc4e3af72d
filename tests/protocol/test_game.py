from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from trio_sockets.protocol.game import TRANSITIONS, Game, GameOver, GuessEvent, State
from trio_sockets.protocol.messages import Higher, Lose, Lower, Parameters, Win

if TYPE_CHECKING:
    from trio_sockets.protocol.game import Outcome

SECRET = 63
TRIES = 3

LEGAL = {
    (State.PLAYING, GuessEvent.FOUND): (State.WON, Win(2)),
    (State.PLAYING, GuessEvent.MISSED): (State.PLAYING, Higher(1)),
    (State.PLAYING, GuessEvent.MISSED_LAST): (State.LOST, Lose(SECRET)),
}
ILLEGAL = [pair for pair in product(State, GuessEvent) if pair not in LEGAL]


def new_game(tries: int = TRIES) -> Game:
    return Game(SECRET, Parameters(1, 100, tries))


def game_before(state: State, event: GuessEvent) -> tuple[Game, int]:
    """Return a game in that state, and the guess that is that event."""
    game = new_game()
    game.state = state
    game.used = TRIES - 1 if event is GuessEvent.MISSED_LAST else 1
    return game, SECRET if event is GuessEvent.FOUND else 50


@pytest.mark.parametrize(("state", "event"), LEGAL)
def test_a_legal_step_leads_where_the_rules_say(state: State, event: GuessEvent) -> None:
    game, guess = game_before(state, event)
    used = game.used
    next_state, outcome = LEGAL[state, event]
    assert game.guess(guess) == outcome
    assert (game.state, game.used) == (next_state, used + 1)


@pytest.mark.parametrize(("state", "event"), ILLEGAL)
def test_a_guess_after_the_end_is_the_callers_fault_and_changes_nothing(
    state: State, event: GuessEvent
) -> None:
    game, guess = game_before(state, event)
    used = game.used
    with pytest.raises(GameOver, match=f"^the game has been {state.value}$"):
        game.guess(guess)
    assert (game.state, game.used) == (state, used)


def test_the_table_holds_the_legal_steps_and_no_other() -> None:
    assert {pair: state for pair, (state, _) in LEGAL.items()} == TRANSITIONS


@pytest.mark.parametrize(
    ("guesses", "outcomes", "end"),
    [
        ([63], [Win(1)], State.WON),
        ([50, 63], [Higher(2), Win(2)], State.WON),
        ([50, 75, 63], [Higher(2), Lower(1), Win(3)], State.WON),
        ([50, 75, 62], [Higher(2), Lower(1), Lose(63)], State.LOST),
        ([64, 64], [Lower(2), Lower(1)], State.PLAYING),
        ([1, 100], [Higher(2), Lower(1)], State.PLAYING),
    ],
)
def test_a_game_is_won_at_the_find_and_lost_with_the_last_try(
    guesses: list[int], outcomes: list[Outcome], end: State
) -> None:
    game = new_game()
    assert [game.guess(number) for number in guesses] == outcomes
    assert game.state is end
    assert game.left == TRIES - len(guesses)


@pytest.mark.parametrize("tries", [1, 2, 7])
def test_the_last_try_can_win(tries: int) -> None:
    game = new_game(tries)
    assert [game.guess(1) for _ in range(tries - 1)] == [Higher(n) for n in range(tries - 1, 0, -1)]
    assert game.guess(SECRET) == Win(tries)


@pytest.mark.parametrize("tries", [1, 2, 7])
def test_a_game_is_lost_exactly_with_the_last_try(tries: int) -> None:
    game = new_game(tries)
    for _ in range(tries - 1):
        game.guess(1)
        assert game.state is State.PLAYING
    assert game.guess(1) == Lose(SECRET)
    assert (game.state, game.left) == (State.LOST, 0)


@pytest.mark.parametrize("number", [0, 101, -50, 10**18])
def test_a_guess_out_of_bounds_uses_no_try(number: int) -> None:
    game = new_game()
    with pytest.raises(ValueError, match=r"^the guess does not lie between the bounds$"):
        game.guess(number)
    assert (game.state, game.left) == (State.PLAYING, TRIES)


@pytest.mark.parametrize("secret", [0, 101])
def test_a_secret_out_of_bounds_is_refused(secret: int) -> None:
    with pytest.raises(ValueError, match=r"^the secret does not lie between the bounds$"):
        Game(secret, Parameters(1, 100, TRIES))


@pytest.mark.parametrize("secret", [1, 100])
def test_the_bounds_themselves_can_be_the_number(secret: int) -> None:
    assert Game(secret, Parameters(1, 100, 1)).guess(secret) == Win(1)


@pytest.mark.parametrize(
    ("low", "high", "tries", "complaint"),
    [
        (5, 1, 3, "low 5 is above high 1"),
        (1, 10, 0, "tries must be at least 1, not 0"),
        (1, 10, -1, "tries must be at least 1, not -1"),
        (1, 10**18, 3, "high has more than 18 digits"),
        (-(10**18), 1, 3, "low has more than 18 digits"),
        (1, 10, 10**18, "tries has more than 18 digits"),
    ],
)
def test_parameters_that_cannot_be_played_are_refused(
    low: int, high: int, tries: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        Parameters(low, high, tries)


def test_parameters_may_have_18_digits() -> None:
    most = 10**18 - 1
    assert Parameters(-most, most, most).tries == most
