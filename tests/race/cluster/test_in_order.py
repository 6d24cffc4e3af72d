"""Steps are given out in order, each once, whichever way and however often they come."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.race.cluster.order import InOrder


@dataclass(frozen=True)
class Item:
    seq: int
    epoch: str = "e"
    note: bool = False


def fed(order: InOrder[Item], *items: Item) -> list[Item]:
    given_out = []
    for item in items:
        (order.note if item.note else order.take)(item)
        given_out += list(order)
    return given_out


@given(st.permutations([*range(1, 9), *range(1, 9)]), st.lists(st.integers(0, 8)))
def test_any_arrival_gives_the_same_order(arrivals: list[int], noted: list[int]) -> None:
    order: InOrder[Item] = InOrder()
    order.start("e", 0)
    notes = [Item(seq, note=True) for seq in noted]
    items = fed(order, *notes, *map(Item, arrivals))
    assert [item.seq for item in items if not item.note] == list(range(1, 9))
    for note in notes:
        assert note.seq == 0 or items.index(Item(note.seq)) < items.index(note)
    assert sum(item.note for item in items) == len(notes)
    assert not order.gap


def test_all_is_held_until_the_beginning_is_known() -> None:
    order: InOrder[Item] = InOrder()
    assert fed(order, Item(5), Item(4), Item(3), Item(4, "other")) == []
    assert order.gap
    order.start("e", 3)
    assert list(order) == [Item(4), Item(5)]
    assert not order.gap


def test_what_is_missing_is_a_gap_until_one_starts_behind_it() -> None:
    order: InOrder[Item] = InOrder()
    order.start("e", 0)
    assert fed(order, Item(2), Item(4)) == []
    assert order.gap
    order.start("e", 3)
    assert list(order) == [Item(4)]
    assert not order.gap


def test_nothing_is_told_twice_by_starting_before_it() -> None:
    order: InOrder[Item] = InOrder()
    order.start("e", 0)
    fed(order, Item(1), Item(2))
    order.start("e", 1)
    assert fed(order, Item(2), Item(3)) == [Item(3)]


def test_another_life_of_the_room_begins_anew() -> None:
    order: InOrder[Item] = InOrder()
    order.start("e", 7)
    assert fed(order, Item(2, "f")) == []
    order.start("f", 1)
    assert list(order) == [Item(2, "f")]
    assert order.has_given(Item(2, "f"))
    assert not order.has_given(Item(1))
