"""The express lane of the text service: the same replies and counts, without the grammar."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sessions import end, give, take
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.line_session import MAX_ERRORS
from trio_sockets.protocol.text import TextSession

MOMENT = datetime(2026, 11, 22, 19, 0, 0, 123456, tzinfo=UTC)


def new_session() -> TextSession:
    return TextSession(now=lambda: MOMENT)


ENCODABLE = st.characters(codec="utf-8", exclude_characters="\n")
LINES = st.lists(
    st.sampled_from(["UPPER ", "LOWER ", "upper ", "UPPER", "DATENOW", ""]).flatmap(
        lambda word: st.text(ENCODABLE, max_size=8).map(word.__add__)
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("lines", "replies"),
    [
        (b"UPPER a\n", b"A\n"),
        (b"LOWER A\n", b"a\n"),
        (b"UPPER a\nLOWER B\nUPPER  c \nLOWER D\n", b"A\nb\n C \nd\n"),
        (b"UPPER \n", b""),
        (b"UPPER a\nLOWER \n", b""),
        (b"UPPER a\nHELP\n", b""),
        (b"upper a\n", b""),
        (b"UPPER \xc3\xa9\n", b""),
    ],
)
def test_the_express_lane_takes_commands_of_ascii_in_capitals_and_nothing_else(
    lines: bytes, replies: bytes
) -> None:
    assert new_session().express(lines) == replies


def test_lines_of_the_express_lane_count_with_the_others() -> None:
    session = new_session()
    assert give(session, b"DATENOW unix\n") == b"1795374000\n"
    assert give(session, b"UPPER a\nUPPER b\n") == b"A\nB\n"
    assert session.messages == 3
    assert give(session, b"DATENOW unix\n") == b"1795374000\n"
    assert session.messages == 4


def test_the_express_lane_sees_that_a_client_sends_newlines() -> None:
    session = new_session()
    give(session, b"UPPER a\n")
    assert give(session, b"UPPER b") == b""
    assert session.pending
    assert not session.unterminated


def test_no_input_is_wanted_until_an_express_reply_has_been_pulled() -> None:
    session = new_session()
    take(session)
    session.receive_data(b"UPPER a\n")
    assert not session.wants_input
    assert session.data_to_send() == b"A\n"
    assert session.wants_input


def test_a_chunk_that_is_not_wanted_waits_behind_an_express_reply() -> None:
    session = new_session()
    take(session)
    session.receive_data(b"UPPER a\n")
    session.receive_data(b"UPPER b\n")
    assert take(session) == b"A\nB\n"
    assert session.messages == 2


@pytest.mark.parametrize("pulled", [True, False])
def test_the_final_error_comes_behind_an_express_reply(*, pulled: bool) -> None:
    session = new_session()
    take(session)
    session.receive_data(b"UPPER a\n")
    said = session.data_to_send() if pulled else b""
    said += end(session, ErrorCode.IDLE_TIMEOUT)
    reply, error = said.splitlines()
    assert reply == b"A"
    assert error.startswith(b"ERR idle-timeout ")
    assert session.finished


def test_a_line_of_the_express_lane_ends_a_row_of_bad_lines() -> None:
    session = new_session()
    for _ in range(2):
        bad = give(session, b"nonsense\n" * (MAX_ERRORS - 1))
        assert bad.count(b"ERR unknown-command ") == MAX_ERRORS - 1
        assert give(session, b"UPPER a\n") == b"A\n"
    assert not session.finished
    bad = give(session, b"nonsense\n" * MAX_ERRORS)
    assert bad.splitlines()[-1].startswith(b"ERR too-many-errors ")
    assert session.finished


@settings(deadline=None)
@given(LINES)
def test_the_express_lane_says_what_the_grammar_would(lines: list[str]) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    whole, in_pieces = new_session(), new_session()
    replies = [give(in_pieces, data[at : at + 1]) for at in range(len(data))]
    assert give(whole, data) == b"".join(replies)
    assert whole.messages == in_pieces.messages
