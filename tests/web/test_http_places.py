"""The connection that loses its place when one more comes."""

import pytest

from trio_sockets.web.places import Places


def places(*taken: str) -> Places[str]:
    """Return as many places as are taken, each by a name whose first letter is its host."""
    given = Places[str](len(taken))
    for name in taken:
        assert given.enter(name, name[0]) is None
    return given


@pytest.mark.parametrize(
    ("taken", "newcomer", "evicted"),
    [
        (["a1", "a2", "a3"], "b1", "a1"),
        (["b1", "a1", "a2"], "c1", "a1"),
        (["b1", "a1", "a2"], "a3", "a1"),
        (["b1", "a1", "c1"], "a2", "a1"),
        (["a1", "b1", "c1"], "d1", "a1"),
        (["a1", "a2", "b1", "b2"], "b3", "b1"),
        (["b1", "a1", "a2", "b2"], "c1", "b1"),
        (["a1"], "b1", "a1"),
    ],
)
def test_the_host_with_the_most_loses_the_one_that_waited_longest(
    taken: list[str], newcomer: str, evicted: str
) -> None:
    given = places(*taken)
    assert given.enter(newcomer, newcomer[0]) == evicted
    assert len(given) == len(taken)


def test_one_that_waits_for_its_answer_goes_last() -> None:
    given = places("a1", "a2", "a3")
    given.asked("a1")
    given.asked("a3")
    assert given.enter("b1", "b") == "a2"
    assert given.enter("b2", "b") == "b1"
    given.asked("b2")
    assert given.enter("c1", "c") == "a1"  # all wait for an answer: the oldest of the most


def test_one_that_is_waited_for_again_begins_anew() -> None:
    given = places("a1", "a2", "a3")
    given.asked("a1")
    given.waits("a1")
    assert given.enter("a4", "a") == "a2"


def test_peers_without_an_address_count_as_one_host() -> None:
    given = Places[str](2)
    assert given.enter("u1", None) is None
    assert given.enter("u2", None) is None
    assert given.enter("a1", "a") == "u1"


def test_a_place_is_given_back_once() -> None:
    given = places("a1", "a2")
    given.leave("a1")
    given.leave("a1")
    assert len(given) == 1
    assert given.enter("b1", "b") is None
    assert given.enter("c1", "c") == "a2"
    for name in ("a2", "b1"):  # the evicted gives back what it has no more
        given.asked(name)
        given.waits(name)
    given.leave("a2")
    assert len(given) == 2


def test_a_host_with_a_crowd_never_takes_the_place_of_one_with_a_single_connection() -> None:
    given = places("b1", "a1", "a2", "a3")
    evicted = {given.enter(f"a{number}", "a") for number in range(4, 100)}
    assert "b1" not in evicted
