"""What is learned of a text server: of many styles, by what comes back."""

import tomllib
from itertools import pairwise

import pytest

from check.learn import text_styles
from check.learn.talking_styles import learned_text
from check.learn.text_styles import TextStyle
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.learning import LearnedDialect
from trio_sockets.check.learn.playing import LearnError

UNDERSTOOD = (
    "sheet",
    "french",
    "in_a_frame",
    "silent_to_nonsense",
    "capitals_only",
    "one_each",
    "one_each_left_open",
    "with_lengths",
    "exact",
    "numbered",
)


def text_of(learned: LearnedDialect) -> dict[str, object]:
    """Return the table of the text service in the file that was written."""
    table = tomllib.loads(learned.toml)["text"]
    assert isinstance(table, dict)
    return table


def commands_of(text: dict[str, object]) -> tuple[object, ...]:
    return text["upper"], text["lower"], text["datenow"]


def asked(learned: LearnedDialect) -> str:
    return "\n".join(question.read() for question in learned.draft.questions)


def style(name: str) -> TextStyle:
    found = getattr(text_styles, name)
    assert isinstance(found, TextStyle)
    return found


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_all_that_was_heard_is_read_as_it_was_meant(name: str) -> None:
    learned = learned_text(style(name))
    assert not learned.verified.unread, learned.toml
    assert learned.verified.right


def test_the_commands_of_the_sheet_are_found() -> None:
    learned = learned_text(text_styles.sheet)
    assert text_of(learned) == {
        "upper": "UPPER {text}",
        "lower": "LOWER {text}",
        "datenow": "DATENOW",
        "error": ["ERR unknown-command", "ERR missing-argument"],
    }
    assert not learned.draft.questions
    assert learned.dialect.has_lines


def test_commands_that_the_greeting_names_are_found() -> None:
    text = text_of(learned_text(text_styles.french))
    assert commands_of(text) == ("MAJ {text}", "MIN {text}", "HEURE")
    assert text["datenow-reply"] == "Il est {time}"
    assert text["error"] == "Commande inconnue : {words}"
    assert text["prompt"] == "> "
    assert text["greeting"] == (
        "Bienvenue sur mon serveur !\nCommandes : MAJ <texte>, MIN <texte>, HEURE"
    )


def test_the_frame_of_a_reply_is_found_and_other_lines_are_ignored() -> None:
    text = text_of(learned_text(text_styles.in_a_frame))
    assert text["upper-reply"] == text["lower-reply"] == "Résultat : {text} !!!"
    assert text["ignore"] == ["Merci."]
    assert text["error"] == "?"


def test_what_is_missing_is_a_question() -> None:
    learned = learned_text(text_styles.in_a_frame)
    assert text_of(learned)["datenow"] is False
    assert "words for the time that were tried" in asked(learned)


def test_another_separator_and_silence_are_found() -> None:
    learned = learned_text(text_styles.silent_to_nonsense)
    text = text_of(learned)
    assert (text["upper"], text["lower"]) == ("UPPER#{text}", "LOWER#{text}")
    assert text["greeting"] == "Welcome"
    assert "error" not in text
    assert '#? error = "?"' in learned.toml
    assert "It does not answer a request that is not a command" in asked(learned)


def test_a_single_command_without_a_name_is_found() -> None:
    learned = learned_text(text_styles.capitals_only)
    assert text_of(learned) == {
        "upper": "{text}",
        "lower": False,
        "datenow": False,
        "upper-reply": "{text}!!!",
    }
    assert learned.dialect.sends is learned.dialect.replies is Framing.NOTHING
    assert not learned.draft.questions


@pytest.mark.parametrize("name", ["one_each", "one_each_left_open"])
def test_one_message_of_each_connection_is_found(name: str) -> None:
    learned = learned_text(style(name))
    assert text_of(learned)["one-message-per-connection"] is True
    assert ("does not close it" in asked(learned)) is (name == "one_each_left_open")


def test_lengths_before_messages_are_found() -> None:
    learned = learned_text(text_styles.with_lengths)
    assert learned.dialect.sends is learned.dialect.replies is Framing.LENGTH
    text = text_of(learned)
    assert commands_of(text) == (
        "upper {text}",
        "lower {text}",
        "date",
    )


def test_a_newline_is_left_out_where_more_is_understood_without() -> None:
    learned = learned_text(text_styles.exact)
    assert learned.dialect.sends is Framing.NOTHING
    assert text_of(learned)["datenow"] == "DATENOW"


def test_the_numbers_of_a_menu_are_commands() -> None:
    text = text_of(learned_text(text_styles.numbered))
    assert commands_of(text) == ("1 {text}", "2 {text}", "3")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("swapped", '"UPPER qzKvo" gave small letters'),
        ("titled", '"UPPER qzKvo" gave some capital'),
    ],
)
def test_a_command_that_does_something_else_is_what_its_name_says_and_a_question(
    name: str, told: str
) -> None:
    learned = learned_text(style(name))
    assert text_of(learned)["upper"] == "UPPER {text}"
    assert text_of(learned)["lower"] == "LOWER {text}"
    assert "upper-reply" not in text_of(learned)
    assert told in asked(learned)


@pytest.mark.parametrize(
    ("name", "why"),
    [("echo", "as an echo server does"), ("stubborn", "answers every request")],
)
def test_replies_that_tell_nothing_are_no_dialect(name: str, why: str) -> None:
    with pytest.raises(LearnError, match=f"^nothing can be learned: .*{why}"):
        learned_text(style(name))


def test_each_line_of_the_file_says_why() -> None:
    lines = learned_text(text_styles.french).toml.splitlines()
    for before, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert before.startswith("# "), line


def test_each_command_is_told_with_what_it_does() -> None:
    remarks = {each.said: each for each in learned_text(text_styles.sheet).draft.remarks}
    assert remarks["UPPER {text}"].meaning.read() == "capitals"
    assert "the string came back in capitals" in remarks["UPPER {text}"].because.read()
