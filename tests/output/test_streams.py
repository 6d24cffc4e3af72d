"""Text streams over descriptors that take nothing."""

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from helpers.waiting import PATIENCE
from trio_sockets.output.backlog import BYTES
from trio_sockets.output.streams import (
    in_background,
    tell_of_dropped_lines,
    tolerate_standard_error,
)

needs_full = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    near, far = os.pipe()
    yield near, far
    for fd in (near, far):
        with suppress(OSError):  # a test may have closed it
            os.close(fd)


def queued(fd: int) -> io.TextIOWrapper:
    plain = open(fd, "w", encoding="ascii", closefd=False)  # noqa: SIM115 - the new one keeps it
    stream = in_background(plain)
    assert isinstance(stream, io.TextIOWrapper)
    return stream


def test_what_is_printed_is_written_in_the_background_and_names_a_character_it_lacks(
    pipe: tuple[int, int],
) -> None:
    near, far = pipe
    stream = queued(far)
    print("one", "é", file=stream)
    stream.write("two\nthree")
    stream.flush()
    stream.buffer.writer.finish(time.monotonic() + PATIENCE)  # type: ignore[attr-defined]
    assert os.read(near, 100) == b"one \\xe9\ntwo\nthree"
    assert (stream.fileno(), stream.isatty(), stream.writable()) == (far, False, True)


def test_a_pipe_that_somebody_made_non_blocking_is_waited_for(pipe: tuple[int, int]) -> None:
    near, far = pipe
    os.set_blocking(far, False)
    stream = queued(far)
    for number in range(10_000):
        print(f"line {number:06}", file=stream)
    expected = b"".join(b"line %06d\n" % number for number in range(10_000))
    read = b""
    while len(read) < len(expected):
        read += os.read(near, 65536)
    assert read == expected
    assert not os.get_blocking(far)  # nor does it become what it was not


def test_a_pipe_stays_blocking_for_those_who_share_it(pipe: tuple[int, int]) -> None:
    stream = queued(pipe[1])
    print("line", file=stream)
    assert os.read(pipe[0], 100) == b"line\n"
    assert os.get_blocking(pipe[1])


def test_a_reader_that_has_gone_is_no_error(pipe: tuple[int, int]) -> None:
    near, far = pipe
    os.close(near)
    stream = queued(far)
    print("line", file=stream)
    stream.buffer.writer.finish(time.monotonic() + PATIENCE)  # type: ignore[attr-defined]
    print("line", file=stream)


def test_a_stream_in_the_background_says_what_it_dropped(pipe: tuple[int, int]) -> None:
    written = io.StringIO()
    tell_of_dropped_lines(written, str)  # another stream drops none
    near, far = pipe
    stream = queued(far)
    tell_of_dropped_lines(stream, lambda dropped: f"{dropped} é\n")
    stream.write((BYTES + 1) * "x" + "\n")
    assert os.read(near, 100) == b"1 \\xe9\n"


def test_what_has_no_descriptor_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    tolerate_standard_error()
    assert sys.stderr is written


@needs_full
@pytest.mark.parametrize("buffering", [-1, 0])
def test_an_error_that_cannot_be_shown_is_not_another(
    monkeypatch: pytest.MonkeyPatch,
    buffering: int,  # 0 is what PYTHONUNBUFFERED makes of standard error
) -> None:
    with Path("/dev/full").open("wb", buffering) as full:
        stream = io.TextIOWrapper(full, "utf-8", write_through=True)
        monkeypatch.setattr(sys, "stderr", stream)
        tolerate_standard_error()
        assert sys.stderr is not stream
        sys.stderr.write("a line\n")
        stream.detach()


def test_what_can_be_written_to_standard_error_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "errors"
    with path.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        stream.write("before\n")
        tolerate_standard_error()
        sys.stderr.write("é\n")
    assert path.read_text("utf-8") == "before\né\n"
