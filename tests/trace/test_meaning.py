"""Lines of our protocols have their meaning, however they are cut."""

import pytest

from helpers.trace_story import Story
from trio_sockets.trace.model.meaning import Dialogue


def heard(*lines: str) -> list[str]:
    """Return what a conversation means: lines that begin with S are the server's."""
    dialogue = Dialogue()
    return [
        words.read()
        for line in lines
        for words in dialogue.hear(line[3:].encode(), by_server=line.startswith("S"))
    ]


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("HIGHER 6\n", "guess 50 → HIGHER, 6 left"),
        ("LOWER 1\r\n", "guess 50 → LOWER, 1 left"),
        ("HIGHER\n", "guess 50 → HIGHER"),
        ("WIN 3\n", "guess 50 → found, tries used: 3"),
        ("LOSE 63\n", "guess 50 → lost, it was 63"),
        ("ERR not-a-number x\n", "refused: not-a-number"),
        ("BYE\n", "the server says goodbye"),
        ("Try again\n", "not a line of the game"),
    ],
)
def test_a_reply_of_the_game_is_told_with_its_guess(line: str, meaning: str) -> None:
    said = heard("S: GAME 1 100 7\n", "C: 50\n", f"S: {line}")
    assert said == ["from 1 to 100, 7 tries", "guess 50", meaning]


def test_a_line_in_pieces_has_one_meaning() -> None:
    assert heard("S: GAME 1", "S:  100 7\n", "C: 5", "C: 0\nQUIT\n") == [
        "from 1 to 100, 7 tries",
        "guess 50",
        "the client leaves",
    ]


def test_the_text_service_is_known_by_its_commands() -> None:
    assert heard("C: UPPER a\n", "S: A\n", "C: UP a\n", "S: ERR unknown-command x\n") == [
        "the answer to UPPER",
        "not a command of this service: unknown-command",
    ]


def test_the_race_is_known_by_its_greeting() -> None:
    said = heard("S: * RACE send JOIN\n", "C: JOIN ana\n", "S: JOINED main 1\n", "C: \n")
    assert said == [
        "an unsolicited message",
        "ana wants to play",
        "joins the room; players there: 1",
    ]


def test_a_round_of_the_race_is_told_with_its_guesses() -> None:
    greeting = ("S: * RACE send JOIN\n", "C: JOIN ana\n", "S: JOINED main 1\n")
    said = heard(*greeting, "C: 5\n", "S: OUT\n", "C: six\n", "S: ERR unknown-command x\n")
    assert said[3:] == [
        "guess 5",
        "guess 5 → the last try of this round",
        "not a command of this service: unknown-command",
        "refused: unknown-command",
    ]


def test_a_line_whose_middle_was_not_seen_is_not_told() -> None:
    story = Story()
    story.meet()
    story.send("server", 2, b"GAME 1 100 7\n")
    story.send("client", 1, b"1" * 2000 + b"\n", size=3000, sent=3000)
    guess = story.send("client", 1, b"50\n")
    remarks = story.layout().remarks
    assert [remark.words.read() for remark in remarks["client", guess]] == ["guess 50"]
    assert len(remarks) == 2


def test_nothing_is_said_of_a_service_that_is_none_of_ours() -> None:
    assert heard("C: hello\n", "S: hello\n", "C: 50\n") == []


def test_a_guess_without_a_newline_is_told_so() -> None:
    story = Story()
    story.meet()
    story.send("server", 2, b"GAME 1 100 7\n")
    guess = story.send("client", 1, b"50")
    story.receive("server", 2, b"50")
    reply = story.send("server", 2, b"HIGHER 6\n")
    remarks = story.layout().remarks
    assert [remark.words.read() for remark in remarks["client", guess]] == [
        "guess 50",
        "no newline",
    ]
    assert [remark.words.read() for remark in remarks["server", reply]] == [
        "guess 50 → HIGHER, 6 left"
    ]


def test_a_conversation_is_read_off_one_end_if_the_other_is_not_traced() -> None:
    story = Story("client")
    story.connect()
    story.receive("client", 1, b"GAME 1 100 7\n")
    story.send("client", 1, b"50\n")
    remarks = [
        words.read() for each in story.layout().remarks.values() for words in (each[0].words,)
    ]
    assert remarks == ["from 1 to 100, 7 tries", "guess 50"]
