"""The thread that writes: whoever posts a line neither waits nor fails."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from helpers.waiting import PATIENCE
from trio_sockets.output.backlog import LAST, Backlog
from trio_sockets.output.writer import BackgroundWriter


class Reader:
    """Takes what is written, unless it is told to stall or to fail."""

    def __init__(self) -> None:
        self.read = b""
        self.most = 10**9
        self.failing = False
        self.waiting = threading.Event()
        self.going_on = threading.Event()
        self.going_on.set()
        self._changed = threading.Condition()

    def write(self, data: bytes) -> int:
        self.waiting.set()
        assert self.going_on.wait(PATIENCE)
        with self._changed:
            if self.failing:
                raise OSError("no space left on device")
            self.read += data[: self.most]
            self._changed.notify_all()
        return min(len(data), self.most)

    def has(self, wanted: Callable[[bytes], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: wanted(self.read), PATIENCE)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.going_on.set()


def long_ago() -> float:
    """Return when a process must have begun to end for its time to be over."""
    return time.monotonic() - LAST


def test_lines_come_in_their_order_whole_or_in_pieces(reader: Reader) -> None:
    reader.most = 3
    writer = BackgroundWriter(reader.write)
    lines = [b"line %d\n" % number for number in range(50)]
    for line in lines:
        writer.post(line)
    assert reader.has(b"".join(lines).__eq__)


def test_nobody_waits_for_a_reader_that_stalls_and_the_dropped_lines_are_said(
    reader: Reader,
) -> None:
    reader.going_on.clear()
    writer = BackgroundWriter(reader.write, Backlog(lines=100))
    writer.notice = lambda dropped: b"%d dropped\n" % dropped
    for number in range(1000):
        writer.post(b"%d\n" % number)
    assert reader.read == b""
    reader.going_on.set()
    assert reader.has(lambda read: read.endswith(b"\n99\n900 dropped\n"))
    writer.post(b"on\n")
    assert reader.has(lambda read: read.endswith(b"900 dropped\non\n"))


def test_what_could_not_be_written_is_tried_again(reader: Reader) -> None:
    reader.failing = True
    writer = BackgroundWriter(reader.write)
    writer.post(b"one\n")
    assert reader.waiting.wait(PATIENCE)
    writer.post(b"two\n")
    reader.failing = False
    assert reader.has(b"one\ntwo\n".__eq__)


def test_the_end_waits_for_what_is_left(reader: Reader) -> None:
    writer = BackgroundWriter(reader.write)
    for _ in range(100):
        writer.post(b"line\n")
    writer.finish(time.monotonic())
    assert reader.read == 100 * b"line\n"


def test_the_end_waits_for_the_notice_of_what_was_dropped(reader: Reader) -> None:
    writer = BackgroundWriter(reader.write, Backlog(lines=1))
    writer.notice = lambda dropped: b"%d dropped\n" % dropped
    reader.going_on.clear()
    writer.post(b"one\n")
    assert reader.waiting.wait(PATIENCE)
    writer.post(b"two\n")
    threading.Timer(0.05, reader.going_on.set).start()  # most likely while the end waits
    writer.finish(time.monotonic() + PATIENCE)
    assert reader.read == b"one\n1 dropped\n"


def test_the_end_does_not_wait_for_a_reader_that_has_stalled(reader: Reader) -> None:
    reader.going_on.clear()
    writer = BackgroundWriter(reader.write)
    writer.post(b"line\n")
    assert reader.waiting.wait(PATIENCE)
    writer.finish(long_ago())
    assert reader.read == b""


def test_the_end_tries_once_more_what_cannot_be_written(reader: Reader) -> None:
    reader.failing = True
    writer = BackgroundWriter(reader.write)
    writer.post(b"line\n")
    assert reader.waiting.wait(PATIENCE)
    writer.finish(time.monotonic() + PATIENCE)  # so only the failure can end it
    assert reader.read == b""


def test_nothing_is_to_wait_for_where_nothing_was_written(reader: Reader) -> None:
    BackgroundWriter(reader.write).finish(time.monotonic() + PATIENCE)


def test_a_line_waits_where_the_system_has_no_thread_left(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    writer = BackgroundWriter(reader.write)
    with monkeypatch.context() as without_threads:
        without_threads.setattr(threading.Thread, "start", start)
        writer.post(b"one\n")
        writer.finish(time.monotonic() + PATIENCE)
    writer = BackgroundWriter(reader.write)
    with monkeypatch.context() as without_threads:
        without_threads.setattr(threading.Thread, "start", start)
        writer.post(b"one\n")
    writer.post(b"two\n")
    assert reader.has(b"one\ntwo\n".__eq__)


def test_a_notice_that_fails_stops_no_line(reader: Reader) -> None:
    def notice(_dropped: int) -> bytes:
        raise ValueError("a bug")

    writer = BackgroundWriter(reader.write, Backlog(size=4))
    writer.notice = notice
    writer.post(b"too large\n")
    assert not reader.waiting.is_set()
    ceiling = time.monotonic() + PATIENCE
    while not reader.waiting.is_set() and time.monotonic() < ceiling:
        writer.post(b"one\n")  # dropped until the writer has seen that there is room
    assert reader.has(lambda read: read.startswith(b"one\n"))
