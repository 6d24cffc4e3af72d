"""Which lines wait, which are dropped, and when that is said: without a thread or a clock."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trio_sockets.output.backlog
from trio_sockets.output.backlog import LAST, STALLED, Backlog, seconds_left


def drained(backlog: Backlog) -> bytes:
    """Write everything, as a reader that keeps up lets it be written."""
    everything = b""
    while True:
        if dropped := backlog.due():
            backlog.resume(b"dropped %d\n" % dropped)
        if not backlog:
            return everything
        batch = backlog.batch(8)
        backlog.wrote(len(batch))
        everything += batch


def test_a_batch_is_whole_lines_in_their_order() -> None:
    backlog = Backlog()
    for line in (b"one\n", b"two\n", b"three\n"):
        backlog.add(line)
    assert backlog.batch(8) == b"one\ntwo\n"
    assert backlog.batch(13) == b"one\ntwo\n"
    assert backlog.batch(14) == b"one\ntwo\nthree\n"


def test_a_line_longer_than_a_batch_is_one_of_its_own() -> None:
    backlog = Backlog()
    backlog.add(b"long line\n")
    backlog.add(b"a\n")
    assert backlog.batch(4) == b"long line\n"


def test_the_rest_of_a_line_that_was_cut_comes_next() -> None:
    backlog = Backlog()
    backlog.add(b"one\n")
    backlog.add(b"two\n")
    backlog.wrote(6)
    assert backlog.batch(100) == b"o\n"
    assert (len(backlog), backlog.size) == (1, 2)
    backlog.wrote(0)
    assert drained(backlog) == b"o\n"


@pytest.mark.parametrize("bounds", [{"lines": 4}, {"size": 8}])
def test_beyond_the_bounds_the_newest_are_dropped_and_counted(bounds: dict[str, int]) -> None:
    backlog = Backlog(**bounds)
    for letter in b"abcdef":
        backlog.add(b"%c\n" % letter)
    assert backlog.due() == 0  # it is full: nothing has been written
    assert backlog.batch(100) == b"a\nb\nc\nd\n"


@pytest.mark.parametrize("bounds", [{"lines": 4}, {"size": 8}])
def test_the_number_is_said_once_half_is_written_where_the_lines_are_missing(
    bounds: dict[str, int],
) -> None:
    backlog = Backlog(**bounds)
    for letter in b"abcdef":
        backlog.add(b"%c\n" % letter)
    backlog.wrote(2)
    backlog.add(b"g\n")  # there is room for it, but then the number would be said again and again
    assert backlog.due() == 0
    backlog.wrote(2)
    assert backlog.due() == 3
    backlog.resume(b"3\n")
    assert backlog.due() == 0
    backlog.add(b"h\n")
    assert drained(backlog) == b"c\nd\n3\nh\n"


def test_a_line_larger_than_all_the_room_is_dropped_and_that_is_said() -> None:
    backlog = Backlog(size=4)
    backlog.add(b"large\n")
    assert drained(backlog) == b"dropped 1\n"


def test_no_notice_is_no_line() -> None:
    backlog = Backlog(lines=1)
    backlog.add(b"a\n")
    backlog.add(b"b\n")
    backlog.wrote(2)
    backlog.resume(b"")
    assert not backlog
    backlog.add(b"c\n")
    assert backlog.batch(9) == b"c\n"


@given(st.lists(st.one_of(st.just(None), st.integers(1, 30)), max_size=200))
def test_each_line_is_written_once_in_order_or_counted(steps: list[int | None]) -> None:
    """A step adds a line, or has as many bytes written as a reader takes."""
    backlog, added, written = Backlog(lines=6, size=40), 0, b""
    for step in steps:
        if step is None:
            backlog.add(b"%d\n" % added)
            added += 1
            continue
        if dropped := backlog.due():
            backlog.resume(b"dropped %d\n" % dropped)
        if backlog:
            some = backlog.batch(16)[:step]
            backlog.wrote(len(some))
            written += some
        assert len(backlog) <= 6 + 1  # a notice has room beyond the bounds
        assert backlog.size <= 40 + len(b"dropped 200\n")
    following = 0
    for line in (written + drained(backlog)).decode().splitlines():
        if line.startswith("dropped "):
            following += int(line.removeprefix("dropped "))
        else:
            assert int(line) == following
            following += 1
    assert following == added


@pytest.mark.parametrize(
    ("now", "write_began", "left"),
    [
        (10.0, None, LAST),
        (10.0, 10.0, STALLED),
        (10.1, 10.05, STALLED - 0.05),
        (10.0, 3.0, STALLED),  # a write that has waited for long may still be about to go on
        (10.0 + STALLED, 3.0, 0.0),
        (10.9, 10.9, LAST - 0.9),
        (10.0 + LAST, None, 0.0),
    ],
)
def test_the_end_waits_for_a_slow_reader_but_not_for_one_that_has_stalled(
    now: float, write_began: float | None, left: float
) -> None:
    assert seconds_left(now, end_began=10.0, write_began=write_began) == pytest.approx(left)


def test_what_decides_knows_no_thread_no_clock_and_no_file() -> None:
    source = ast.parse(Path(trio_sockets.output.backlog.__file__).read_text("utf-8"))
    imports = {node.module for node in ast.walk(source) if isinstance(node, ast.ImportFrom)}
    assert imports == {"collections", "typing"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(source))
