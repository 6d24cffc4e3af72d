"""The adversary: it never lies, and never gives in early."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.opponents.adversary import Adversary
from trio_sockets.protocol.messages import Parameters


def bisect(parameters: Parameters) -> list[Kind]:
    adversary = Adversary.of(parameters)
    kinds = []
    while not adversary.over:
        answer, adversary = adversary.answer((adversary.low + adversary.high) // 2)
        kinds.append(answer.kind)
    return kinds


@given(low=st.integers(-1000, 1000), numbers=st.integers(1, 5000))
def test_who_halves_wins_with_log2_tries_and_not_with_one_less(low: int, numbers: int) -> None:
    tries = math.ceil(math.log2(numbers + 1))
    assert bisect(Parameters(low, low + numbers - 1, tries))[-1] is Kind.WIN
    if tries > 1:
        assert bisect(Parameters(low, low + numbers - 1, tries - 1))[-1] is Kind.LOSE


@given(guesses=st.lists(st.integers(-5, 60), min_size=1), gives_in=st.none() | st.integers(0, 9))
def test_some_number_fits_all_answers(guesses: list[int], gives_in: int | None) -> None:
    adversary = Adversary.of(Parameters(1, 50, len(guesses)), gives_in=gives_in)
    possible = set(range(1, 51))
    for guess in guesses:
        if adversary.over:
            break
        answer, adversary = adversary.answer(guess)
        match answer.kind:
            case Kind.HIGHER:
                possible = {number for number in possible if number > guess}
            case Kind.LOWER:
                possible = {number for number in possible if number < guess}
            case _:
                possible &= {answer.numbers["number"]}
        if answer.kind is Kind.LOSE:
            assert answer.numbers["number"] != guess
        assert possible == set(range(adversary.low, adversary.high + 1))
        assert possible
    assert adversary.over


def test_luck_is_of_no_use() -> None:
    for first in range(1, 101):
        answer, _ = Adversary.of(Parameters(1, 100, 7)).answer(first)
        assert answer.kind in {Kind.HIGHER, Kind.LOWER}
        assert answer.numbers == {"left": 6}


def test_it_gives_in_to_the_first_guess_that_may_be_right_when_it_is_tired() -> None:
    adversary = Adversary.of(Parameters(1, 100, 7), gives_in=1)
    kinds = []
    for guess in (50, 50, 20, 75):
        answer, adversary = adversary.answer(guess)
        kinds.append(answer.kind)
    assert kinds == [Kind.HIGHER, Kind.HIGHER, Kind.HIGHER, Kind.WIN]
    assert answer.numbers == {"used": 4, "number": 75}


def test_the_only_number_wins_and_nobody_guesses_after_the_end() -> None:
    answer, adversary = Adversary.of(Parameters(5, 5, 3)).answer(5)
    assert answer.kind is Kind.WIN
    with pytest.raises(ValueError, match="over"):
        adversary.answer(5)


def test_a_single_try_is_lost() -> None:
    answer, _ = Adversary.of(Parameters(1, 2, 1)).answer(1)
    assert (answer.kind, answer.numbers) == (Kind.LOSE, {"used": 1, "number": 2})
