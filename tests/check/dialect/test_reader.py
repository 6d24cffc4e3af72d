"""Reading the messages that count out of what a server sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.framing import LONGEST, Framing
from trio_sockets.check.dialect.reader import MessageReader
from trio_sockets.protocol.messages import Parameters

WORDS = 'higher = "HIGHER {left}"\nlower = "LOWER {left}"\nwin = "WIN"\nlose = "LOSE"\n'
SHEET = "parameters = { low = 1, high = 100, tries = 7 }\n"


def game(*lines: str, replies: str = "line", words: str = WORDS) -> Dialect:
    toml = f'[wire]\nreplies = "{replies}"\n[game]\n' + "\n".join(lines) + "\n" + words
    return parse_dialect("class", toml).of_service("game")


def read(dialect: Dialect, *parts: str | None) -> list[str]:
    """Return the messages of what is sent; None is the client's turn."""
    reader = dialect.reader()
    for part in parts:
        if part is None:
            reader.turn()
        else:
            reader.receive_data(part.encode())
    return [message.decode() for message in reader.finish()]


# --- Greetings ---------------------------------------------------------------------------------
def test_a_game_without_a_greeting_begins_with_an_empty_one() -> None:
    dialect = game(SHEET)
    assert read(dialect, "HIGHER 6\nWIN\n") == ["", "HIGHER 6", "WIN"]
    assert dialect.greeting(b"") == Parameters(1, 100, 7)


def test_what_the_greeting_tells_goes_before_the_sheet() -> None:
    dialect = game("parameters = { low = 0, high = 50, tries = 7 }", 'greeting = "UP TO {high}"')
    assert dialect.greeting(b"UP TO 9") == Parameters(0, 9, 7)
    assert dialect.greeting(b"HELLO") is None


def test_a_greeting_may_tell_nothing() -> None:
    dialect = game(SHEET, 'greeting = "Welcome, {words}"')
    assert read(dialect, "Welcome, you\nWIN\n") == ["Welcome, you", "WIN"]
    assert dialect.greeting(b"Welcome, you") == Parameters(1, 100, 7)


def test_a_game_may_have_no_limit_of_tries() -> None:
    dialect = game('greeting = "{low} {high}"', words=WORDS.replace('lose = "LOSE"\n', ""))
    assert not dialect.limits_tries
    assert game(SHEET).limits_tries


@pytest.mark.parametrize("service", ["echo", "text"])
def test_the_greeting_of_another_service_is_no_reply(service: str) -> None:
    toml = f'[{service}]\ngreeting = "Welcome.\\nType something."'
    dialect = parse_dialect("class", toml).of_service(service)
    assert read(dialect, "Welcome.\nType something.\nHELLO\n") == ["HELLO"]


# --- What is ignored ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("*** The Game ***", []),
        ("Score: 10", []),
        ("", []),
        ("Guess: HIGHER 6", ["HIGHER 6"]),
        ("Guess: Guess: HIGHER 6", ["HIGHER 6"]),
        ("Guess:   ", []),
        ("GuessHIGHER 6", ["GuessHIGHER 6"]),
        ("Score: 10 points", ["points"]),
        ("Score: 10points", ["Score: 10points"]),
        ("HIGHER 6", ["HIGHER 6"]),
        ("By Ann: see Score: 10", []),
    ],
)
def test_banners_scores_and_prompts_are_left_out(line: str, left: list[str]) -> None:
    ignored = '["*** {words} ***", "", "Score: {points}", { words = ["by ann"] }]'
    dialect = game(SHEET, f'ignore = {ignored}\nprompt = "Guess: "')
    assert read(dialect, f"{line}\n")[1:] == left


def test_a_prompt_without_an_end_is_nothing_that_lacks_one() -> None:
    reader = game(SHEET, 'prompt = "Guess: "').reader()
    reader.receive_data(b"HIGHER 6\nGuess: ")
    assert reader.rest == b""
    reader.receive_data(b"LOW")
    assert reader.rest == b"LOW"


def test_no_line_is_too_long_to_be_read() -> None:
    line = "Guess: " * 2**15
    assert read(game(SHEET, 'prompt = "Guess: "'), f"{line}\n")[1:] == [line]


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    reader = game(SHEET, 'prompt = "Guess: "').reader()
    reader.receive_data(b"Guess: \xff\xfe\n")
    assert reader.finish() == [b"", b"\xff\xfe"]


def test_what_is_said_before_the_game_says_nothing() -> None:
    first = 'first = [{ prompt = "Name? ", say = "{name}", reply = "Hello {name}!" }]'
    dialect = game(SHEET, first)
    assert read(dialect, "Name? ", "Hello trio!\n", None, "HIGHER 6\n") == ["", "HIGHER 6"]


# --- Several lines -----------------------------------------------------------------------------
TWO_LINES = WORDS.replace("HIGHER {left}", "Too low\\n{left} tries left")


def test_a_message_may_have_several_lines() -> None:
    dialect = game(SHEET, words=TWO_LINES)
    said = "Too low\n6 tries left\nWIN\n"
    assert read(dialect, said) == ["", "Too low\n6 tries left", "WIN"]
    assert dialect.understand(b"Too low\n6 tries left").numbers == {"left": 6}


def test_the_first_line_of_a_longer_message_waits_for_the_rest() -> None:
    reader = game(SHEET, words=TWO_LINES).reader()
    reader.next_message()
    reader.receive_data(b"Too low\n")
    assert reader.next_message() is None
    reader.receive_data(b"WIN\n")
    assert [reader.next_message(), reader.next_message()] == [b"Too low", b"WIN"]


# --- Framing -----------------------------------------------------------------------------------
def test_without_ends_prompts_may_stand_on_both_sides() -> None:
    dialect = game(SHEET, 'prompt = "Guess? "\nignore = ["Hi"]', replies="nothing")
    assert read(dialect, "Hi\n", "Guess? ", None, "HIGHER 6 Guess? ", None, "Guess? WIN") == [
        "",
        "HIGHER 6 ",
        "WIN",
    ]


def test_without_ends_what_comes_late_belongs_to_the_message_before() -> None:
    reader = MessageReader(Framing.NOTHING)
    reader.receive_data(b"one")
    reader.silence()
    reader.receive_data(b" more")
    reader.turn()
    reader.receive_data(b"two")
    assert reader.finish() == [b"one", b"two"]


def test_two_bytes_may_tell_the_length() -> None:
    framed = Framing.LENGTH.frame("é\n".encode())
    assert framed == b"\0\3" + "é\n".encode()
    assert Framing.LENGTH.cut(framed + b"\0\0" + b"\0\5ab") == (
        ["é\n".encode(), b""],
        b"\0\5ab",
    )
    with pytest.raises(ValueError, match="65536 bytes are too many for a length of two bytes"):
        Framing.LENGTH.frame(b"a" * (LONGEST + 1))


def test_bytes_can_be_taken_as_they_came() -> None:
    reader = MessageReader(Framing.LINE)
    reader.receive_data(b"one\ntwo\nrest")
    assert reader.next_message() == b"one"
    assert (reader.take(20), reader.take(3), reader.take_all()) == (None, b"two", b"\nrest")


@given(st.lists(st.sampled_from([*"ab", "Guess: ", "Too low", "6 tries left", "\n", "\r\n", " "])))
def test_how_the_bytes_are_cut_makes_no_difference(parts: list[str]) -> None:
    dialect = game(SHEET, 'prompt = "Guess: "\nignore = [""]', words=TWO_LINES)
    text = "".join(parts)
    assert read(dialect, *parts) == read(dialect, text) == read(dialect, *text)


@pytest.mark.parametrize("framing", Framing)
@given(data=st.binary(), messages=st.lists(st.binary(max_size=50)))
def test_any_bytes_are_read(framing: Framing, data: bytes, messages: list[bytes]) -> None:
    for sent in (data, b"".join(map(framing.frame, messages))):
        reader = MessageReader(framing, unheeded=game('prompt = "> "', SHEET).flow.unheeded)
        reader.receive_data(sent)
        reader.finish()
    if framing is Framing.LENGTH:
        assert framing.cut(b"".join(map(framing.frame, messages))) == (messages, b"")
