"""The framer: any chunking gives the same lines, and no more is held than the limit."""

from fuzz.script import Call, read, single
from trio_sockets.protocol.lines import Line, LineFramer, TooLong

TERMINATOR = len(b"\r\0\r")
"""Bytes before an LF that may turn out to be no part of the line."""


def framing(data: bytes) -> None:
    """Frame one script in three ways; its first byte is the limit."""
    limit, script = (data[0], data[1:]) if data else (0, b"")
    framers = whole, by_byte, passed = [LineFramer(limit) for _ in range(3)]
    given: list[Line] = []
    sent = b""
    for step in read(script):
        if isinstance(step, Call):
            lines = [framer.take_unended() for framer in framers]
        else:
            pieces = [by_byte.receive_data(byte) for byte in single(step)]
            lines = [
                whole.receive_data(step),
                [line for piece in pieces for line in piece],
                receive_or_pass(passed, step),
            ]
            sent += step
        assert lines[0] == lines[1] == lines[2]
        states = {(framer.ended, framer.pending, framer.newline_seen) for framer in framers}
        assert len(states) == 1
        for framer in framers:
            assert len(framer._tail) <= limit + TERMINATOR  # noqa: SLF001 - memory shows nowhere else
        given += lines[0]
    if sent == script:  # no marks: what the lines should be is plain
        assert given + whole.take_unended() == expected(sent, limit)


def receive_or_pass(framer: LineFramer, data: bytes) -> list[Line]:
    """Receive as the express lane does, which cuts by itself what the framer says is whole."""
    if not framer.is_whole(data):
        return framer.receive_data(data)
    lines: list[Line] = list(data[:-1].split(b"\n"))
    framer.pass_over(len(lines))
    return lines


def expected(data: bytes, limit: int) -> list[Line]:
    """Return the lines of data that came in one piece, the slow and obvious way."""
    *ended, rest = data.split(b"\n")
    lines = [*ended, rest] if rest else ended
    return [line if len(line) <= limit else TooLong() for line in map(without_terminator, lines)]


def without_terminator(line: bytes) -> bytes:
    """Return what `docs/protocol.md` counts as the line."""
    return line[: -len(b"\r\0\r")] if line[-3:] == b"\r\0\r" else line.removesuffix(b"\r")
