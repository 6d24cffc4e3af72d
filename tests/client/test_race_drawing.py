"""The race as it stands on a screen."""

import re
from functools import reduce

import pytest
from rich.cells import cell_len
from rich.text import Text

from trio_sockets import Higher, Win
from trio_sockets.client.race.client import Answered, Event
from trio_sockets.client.race.drawing import Frame, draw
from trio_sockets.client.race.view import RaceView
from trio_sockets.protocol.messages import Guess, Joined, Out
from trio_sockets.protocol.race.messages import (
    Join,
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    Score,
)

JOINED = (Answered(Join("ana"), Joined("lobby", 2)), PlayerHere("ben", 180))
BEGUN = (*JOINED, RoundBegins(3, 1, 100, 7))


def drawn(  # noqa: PLR0913 - as `draw` has
    *events: Event,
    said: tuple[str, ...] = (),
    typed: str = "",
    width: int = 80,
    height: int = 10,
    now: float = 0,
    ascii_only: bool = False,
) -> Frame:
    view = reduce(lambda view, event: view.after(event, 0), events, RaceView("ana"))
    return draw(
        view,
        [Text(line) for line in said],
        typed,
        width=width,
        height=height,
        now=now,
        ascii_only=ascii_only,
    )


def lines(drawing: Frame) -> list[str]:
    return [line.plain.rstrip() for line in drawing.lines]


def test_a_whole_screen() -> None:
    guessed = (Answered(Guess(50), Higher(6)), PlayerGuessed("ben", 5))
    screen = drawn(*BEGUN, *guessed, said=("one", "two", "three", "four"), typed="75", height=9)
    assert lines(screen) == [
        "two",
        "three",
        "four",
        "── room lobby, 2 players " + 55 * "─",
        "   1. ben    180  5 tries left",
        ">  2. ana      0  6 tries left",
        "Round 3: 51 to 100, 6 tries left",
        "1 " + 25 * "·" + 25 * "█" + " 100",
        "guess> 75",
    ]
    assert screen.cursor == len("guess> 75")


@pytest.mark.parametrize(
    ("width", "screen"),
    [
        (
            22,
            [
                "The round is over. It",
                "was 50.",
                "─ lobby: 2 ───────────",
                " 1. ben 180  5 left",
                ">2. ana   0  6 left",
                "51 to 100",
                "1 ········████████ 100",
                "guess> 75",
            ],
        ),
        (
            10,
            [
                "is over.",
                "It was 50.",
                "lobby ────",
                " 1. be 180",
                ">2. an   0",
                "51 to 100",
                "1 ··██ 100",
                "> 75",
            ],
        ),
    ],
)
def test_a_narrow_screen_keeps_what_matters(width: int, screen: list[str]) -> None:
    guessed = (Answered(Guess(50), Higher(6)), PlayerGuessed("ben", 5))
    said = ("The round is over. It was 50.",)
    assert lines(drawn(*BEGUN, *guessed, said=said, typed="75", width=width, height=8)) == screen


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), ""),
        ((*JOINED, NextRound(5)), "The next round begins in 3 s."),
        ((*JOINED, RoundUnderWay(2)), "Round 2 is under way. You play from the next."),
        ((*BEGUN, Answered(Guess(1), Out())), "Round 3: wait for the others."),
        ((*BEGUN, Paused()), "Pause: the servers cannot reach each other."),
        ((*BEGUN, RoundEnded(7), NextRound(1)), "The next round begins in 0 s."),
    ],
)
def test_what_stands_above_the_bar(events: tuple[Event, ...], words: str) -> None:
    assert lines(drawn(*events, now=2.5))[-3] == words


def test_the_bar_shows_the_number_once_it_is_known() -> None:
    screen = lines(drawn(*BEGUN, Answered(Guess(100), Win(1)), RoundEnded(100)))
    assert screen[-2] == "1 " + 49 * "·" + "█ 100"
    assert "has won the round" in "".join(screen)


def test_a_terminal_without_unicode_gets_ascii() -> None:
    assert "".join(lines(drawn(*BEGUN, ascii_only=True))).isascii()


def test_oneself_is_shown_also_among_the_last_of_many() -> None:
    many = [PlayerJoined(f"p{number}") for number in range(100)]
    scores = [Score(f"p{number}", 100, number + 1) for number in range(100)]
    screen = lines(drawn(*JOINED, *many, *scores, height=15))
    shown = [line for line in screen if re.match(r"[> ] *\d+\. ", line)]
    assert [line.split()[-2:] for line in shown] == [
        ["ben", "180"], ["p99", "100"], ["p98", "99"], ["p97", "98"], ["ana", "0"]
    ]  # fmt: skip
    assert shown[-1].startswith(">102.")


def test_what_was_said_is_wrapped_not_cut() -> None:
    screen = lines(drawn(said=("old", 30 * "x" + "end"), width=20, height=7))
    assert screen[:3] == ["old", 20 * "x", 10 * "x" + "end"]
    assert lines(drawn(said=("old", 30 * "x" + "end"), width=20, height=5))[0] == 10 * "x" + "end"


WIDE = "王" * 24
MARKED = "é̈" * 8


@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 20, 33, 80, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 5, 10, 50])
def test_it_fits_whatever_the_size_and_the_names(width: int, height: int) -> None:
    others = (PlayerJoined(WIDE), PlayerJoined(MARKED), RoundBegins(1, -(10**17), 10**17, 60))
    screen = drawn(
        *JOINED, *others, said=(WIDE, "", MARKED), typed=f"{WIDE}42", width=width, height=height
    )
    assert len(screen.lines) == height
    assert all(cell_len(line.plain) <= width for line in screen.lines)
    assert 0 <= screen.cursor < width
    if width >= 10:
        assert screen.lines[-1].plain.endswith("42")
        assert screen.cursor == cell_len(screen.lines[-1].plain)


def test_points_stay_in_their_column_beside_wide_names() -> None:
    rows = drawn(*JOINED, PlayerJoined(WIDE[:5]), PlayerJoined(MARKED), height=20).lines[-8:-3]
    columns = {cell_len(row.plain.rstrip()) for row in rows if "." in row.plain}
    assert len(columns) == 1


def test_nothing_steers_the_terminal() -> None:
    room = Answered(Join("ana"), Joined("\x1b[2J", 1))
    assert all(line.isprintable() for line in lines(drawn(room, PlayerJoined("a\x07\u202eb"))))
