from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import (
    encode,
    parse_game_command,
    parse_game_reply,
    parse_text_command,
    parse_text_reply,
)
from trio_sockets.protocol.lines import LineFramer
from trio_sockets.protocol.messages import (
    Bye,
    DateNow,
    GameCommand,
    GameReply,
    Guess,
    Help,
    Higher,
    Joined,
    Lose,
    Lower,
    Message,
    Out,
    Parameters,
    Quit,
    Text,
    TextCommand,
    TextReply,
    ToLower,
    ToUpper,
    Win,
)

WIRE: list[tuple[Message, bytes]] = [
    (ToUpper("  Straße "), "UPPER   Straße \n".encode()),
    (ToLower("A B"), b"LOWER A B\n"),
    (DateNow(), b"DATENOW\n"),
    (DateNow(unix=True), b"DATENOW unix\n"),
    (Help(), b"HELP\n"),
    (Quit(), b"QUIT\n"),
    (Guess(50), b"50\n"),
    (Guess(-5), b"-5\n"),
    (Text("STRASSE"), b"STRASSE\n"),
    (Text(""), b"\n"),
    (Bye(), b"BYE\n"),
    (Parameters(1, 100, 7), b"GAME 1 100 7\n"),
    (Parameters(-9, -9, 1), b"GAME -9 -9 1\n"),
    (Higher(6), b"HIGHER 6\n"),
    (Lower(5), b"LOWER 5\n"),
    (Win(3), b"WIN 3\n"),
    (Lose(63), b"LOSE 63\n"),
    (Joined("lobby", 2), b"JOINED lobby 2\n"),
    (Out(), b"OUT\n"),
    (Error(ErrorCode.BUSY, "come back later"), b"ERR busy come back later\n"),
    (Error(ErrorCode.EMPTY_LINE), b"ERR empty-line the line is empty\n"),
]

CODES = (
    *("empty-line", "line-too-long", "bad-encoding", "unknown-command"),
    *("missing-argument", "unexpected-argument", "not-a-number", "out-of-range"),
    *("bad-name", "name-taken", "room-full", "not-joined", "already-joined"),
    *("no-round", "no-tries"),
    *("too-many-errors", "too-slow", "busy", "idle-timeout", "line-timeout", "session-timeout"),
    "shutting-down",
)

numbers = st.integers(-(10**18 - 1), 10**18 - 1)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")).filter(
    lambda text: not text.endswith("\r")
)
errors = st.builds(Error, st.sampled_from(ErrorCode), words)
text_commands: st.SearchStrategy[TextCommand] = st.one_of(
    st.builds(ToUpper, words.filter(bool)),
    st.builds(ToLower, words.filter(bool)),
    st.builds(DateNow, st.booleans()),
    st.just(Help()),
    st.just(Quit()),
)
game_commands: st.SearchStrategy[GameCommand] = st.builds(Guess, numbers) | st.just(Quit())
text_replies: st.SearchStrategy[TextReply] = st.one_of(
    st.builds(Text, words.filter(lambda text: text != "BYE" and not text.startswith("ERR "))),
    st.just(Bye()),
    errors,
)
parameters = st.builds(
    lambda one, other, tries: Parameters(min(one, other), max(one, other), tries),
    numbers,
    numbers,
    st.integers(1, 10**18 - 1),
)
game_replies: st.SearchStrategy[GameReply] = st.one_of(
    parameters,
    *(st.builds(kind, st.integers(1, 10**18 - 1)) for kind in (Higher, Lower, Win)),
    st.builds(Lose, numbers),
    st.just(Bye()),
    errors,
)


def arrived(message: Message) -> str:
    """Return the message's line as the other side has it, out of the framing."""
    (line,) = LineFramer(10**6).receive_data(encode(message))
    assert isinstance(line, bytes)
    return line.decode()


@pytest.mark.parametrize(("message", "line"), WIRE)
def test_every_message_has_its_exact_bytes(message: Message, line: bytes) -> None:
    assert encode(message) == line


def test_no_message_is_left_out_of_the_exact_bytes() -> None:
    assert {type(message) for message, _ in WIRE} == set(get_args(Message))


def test_every_message_is_a_value_that_can_be_told_from_the_others() -> None:
    assert len({message for message, _ in WIRE}) == len(WIRE)


def test_the_codes_that_programs_read_never_change() -> None:
    assert {code.value for code in ErrorCode} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_error_has_words_for_a_person(code: str) -> None:
    prefix, wire_code, explanation = encode(Error(ErrorCode(code))).decode().split(" ", 2)
    assert (prefix, wire_code) == ("ERR", code)
    assert explanation.strip()


@settings(deadline=None)
@given(text_commands)
def test_the_text_service_reads_back_what_a_client_writes(command: TextCommand) -> None:
    assert parse_text_command(arrived(command)) == command


@settings(deadline=None)
@given(game_commands)
def test_the_game_reads_back_what_a_client_writes(command: GameCommand) -> None:
    assert parse_game_command(arrived(command)) == command


@settings(deadline=None)
@given(text_replies)
def test_a_client_reads_back_what_the_text_service_writes(reply: TextReply) -> None:
    assert parse_text_reply(arrived(reply)) == reply


@settings(deadline=None)
@given(game_replies)
def test_a_client_reads_back_what_the_game_writes(reply: GameReply) -> None:
    assert parse_game_reply(arrived(reply)) == reply


UNSENDABLE: dict[str, list[Message]] = {
    "a line cannot hold a newline": [
        *(ToUpper("a\nb"), ToLower("\n"), Text("a\nb"), Error(ErrorCode.BUSY, "a\nb")),
    ],
    "a line cannot end in a carriage return: it would be lost": [ToUpper("a\r"), ToLower("\r")],
    ".* surrogates not allowed": [
        *(ToUpper("\ud800"), ToLower("\udcff"), Text("\ud800"), Error(ErrorCode.BUSY, "\udcff")),
    ],
}


@pytest.mark.parametrize(
    ("complaint", "message"),
    [(complaint, message) for complaint, alike in UNSENDABLE.items() for message in alike],
)
def test_text_that_would_not_arrive_as_it_is_is_never_written(
    complaint: str, message: Message
) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        encode(message)


@settings(deadline=None)
@given(st.text() | errors.map(lambda error: f"ERR {error.code.value} {error.words}"))
def test_no_answer_of_upper_or_lower_can_be_mistaken_for_an_error(text: str) -> None:
    assert not isinstance(parse_text_reply(text.upper()), Error)
    assert not isinstance(parse_text_reply(text.lower()), Error)
