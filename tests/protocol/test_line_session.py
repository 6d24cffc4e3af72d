from __future__ import annotations

import pytest

from helpers.sessions import end, flush, give, give_eof, take
from trio_sockets.protocol.errors import WORDS, ErrorCode
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Bye, Text


class Repeat(LineSession):
    """The smallest line service: it repeats each line, and ends at ``stop``."""

    def answer(self, line: str) -> Text | Bye:
        self.finished = line == "stop"
        return Bye() if self.finished else Text(line)


@pytest.mark.parametrize("code", ErrorCode)
def test_the_server_ends_a_session_with_any_code_and_says_why(code: ErrorCode) -> None:
    session = Repeat()
    give(session, b"unterminated")
    assert end(session, code) == f"ERR {code.value} {WORDS[code]}\n".encode()
    assert session.finished
    assert give_eof(session) == b""


def test_a_session_wants_no_input_from_the_moment_the_server_closes_it() -> None:
    session = Repeat()
    give(session, b"a\n")
    assert session.wants_input is True
    session.close(ErrorCode.BUSY)
    assert session.wants_input is False


def test_a_session_wants_no_input_from_the_moment_the_client_half_closes() -> None:
    session = Repeat()
    give(session, b"a\n")
    session.receive_eof()
    assert session.wants_input is False


def test_a_finished_session_is_not_closed_again() -> None:
    session = Repeat()
    assert give(session, b"stop\n") == b"BYE\n"
    assert end(session, ErrorCode.IDLE_TIMEOUT) == b""
    assert session.finished


def test_input_after_the_end_does_not_count() -> None:
    session = Repeat()
    assert give(session, b"a\nstop\n") == b"a\nBYE\n"
    assert give(session, b"b\nunterminated") == b""
    assert session.messages == 2
    assert not session.pending


@pytest.mark.parametrize("line", [" ", "\t", " \t "])
def test_spaces_and_tabs_are_an_empty_line(line: str) -> None:
    assert give(Repeat(), f"{line}\n".encode()).startswith(b"ERR empty-line ")


@pytest.mark.parametrize("line", ["\v", "\f", "\x1c", "\x85", "\u00a0", "\u2003", "\u3000"])
def test_blanks_of_other_kinds_are_no_empty_line(line: str) -> None:
    assert give(Repeat(), f"{line}\n".encode()) == f"{line}\n".encode()


def test_a_service_whose_client_begins_need_not_write_a_greeting() -> None:
    assert take(Repeat()) == b""


def test_an_unterminated_last_line_still_counts() -> None:
    session = Repeat()
    assert give(session, b"a\nlast") == b"a\n"
    assert give_eof(session) == b"last\n"
    assert session.finished
    assert session.messages == 2


def test_the_clients_end_after_whole_lines_adds_nothing() -> None:
    session = Repeat()
    give(session, b"a\n")
    assert give_eof(session) == b""
    assert session.finished


def test_a_client_without_newlines_is_answered_message_by_message() -> None:
    session = Repeat()
    for message in (b"a", b"b", b"c"):
        assert give(session, message) == b""
        assert session.unterminated
        assert flush(session) == message + b"\n"
        assert not session.unterminated
    assert session.messages == 3


def test_a_newline_that_comes_after_its_flushed_line_earns_no_second_reply() -> None:
    session = Repeat()
    give(session, b"a")
    assert flush(session) == b"a\n"
    assert give(session, b"\r\n") == b""
    assert session.messages == 1


def test_the_first_newline_ends_unterminated_messages_for_good() -> None:
    session = Repeat()
    give(session, b"a\nunterminated")
    assert session.pending
    assert not session.unterminated


def test_a_line_is_pending_until_it_ends() -> None:
    session = Repeat()
    seen = []
    for piece in (b"", b"a", b"b", b"\n", b"c\nd"):
        give(session, piece)
        seen.append(session.pending)
    assert seen == [False, True, True, False, True]


def test_a_flush_without_a_pending_line_does_nothing() -> None:
    session = Repeat()
    assert flush(session) == b""
    assert not session.finished
    assert session.messages == 0


def test_the_limit_of_a_line_can_be_set() -> None:
    session = Repeat(max_line=3)
    too_long = b"ERR line-too-long the line is too long, its rest is ignored\n"
    assert give(session, b"abc\nabcd\nabc\n") == b"abc\n" + too_long + b"abc\n"


def test_a_line_that_can_only_be_too_long_is_answered_before_it_ends() -> None:
    session = Repeat()
    reply = give(session, b"x" * 5000)
    assert reply == b"ERR line-too-long the line is too long, its rest is ignored\n"
    assert give(session, b"x" * 5000 + b"\na\n") == b"a\n"


def test_the_patience_with_bad_lines_can_be_set() -> None:
    session = Repeat(max_errors=2)
    empty = b"ERR empty-line the line is empty\n"
    goodbye = b"ERR too-many-errors too many bad lines in a row, goodbye\n"
    assert give(session, b"\na\n\n\na\n") == empty + b"a\n" + empty + goodbye
    assert session.finished


def test_an_over_long_line_can_be_the_one_error_too_many() -> None:
    session = Repeat(max_errors=1)
    reply = give(session, b"x" * 5000)
    assert reply == b"ERR too-many-errors too many bad lines in a row, goodbye\n"
    assert session.finished


def test_every_error_is_counted_as_it_was_answered() -> None:
    session = Repeat(max_errors=3)
    assert session.errors == {}
    give(session, b"\n\na\n" + b"\xff\n\n\n\n")
    assert session.errors == {
        ErrorCode.EMPTY_LINE: 3,
        ErrorCode.BAD_ENCODING: 1,
        ErrorCode.TOO_MANY_ERRORS: 1,
    }
    assert Repeat().errors == {}


def test_the_final_error_is_counted_once() -> None:
    session = Repeat()
    end(session, ErrorCode.BUSY)
    end(session, ErrorCode.BUSY)
    assert session.errors == {ErrorCode.BUSY: 1}
