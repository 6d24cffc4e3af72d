"""All that the screen of a race may show on a line, told by the code that writes it."""

import re
from collections.abc import Iterator

from trio_sockets import Error, ErrorCode
from trio_sockets.client.race.client import Answer, Answered, Event
from trio_sockets.client.race.view import RaceView, Stage
from trio_sockets.client.race.words import sentence, typed
from trio_sockets.protocol.errors import WORDS
from trio_sockets.protocol.messages import (
    Bye,
    Guess,
    Higher,
    Joined,
    Lower,
    Out,
    Parameters,
    Quit,
    Win,
)
from trio_sockets.protocol.race.messages import (
    Join,
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Push,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
    Welcome,
)
from trio_sockets.words import Words

ME, OTHER, HELLO = "mynamehere", "othername", "wordsofwelcome"
COUNTS = (1, 7)  # one try is written otherwise than several


def _pushes(count: int) -> list[Push]:
    return [
        Welcome(HELLO),
        PlayerHere(OTHER, count),
        PlayerJoined(OTHER),
        PlayerLeft(OTHER),
        NextRound(count),
        RoundBegins(count, count, count, count),
        RoundUnderWay(count),
        PlayerGuessed(OTHER, count),
        PlayerOut(OTHER),
        PlayerWon(OTHER, count),
        RoundEnded(count),
        Score(OTHER, count, count),
        Score(ME, count, count),
        RoundVoid(count),
        Paused(),
        Resumed(),
    ]


def _answers(count: int) -> list[Answer]:
    return [
        Joined(OTHER, count),
        Higher(count),
        Lower(count),
        Win(count),
        Out(),
        Bye(),
        *(Error(code, words) for code, words in WORDS.items()),
    ]


def events() -> Iterator[Event]:
    """Make every kind of event, with every kind of answer."""
    for count in COUNTS:
        yield from _pushes(count)
        for asked in (Join(ME), Guess(count), Quit()):
            for reply in _answers(count):
                yield Answered(asked, reply)


def _hints() -> Iterator[str]:
    for stage in Stage:
        for parameters in (None, Parameters(1, 100, 7)):
            hint = typed("fifty", RaceView(ME, stage=stage, parameters=parameters))
            assert isinstance(hint, Words)
            yield hint.read()
    yield "It cannot be 7, but it is your try."
    yield "Write a number from 1 to 100, or quit."
    yield "The bot plays for you. Write quit to leave."


def _pattern(line: str) -> str:
    pattern = re.sub(r"\d+", r"\\d+", re.escape(line))
    return pattern.replace(OTHER, r"\w+").replace(ME, r"\w+").replace(HELLO, ".*")


SAID = {_pattern(line) for line in (*_hints(), *(sentence(event, ME).read() for event in events()))}

DRAWN = (
    "",
    r"── room \w+, \d+ players? ─+",
    r"─+",
    r"[> ] +\d+\. \w+ +\d+( +(has won the round|no tries left|\d+ (try|tries) left))?",
    r"Round \d+: \d+ to \d+, \d+ (try|tries) left",
    r"Round \d+: wait for the others\.",
    r"Round \d+ is under way\. You play from the next\.",
    r"Pause: the servers cannot reach each other\.",
    r"\d+ [·█]+ \d+",
)

SENTENCE = re.compile("|".join([*DRAWN, *sorted(SAID)]))
"""Matches a whole line of the screen, but for the last one, where it is wide enough for each."""

assert set(WORDS) == set(ErrorCode)
