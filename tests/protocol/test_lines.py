from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_sockets.protocol.lines import MAX_LINE, LineFramer, TooLong

if TYPE_CHECKING:
    from trio_sockets.protocol.lines import Line
    from trio_sockets.protocol.session import BytesLike

MOST_HELD = MAX_LINE + len(b"\r\0\r")

every_terminator = pytest.mark.parametrize(
    "terminator", [b"\n", b"\r\n", b"\r\0\r\n"], ids=["LF", "CRLF", "telnet"]
)
every_chunk_size = pytest.mark.parametrize(
    "size", [1, 7, 1024, 10**6], ids=["byte by byte", "by 7", "by 1024", "whole"]
)


def feed(framer: LineFramer, data: bytes, size: int) -> list[Line]:
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return [line for piece in pieces for line in framer.receive_data(piece)]


@every_terminator
@every_chunk_size
def test_a_line_may_hold_1024_bytes_besides_its_terminator(terminator: bytes, size: int) -> None:
    framer = LineFramer()
    assert feed(framer, b"x" * 1024 + terminator, size) == [b"x" * 1024]
    assert framer.ended == 1


@every_terminator
@every_chunk_size
def test_a_line_of_1025_bytes_is_too_long_and_the_next_is_in_step(
    terminator: bytes, size: int
) -> None:
    framer = LineFramer()
    assert feed(framer, b"x" * 1025 + terminator + b"next\n", size) == [TooLong(), b"next"]
    assert framer.ended == 2


@every_chunk_size
def test_a_carriage_return_at_the_limit_counts_unless_it_ends_the_line(size: int) -> None:
    line = b"x" * 1024 + b"\rx"
    assert feed(LineFramer(), line + b"\n", size) == [TooLong()]
    assert feed(LineFramer(), line[1:-1] + b"\r\n", size) == [b"x" * 1023 + b"\r"]


def test_an_over_long_line_is_reported_before_it_ends_and_only_once() -> None:
    framer = LineFramer()
    assert framer.receive_data(b"x" * MOST_HELD) == []
    assert framer.receive_data(b"x") == [TooLong()]
    assert framer.receive_data(b"x" * 5000) == []
    assert framer.ended == 0
    assert framer.receive_data(b"x\n") == []
    assert framer.ended == 1


def test_a_line_of_64_mib_keeps_memory_flat() -> None:
    framer = LineFramer()
    chunk = bytes(64 * 1024)
    reports: list[Line] = []
    for _ in range(1024):
        reports += framer.receive_data(chunk)
        assert len(framer._tail) <= MOST_HELD
    assert reports == [TooLong()]
    assert framer.receive_data(b"\nnext\n") == [b"next"]


def test_a_drip_never_holds_more_than_a_line_and_its_terminator() -> None:
    framer = LineFramer()
    most = 0
    for _ in range(3 * MAX_LINE):
        framer.receive_data(b"x")
        most = max(most, len(framer._tail))
    assert most == MOST_HELD


def test_one_chunk_gives_all_its_lines_with_the_limit_applied_to_each() -> None:
    chunk = b"one\n" + b"x" * 2000 + b"\n\n" + b"y" * 1025 + b"\nfive\nunterminated"
    assert LineFramer().receive_data(chunk) == [b"one", TooLong(), b"", TooLong(), b"five"]


@every_chunk_size
@pytest.mark.parametrize(
    ("sent", "line"),
    [
        (b"\n", b""),
        (b"a\r\n", b"a"),
        (b"a\r\0\r\n", b"a"),
        (b"a\rb\n", b"a\rb"),
        (b"a\r\r\n", b"a\r"),
        (b"a\0\n", b"a\0"),
        (b"a\0\r\n", b"a\0"),
        (b"a\r\0\n", b"a\r\0"),
        (b"a\r\0b\r\n", b"a\r\0b"),
        (b"a\r\0\r\0\r\n", b"a\r\0"),
    ],
)
def test_only_the_terminator_is_dropped(sent: bytes, line: bytes, size: int) -> None:
    assert feed(LineFramer(), sent, size) == [line]


def test_a_carriage_return_and_its_newline_may_be_cut_in_two() -> None:
    framer = LineFramer()
    assert framer.receive_data(b"a\r") == []
    assert framer.receive_data(b"\nb\r\n") == [b"a", b"b"]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_bytes_like_is_received(kind: type[BytesLike]) -> None:
    framer = LineFramer()
    assert framer.receive_data(kind(b"one\ntw")) == [b"one"]
    assert framer.receive_data(kind(b"o\n")) == [b"two"]


def test_a_line_does_not_change_with_the_callers_buffer() -> None:
    framer = LineFramer()
    buffer = bytearray(b"one\ntw")
    lines = framer.receive_data(memoryview(buffer))
    buffer[:] = b"??????"
    assert lines + framer.receive_data(b"o\n") == [b"one", b"two"]


@pytest.mark.parametrize("unterminated", [b"a", b"a\r", b"a\r\0\r"])
def test_an_unterminated_line_can_be_taken_without_its_newline(unterminated: bytes) -> None:
    framer = LineFramer()
    framer.receive_data(unterminated)
    assert framer.take_unterminated() == [b"a"]
    assert (framer.ended, framer.pending, framer.newline_seen) == (1, False, False)


def test_no_line_is_taken_while_none_is_pending() -> None:
    framer = LineFramer()
    assert framer.take_unterminated() == []
    framer.receive_data(b"a\n")
    assert framer.take_unterminated() == []
    assert framer.ended == 1
    assert framer.receive_data(b"\n") == [b""]


@every_terminator
@every_chunk_size
def test_the_terminator_of_a_line_already_taken_is_no_empty_line(
    terminator: bytes, size: int
) -> None:
    framer = LineFramer()
    framer.receive_data(b"a")
    framer.take_unterminated()
    assert feed(framer, terminator, size) == []
    assert (framer.ended, framer.pending, framer.newline_seen) == (1, False, True)
    assert feed(framer, terminator, size) == [b""]
    assert framer.ended == 2


def test_a_terminator_that_comes_in_two_flushes_is_still_no_empty_line() -> None:
    framer = LineFramer()
    framer.receive_data(b"a")
    framer.take_unterminated()
    framer.receive_data(b"\r")
    assert framer.take_unterminated() == []
    assert framer.receive_data(b"\n") == []
    assert framer.ended == 1


def test_one_unterminated_message_after_another_can_be_taken() -> None:
    framer = LineFramer()
    for count, message in enumerate([b"a", b"b", b"c"], start=1):
        assert framer.receive_data(message) == []
        assert framer.take_unterminated() == [message]
        assert framer.ended == count


def test_an_empty_line_counts_again_once_a_line_has_followed_the_taken_one() -> None:
    framer = LineFramer()
    framer.receive_data(b"a")
    framer.take_unterminated()
    assert framer.receive_data(b"b\n\n") == [b"b", b""]
    assert framer.ended == 3


@pytest.mark.parametrize("length", [1025, MOST_HELD])
def test_an_unterminated_line_over_the_limit_is_too_long_when_taken(length: int) -> None:
    framer = LineFramer()
    framer.receive_data(b"x" * length)
    assert framer.take_unterminated() == [TooLong()]
    assert framer.ended == 1


def test_too_long_is_a_value_like_a_line() -> None:
    assert set(LineFramer(1).receive_data(b"ab\nab\na\n")) == {TooLong(), b"a"}


def test_the_rest_of_a_reported_line_is_taken_without_a_second_report() -> None:
    framer = LineFramer()
    assert framer.receive_data(b"x" * 5000) == [TooLong()]
    assert framer.take_unterminated() == []
    assert (framer.ended, framer.pending) == (1, False)
    assert framer.receive_data(b"\n") == []
    assert framer.receive_data(b"\nnext\n") == [b"", b"next"]


def test_an_over_long_line_after_a_taken_one_keeps_its_own_newline() -> None:
    framer = LineFramer()
    framer.receive_data(b"a")
    framer.take_unterminated()
    assert framer.receive_data(b"x" * 5000) == [TooLong()]
    assert framer.receive_data(b"\n\n") == [b""]
    assert framer.ended == 3


def test_a_line_is_pending_from_its_first_byte_to_its_newline() -> None:
    framer = LineFramer()
    seen = []
    for piece in (b"", b"\n", b"\r", b"\n", b"x" * 5000, b"x", b"\n", b"a\nb"):
        framer.receive_data(piece)
        seen.append(framer.pending)
    assert seen == [False, False, True, False, True, True, False, True]


def test_a_newline_is_seen_for_good_even_one_that_ends_an_over_long_line() -> None:
    framer = LineFramer()
    framer.receive_data(b"x" * 5000)
    assert not framer.newline_seen
    framer.receive_data(b"\n")
    framer.receive_data(b"unterminated")
    assert framer.newline_seen


@pytest.mark.parametrize(
    ("received", "chunk", "whole"),
    [
        (b"", b"a\n", True),
        (b"", b"a\nb\n", True),
        (b"", b"xxx\n", True),
        (b"a\n", b"b\n", True),
        (b"", b"", False),
        (b"", b"a", False),
        (b"", b"a\nb", False),
        (b"", b"a\r\n", False),
        (b"", b"xxxxx\n", False),
        (b"a", b"b\n", False),
    ],
)
def test_a_chunk_of_whole_lines_is_known_as_such(
    received: bytes, chunk: bytes, *, whole: bool
) -> None:
    framer = LineFramer(4)
    framer.receive_data(received)
    assert framer.is_whole(chunk) is whole


def test_no_chunk_is_whole_lines_behind_a_line_that_was_taken_without_its_newline() -> None:
    framer = LineFramer()
    framer.receive_data(b"a")
    framer.take_unterminated()
    assert not framer.is_whole(b"\n")
    framer.receive_data(b"\n")
    assert framer.is_whole(b"\n")


def test_lines_that_were_passed_over_count_as_those_that_were_cut() -> None:
    framer = LineFramer()
    framer.receive_data(b"a\n")
    framer.pass_over(2)
    assert framer.ended == 3
    framer.receive_data(b"b\n")
    assert framer.ended == 4


def test_a_newline_was_seen_in_lines_that_were_passed_over() -> None:
    framer = LineFramer()
    framer.pass_over(1)
    assert framer.newline_seen is True


@settings(deadline=None)
@given(st.text("ab\r\0\n", max_size=60).map(str.encode), st.integers(0, 5), st.integers(1, 8))
def test_lines_are_what_lies_between_newlines_however_they_are_cut(
    data: bytes, limit: int, size: int
) -> None:
    lines = [re.sub(rb"(\r\0)?\r\Z", b"", line) for line in data.split(b"\n")]
    expected = [line if len(line) <= limit else TooLong() for line in lines]
    framer = LineFramer(limit)
    assert feed(framer, data + b"\n", size) == expected
    assert framer.ended == len(expected)
