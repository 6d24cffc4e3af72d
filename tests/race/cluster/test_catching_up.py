"""What players are told when their server hears the room again."""

import pytest

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.race.messages import (
    NextRound,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    Push,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
)
from trio_sockets.race.cluster.catching_up import Known, missed
from trio_sockets.race.cluster.script import ScriptReply, Snapshot

HERE = {"ana": 150, "bo": 0}


ROUND_3, AFTER_3, ROUND_4, AFTER_4, NEW = (3, True), (3, False), (4, True), (4, False), (0, False)


def told(
    known: Known,
    stands: tuple[int, bool],
    players: dict[str, int] = HERE,
    *,
    lost: bool = False,
    plays: bool = True,
) -> list[Push]:
    answer = ScriptReply("e", 9, *stands, 1500, 1, 100, 7, (), None, ())
    snapshot = Snapshot(players, 42, 2, {}, {})
    return missed(known, answer, snapshot, lost=lost, plays=plays)


def at(stood: tuple[int, bool], players: dict[str, int] = HERE) -> Known:
    return Known("run", dict(players), *stood)


@pytest.mark.parametrize("stands", [NEW, ROUND_3, AFTER_3])
def test_nothing_if_nothing_has_happened(stands: tuple[int, bool]) -> None:
    assert told(at(stands), stands) == []


def test_who_has_come_and_gone_and_what_they_have() -> None:
    known = at(ROUND_3, {"ana": 50, "bo": 0, "cy": 10})
    news = told(known, ROUND_3, {"ana": 150, "bo": 0, "dan": 0})
    assert news == [PlayerLeft("cy"), PlayerHere("ana", 150), PlayerHere("dan", 0)]


def test_how_the_round_ended_and_when_the_next_begins() -> None:
    assert told(at(ROUND_3), AFTER_3) == [RoundEnded(42), NextRound(2)]


def test_a_number_is_not_told_for_a_round_that_it_was_not_of() -> None:
    assert told(at(ROUND_3), AFTER_4) == [NextRound(2)]


@pytest.mark.parametrize("stood", [ROUND_3, AFTER_3])
def test_the_round_that_began_meanwhile(stood: tuple[int, bool]) -> None:
    assert told(at(stood), ROUND_4) == [RoundBegins(4, 1, 100, 7)]
    assert told(at(stood), ROUND_4, plays=False) == [RoundUnderWay(4)]


def test_who_had_to_join_anew_is_told_that_he_waits_for_the_round_to_end() -> None:
    assert told(at(ROUND_3), ROUND_3, plays=False) == [RoundUnderWay(3)]
    assert told(at(AFTER_3), AFTER_3, plays=False) == []


def test_a_round_is_void_if_the_room_was_lost() -> None:
    assert told(at(ROUND_3), NEW, lost=True) == [RoundVoid(3), NextRound(2)]
    assert told(at(AFTER_3), NEW, lost=True) == [NextRound(2)]
    news = told(at(ROUND_3), ROUND_3, lost=True, plays=False)
    assert news == [RoundVoid(3), RoundUnderWay(3)]


def test_points_are_known_from_what_was_told() -> None:
    known = Known()
    known.hear([PlayerHere("ana", 3), PlayerJoined("bo"), PlayerJoined("cy")])
    known.hear([Score("bo", 7, 7), PlayerLeft("cy"), PlayerLeft("nobody")])
    assert known.players == {"ana": 3, "bo": 7}
