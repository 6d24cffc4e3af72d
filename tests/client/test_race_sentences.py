"""What the tests in terminals take for a line of a race is all that there can be, and no more."""

from dataclasses import replace
from functools import reduce
from typing import get_args

import pytest

from helpers.race_sentences import ME, SENTENCE, events
from trio_sockets.client.race.client import Answer, Answered
from trio_sockets.client.race.drawing import draw
from trio_sockets.client.race.view import RaceView, Stage
from trio_sockets.protocol.messages import Guess, Higher, Joined, Out, Win
from trio_sockets.protocol.race.messages import (
    Join,
    NextRound,
    PlayerGuessed,
    PlayerHere,
    PlayerWon,
    Push,
    RoundBegins,
)

JOINED = (Answered(Join(ME), Joined("lobby", 2)), PlayerHere("ben", 180))
BEGUN = (*JOINED, RoundBegins(3, 1, 100, 7))


def test_every_kind_of_event_and_answer_is_among_them() -> None:
    made = list(events())
    answers = {type(event.reply) for event in made if isinstance(event, Answered)}
    assert answers == set(get_args(Answer))
    assert {type(event) for event in made} == {Answered, *get_args(Push)}


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    "happened",
    [
        (),
        JOINED,
        (*JOINED, NextRound(5)),
        BEGUN,
        (*BEGUN, Answered(Guess(50), Higher(1)), PlayerGuessed("ben", 1)),
        (*BEGUN, Answered(Guess(50), Out())),
        (*BEGUN, Answered(Guess(50), Win(1))),
        (*BEGUN, PlayerWon("ben", 3)),
    ],
)
def test_every_line_that_is_drawn_is_known(
    happened: tuple[Answered | Push, ...], stage: Stage, *, paused: bool
) -> None:
    view = reduce(lambda view, event: view.after(event, 0), happened, RaceView(ME))
    view = replace(view, stage=stage, paused=paused)
    *lines, _ = draw(view, [], "75", width=80, height=12, now=0).lines
    for line in lines:
        assert SENTENCE.fullmatch(line.plain.rstrip()), line.plain


@pytest.mark.parametrize(
    "line",
    ["5: you have no tries left in this round.", "robo guessed in vain, 1 try left.", "guess> 12"],
)
def test_an_error_is_a_sentence_and_what_is_typed_is_none(line: str) -> None:
    assert bool(SENTENCE.fullmatch(line)) == (not line.startswith("guess>"))


@pytest.mark.parametrize(
    "line",
    ["robo has joined.4", "12robo has left. He", "Round 1", "7: it is higher. 6 tries left. 7"],
)
def test_a_line_with_anything_more_is_none(line: str) -> None:
    assert not SENTENCE.fullmatch(line)
