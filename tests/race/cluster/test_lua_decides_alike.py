"""The script decides as `protocol.race.room` does: whatever happens, step by step."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from trio_sockets.protocol.messages import Joined, Parameters
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.room import Pushed, Room, Ruling
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster import script

NAMES = ["ana", "Ana", "bo", "ßeta", "SSETA", "Ünal", "日本", "a%d}", '"q\\']
FAR = 10**17
SERVER = {"server": "s1", "link": 1, "run": "r", "channel": script.channel("room", 0)}
numbers = st.integers(-3, 12) | st.integers(FAR - 3, FAR + 3)


class SameDecisions(RuleBasedStateMachine):
    ask: Any

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_700_000_000_000
        self.room: Room | None = None
        self.seats: dict[str, str] = {}
        self.guesses = 0
        self.seq = 0

    def asked(self, op: str, **words: Any) -> script.ScriptReply:
        answer = self.ask({**SERVER, "op": op, "now": self.now, **words})
        return script.read_answer(answer)

    def agree(self, there: script.ScriptReply, here: Ruling) -> None:
        assert there.decision == here.decision
        assert there.told == here.told
        self.agree_on_pushes(there, here.pushed)

    def agree_on_pushes(self, there: script.ScriptReply, pushed: tuple[Pushed, ...]) -> None:
        assert tuple(push for step in there.steps for push in step.pushed) == pushed
        assert self.room is not None
        self.seq += bool(pushed)
        assert there.seq == self.seq
        assert there.round == self.room.round
        assert there.wait == self.room.due - self.now
        if not self.room.players:
            self.room, self.seq = None, 0

    @rule(
        name=st.sampled_from(NAMES),
        bounds=st.sampled_from([(1, 8), (-3, 3), (FAR - 2, FAR + 2), (5, 5)]),
        tries=st.integers(1, 4),
        countdown=st.sampled_from([1, 999, 5000]),
        limit=st.sampled_from([1, 7, 3001, 120_000]),
    )
    def join(
        self, name: str, bounds: tuple[int, int], tries: int, countdown: int, limit: int
    ) -> None:
        rules = Rules(Parameters(*bounds, tries), countdown=countdown, limit=limit)
        self.room = self.room or Room("Room", rules)
        self.guesses += 1
        key, seat = name_key(name), str(self.guesses)
        here = self.room.join(name, self.now)
        there = self.asked(
            "join",
            key=key,
            name=name,
            seat=seat,
            room="Room",
            fresh="e",
            rules=script.rules_words(rules),
        )
        self.agree(there, here)
        if isinstance(here.decision, Joined):
            self.seats[key] = seat

    @precondition(lambda self: self.room)
    @rule(data=st.data(), number=numbers, exactly=st.booleans())
    def guess(self, data: st.DataObject, number: int, *, exactly: bool) -> None:
        assert self.room is not None
        key = data.draw(st.sampled_from(list(self.room.players)))
        number = self.room._secret if exactly else number
        self.guesses += 1
        words = {"key": key, "seat": self.seats[key], "guess": self.guesses, "epoch": "e"}
        there = self.asked("guess", number=str(number), **words)
        again = self.asked("guess", number=str(number), **words)
        here = self.room.guess(key, number, self.now)
        self.agree(there, here)
        if there.steps:  # it is decided once
            assert (again.decision, again.steps) == (there.decision, ())

    @precondition(lambda self: self.room)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        assert self.room is not None
        key = data.draw(st.sampled_from(list(self.room.players)))
        there = self.asked("leave", key=key, seat=self.seats[key])
        self.agree_on_pushes(there, self.room.leave(key, self.now))

    @precondition(lambda self: self.room)
    @rule(data=st.data())
    def tick(self, data: st.DataObject) -> None:
        assert self.room is not None
        parameters = self.room.rules.parameters
        secret = data.draw(st.integers(parameters.low, parameters.high))
        there = self.asked("beat", epoch="e", secret=str(secret))
        self.agree_on_pushes(there, self.room.tick(self.now, secret))

    @rule(milliseconds=st.sampled_from([1, 6, 999, 1000, 3001, 5000, 59_999]))
    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds

    def teardown(self) -> None:
        if self.room is not None:
            for key in list(self.room.players):
                self.asked("leave", key=key, seat=self.seats[key])


def test_the_script_and_the_room_decide_alike(decide: Any) -> None:
    class Asking(SameDecisions):
        ask = staticmethod(decide)

    examples = settings(max_examples=60, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(Asking, settings=examples)
