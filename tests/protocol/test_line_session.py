from __future__ import annotations

import pytest

from trio_sockets.protocol.errors import WORDS, ErrorCode
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Bye, Text


class Repeat(LineSession):
    """The smallest line service: it repeats each line, and ends at ``stop``."""

    def answer(self, line: str) -> Text | Bye:
        self.finished = line == "stop"
        return Bye() if self.finished else Text(line)


@pytest.mark.parametrize("code", ErrorCode)
def test_the_server_can_end_it_with_any_code_and_says_why(code: ErrorCode) -> None:
    session = Repeat()
    session.receive_data(b"unended")
    assert session.end(code) == f"ERR {code.value} {WORDS[code]}\n".encode()
    assert session.finished
    assert session.receive_eof() == b""


def test_what_has_ended_ends_only_once() -> None:
    session = Repeat()
    assert session.receive_data(b"stop\n") == b"BYE\n"
    assert session.end(ErrorCode.IDLE_TIMEOUT) == b""
    assert session.finished


def test_a_service_whose_client_begins_need_not_write_a_greeting() -> None:
    assert Repeat().greeting() == b""


def test_an_unended_last_line_still_counts() -> None:
    session = Repeat()
    assert session.receive_data(b"a\nlast") == b"a\n"
    assert session.receive_eof() == b"last\n"
    assert session.finished
    assert session.messages == 2


def test_the_clients_end_after_whole_lines_adds_nothing() -> None:
    session = Repeat()
    session.receive_data(b"a\n")
    assert session.receive_eof() == b""
    assert session.finished


def test_a_client_without_newlines_is_answered_message_by_message() -> None:
    session = Repeat()
    for message in (b"a", b"b", b"c"):
        assert session.receive_data(message) == b""
        assert session.unended
        assert session.flush() == message + b"\n"
        assert not session.unended
    assert session.messages == 3


def test_a_newline_that_comes_after_its_flushed_line_earns_no_second_reply() -> None:
    session = Repeat()
    session.receive_data(b"a")
    assert session.flush() == b"a\n"
    assert session.receive_data(b"\r\n") == b""
    assert session.messages == 1


def test_the_first_newline_ends_unended_messages_for_good() -> None:
    session = Repeat()
    session.receive_data(b"a\nunended")
    assert session.pending
    assert not session.unended


def test_a_line_is_pending_until_it_ends() -> None:
    session = Repeat()
    seen = []
    for piece in (b"", b"a", b"b", b"\n", b"c\nd"):
        session.receive_data(piece)
        seen.append(session.pending)
    assert seen == [False, True, True, False, True]


def test_nothing_is_flushed_where_nothing_is_pending() -> None:
    session = Repeat()
    assert session.flush() == b""
    assert not session.finished
    assert session.messages == 0


def test_the_limit_of_a_line_can_be_set() -> None:
    session = Repeat(max_line=3)
    too_long = b"ERR line-too-long the line is too long, its rest is ignored\n"
    assert session.receive_data(b"abc\nabcd\nabc\n") == b"abc\n" + too_long + b"abc\n"


def test_a_line_that_can_only_be_too_long_is_answered_before_it_ends() -> None:
    session = Repeat()
    reply = session.receive_data(b"x" * 5000)
    assert reply == b"ERR line-too-long the line is too long, its rest is ignored\n"
    assert session.receive_data(b"x" * 5000 + b"\na\n") == b"a\n"


def test_the_patience_with_bad_lines_can_be_set() -> None:
    session = Repeat(max_errors=2)
    empty = b"ERR empty-line the line is empty\n"
    goodbye = b"ERR too-many-errors too many bad lines in a row, goodbye\n"
    assert session.receive_data(b"\na\n\n\na\n") == empty + b"a\n" + empty + goodbye
    assert session.finished


def test_an_over_long_line_can_be_the_one_error_too_many() -> None:
    session = Repeat(max_errors=1)
    reply = session.receive_data(b"x" * 5000)
    assert reply == b"ERR too-many-errors too many bad lines in a row, goodbye\n"
    assert session.finished


def test_every_error_is_counted_as_it_was_answered() -> None:
    session = Repeat(max_errors=3)
    assert session.errors == {}
    session.receive_data(b"\n\na\n" + b"\xff\n\n\n\n")
    assert session.errors == {
        ErrorCode.EMPTY_LINE: 3,
        ErrorCode.BAD_ENCODING: 1,
        ErrorCode.TOO_MANY_ERRORS: 1,
    }
    assert Repeat().errors == {}


def test_the_last_words_of_the_server_are_counted_once() -> None:
    session = Repeat()
    session.end(ErrorCode.BUSY)
    session.end(ErrorCode.BUSY)
    assert session.errors == {ErrorCode.BUSY: 1}
