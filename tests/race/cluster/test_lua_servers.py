"""What the script does when servers fall silent, come back, or know better than Valkey."""

from collections.abc import Callable
from typing import Any

import pytest

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster import script

RULES = script.rules_words(Rules(Parameters(1, 100, 3), countdown=1000))
Decide = Callable[[dict[str, Any]], Any]


class At:
    """A server, as the script sees it."""

    def __init__(self, decide: Decide, name: str) -> None:
        self._decide = decide
        self._place: dict[str, Any] = {"server": name, "link": 1, "run": "r1", "channel": "c"}
        self.now = 1_000_000

    def after(self, milliseconds: int) -> "At":
        self.now += milliseconds
        return self

    def on(self, **place: Any) -> "At":
        self._place |= place
        return self

    def beats(self, seconds: int) -> Any:
        """Beat each second, so that nobody has been away but who is silent."""
        for _ in range(seconds):
            last = self.after(1000).asks("beat", epoch="e1", secret="5")
        return last

    def asks(self, op: str, **words: Any) -> Any:
        return self._decide({**self._place, "now": self.now, "op": op, **words})

    def joins(self, name: str, seat: str = "", fresh: str = "e1") -> Any:
        birth = {"room": "Room", "fresh": fresh, "rules": RULES}
        return self.asks("join", key=name, name=name, seat=seat or name, **birth)

    def syncs(self, known: dict[str, Any], *names: str, fresh: str = "e2") -> Any:
        seats = [{"key": name, "name": name, "seat": name, "total": 7} for name in names]
        birth = {"room": "Room", "fresh": fresh, "rules": RULES}
        return self.asks("sync", known=known, seats=seats, **birth)


def pushes(answer: Any) -> list[str]:
    return [push[0] for step in answer["steps"] for push in step["pushes"]]


def knows(answer: Any, run: str = "r1") -> dict[str, Any]:
    return {"epoch": answer["epoch"], "seq": answer["seq"], "run": run}


@pytest.fixture
def one(decide: Decide) -> At:
    return At(decide, "one")


@pytest.fixture
def two(decide: Decide) -> At:
    return At(decide, "two")


def test_players_of_a_silent_server_leave_and_its_round_ends(one: At, two: At) -> None:
    one.joins("ana")
    two.joins("bo")
    one.beats(1)
    out = {"epoch": "e1", "key": "ana", "seat": "ana", "number": "1"}
    for guess in range(3):
        one.asks("guess", guess=guess + 1, **out)
    assert pushes(one.beats(5)) == []
    last = one.after(1001).asks("beat", epoch="e1", secret="5")
    assert pushes(last) == ["LEAVE bo", "END 5", "NEXT 1"]


def test_a_server_that_was_given_up_is_told_and_joins_anew(one: At, two: At) -> None:
    one.joins("ana")
    known = knows(two.joins("bo"))
    one.beats(6)
    one.after(1).asks("beat", epoch="e1", secret="5")
    assert two.after(6002).asks("beat", epoch="e1", secret="5") == {"lost": True}
    again = two.syncs(known, "bo")
    assert again["epoch"] == "e1"
    assert again["seats"] == {"bo": "waits"}
    assert again["players"] == [["ana", 0], ["bo", 7]]
    assert pushes(again) == ["JOIN bo", "PLAYER bo 7"]


@pytest.mark.parametrize("run", ["r1", "r2"])
def test_nobody_was_silent_while_nobody_could_be_heard(one: At, two: At, run: str) -> None:
    one.joins("ana")
    two.joins("bo")
    known = knows(one.beats(1))
    again = one.on(link=2, run=run).after(50_000).syncs(known, "ana")
    assert (pushes(again), again["seats"]) == ([], {"ana": "plays"})
    later = two.on(link=2, run=run).after(55_000).syncs(known, "bo")
    assert (pushes(later), later["seats"]) == ([], {"bo": "plays"})


def test_who_stays_away_when_all_others_are_back_is_gone_after_all(one: At, two: At) -> None:
    one.joins("ana")
    two.joins("bo")
    known = knows(one.beats(1))
    one.on(link=2).after(50_000).syncs(known, "ana")
    assert pushes(one.beats(6)) == []
    assert pushes(one.after(1).asks("beat", epoch="e1", secret="5")) == ["LEAVE bo"]


def test_what_was_asked_on_an_old_connection_is_not_done(one: At) -> None:
    known = knows(one.joins("ana"))
    one.on(link=2).syncs(known, "ana")
    one.on(link=1)
    assert one.joins("ghost") == {"late": True}
    assert one.asks("leave", key="ana", seat="ana") == {"late": True}


def test_who_is_not_named_on_a_new_connection_has_left(one: At, two: At) -> None:
    one.joins("ana")
    one.joins("cy")
    known = knows(two.joins("bo"))
    again = one.on(link=2).syncs(known, "ana")
    assert pushes(again) == ["LEAVE cy"]
    assert again["seats"] == {"ana": "waits"}


def test_a_join_that_is_asked_again_is_answered_again(one: At) -> None:
    first, second = one.joins("ana"), one.joins("ana")
    assert second["decision"] == first["decision"] == "JOINED Room 1"
    assert pushes(second) == []


def test_a_name_that_was_taken_is_not_given_back(one: At, two: At) -> None:
    known = {"epoch": "e0", "seq": 3, "run": "r0"}
    one.joins("ana", seat="other")
    assert two.syncs(known, "ana")["seats"] == {"ana": "name-taken"}


def test_a_room_that_has_forgotten_a_step_is_made_anew(one: At, two: At) -> None:
    known = knows(one.joins("ana"))
    known["seq"] += 1  # which was told, and then lost
    anew = one.on(run="r2").syncs(known, "ana")
    assert (anew["epoch"], anew["players"]) == ("e2", [["ana", 7]])
    assert two.on(run="r2").asks("beat", epoch="e1", secret="5") == {"lost": True}


def test_a_forgotten_step_is_noticed_though_others_were_faster(one: At, two: At) -> None:
    known = knows(one.joins("ana"))
    known["seq"] += 1
    two.on(run="r2").joins("bo")
    two.joins("cy")  # by now there are more steps than the first server knows
    assert one.on(run="r2").syncs(known, "ana")["epoch"] == "e2"


def test_a_room_that_has_forgotten_nothing_goes_on(one: At, two: At) -> None:
    known = knows(one.joins("ana"))
    two.on(run="r2").joins("bo")
    kept = one.on(run="r2").syncs(known, "ana")
    assert (kept["epoch"], kept["seats"]) == ("e1", {"ana": "waits"})
    assert kept["players"] == [["ana", 0], ["bo", 0]]


def test_the_secret_is_in_no_answer_before_the_end(one: At, two: At) -> None:
    known = knows(one.joins("ana"))
    two.joins("bo")
    secret = "87"
    begun = one.after(1000).asks("beat", epoch="e1", secret=secret)
    assert pushes(begun) == ["ROUND 1 1 100 3"]
    words = {"epoch": "e1", "key": "ana", "seat": "ana"}
    answers = [begun, one.syncs(known, "ana"), one.joins("cy")]
    answers += [one.asks("guess", guess=n, number=str(n), **words) for n in (1, 2, 3)]
    assert not any(secret in str(answer) for answer in answers)
    assert pushes(one.asks("leave", key="bo", seat="bo")) == ["LEAVE bo", "END 87", "NEXT 1"]


def test_nothing_is_left_when_the_last_one_goes(one: At, script_at_work: Any) -> None:
    one.joins("ana")
    client = script_at_work.registered_client
    assert all(120_000 < client.pttl(key) <= 180_000 for key in script.keys("room"))
    one.asks("leave", key="ana", seat="ana")
    assert client.keys() == []


def test_what_valkey_does_not_keep_is_not_published(one: At, script_at_work: Any) -> None:
    one.joins("ana")
    client = script_at_work.registered_client
    with client.pubsub() as listener:
        listener.subscribe("c")
        assert listener.get_message(timeout=60)["type"] == "subscribe"
        client.config_set("maxmemory", 1)
        try:
            with pytest.raises(Exception, match="maxmemory"):
                one.after(1000).asks("beat", epoch="e1", secret="5")
        finally:
            client.config_set("maxmemory", 0)
        client.publish("c", "the next message")
        assert listener.get_message(timeout=60)["data"] == b"the next message"
    assert pushes(one.asks("beat", epoch="e1", secret="5")) == ["ROUND 1 1 100 3"]
