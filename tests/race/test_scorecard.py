from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.messages import RoundVoid
from trio_sockets.protocol.race.room import Pushed, Room
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.scorecard import RaceResult, Scorecard

RULES = Rules(Parameters(1, 100, 2), countdown=5_000)
HERE = {"ana", "bo"}


class Round:
    """A round of ana, bo and cy, whose number is 63; cy plays on another server."""

    def __init__(self) -> None:
        self.card = Scorecard()
        self.room = Room("lobby", RULES)
        for name in ("ana", "bo", "cy"):
            self.room.join(name, 0)
        self.results: list[RaceResult] = []
        self.hear(self.room.tick(5_000, 63), 5)

    def hear(self, pushed: tuple[Pushed, ...], now: float) -> None:
        self.results += self.card.hear(pushed, HERE, now)

    def guess(self, key: str, number: int, now: float) -> None:
        self.hear(self.room.guess(key, number, 6_000).pushed, now)


def test_everybody_who_guessed_here_has_a_result_when_the_round_is_over() -> None:
    played = Round()
    played.guess("ana", 1, 6)
    played.guess("cy", 2, 7)
    played.guess("bo", 3, 8)
    assert played.results == []
    played.guess("bo", 63, 9.5)
    assert played.results == [
        RaceResult("ana", 1, 100, 2, 1, won=False, seconds=1),
        RaceResult("bo", 1, 100, 2, 2, won=True, seconds=4.5),
    ]


def test_who_is_out_has_used_all_tries() -> None:
    played = Round()
    played.guess("ana", 1, 6)
    played.guess("ana", 2, 7)
    played.guess("cy", 63, 8)
    assert played.results == [RaceResult("ana", 1, 100, 2, 2, won=False, seconds=2)]


def test_who_leaves_after_a_guess_keeps_his_result() -> None:
    played = Round()
    played.guess("ana", 1, 6)
    played.hear(played.room.leave("ana", 7_000), 7)
    played.guess("cy", 63, 8)
    assert [result.name for result in played.results] == ["ana"]


def test_a_void_round_has_no_results() -> None:
    played = Round()
    played.guess("ana", 1, 6)
    played.hear((Pushed(RoundVoid(1)),), 7)
    played.guess("bo", 63, 8)
    assert played.results == []


def test_a_round_whose_beginning_was_not_heard_has_no_results() -> None:
    played = Round()
    played.card = Scorecard()
    played.guess("ana", 1, 6)
    played.guess("bo", 63, 8)
    assert played.results == []


def test_results_are_of_one_round_only() -> None:
    played = Round()
    played.guess("ana", 63, 6)
    played.hear(played.room.tick(11_000, 7), 11)
    played.guess("bo", 7, 12)
    assert [(result.name, result.seconds) for result in played.results] == [("ana", 1), ("bo", 1)]
