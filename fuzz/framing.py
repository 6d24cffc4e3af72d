"""The framer: any chunking gives the same lines, and no more is held than the limit."""

from fuzz.script import Call, Step, read, single
from trio_sockets.protocol.lines import Line, LineFramer, TooLong

TERMINATOR = len(b"\r\0\r")
"""Bytes before an LF that may turn out to be no part of the line."""


def framing(data: bytes) -> None:
    """Frame one script in three ways; its first byte is the limit."""
    limit, script = (data[0], data[1:]) if data else (0, b"")
    framers = whole, by_byte, passed = [LineFramer(limit) for _ in range(3)]
    given: list[Line] = []
    steps = read(script)
    for step in steps:
        if isinstance(step, Call):
            lines = [framer.take_unterminated() for framer in framers]
        else:
            pieces = [by_byte.receive_data(byte) for byte in single(step)]
            lines = [
                whole.receive_data(step),
                [line for piece in pieces for line in piece],
                receive_or_pass(passed, step),
            ]
        assert lines[0] == lines[1] == lines[2]
        states = {(framer.ended, framer.pending, framer.newline_seen) for framer in framers}
        assert len(states) == 1
        for framer in framers:
            assert len(framer._tail) <= limit + TERMINATOR  # noqa: SLF001 - memory shows nowhere else
        given += lines[0]
    assert given == expected(steps, limit)


def receive_or_pass(framer: LineFramer, data: bytes) -> list[Line]:
    """Receive as the express lane does, which cuts by itself what the framer says is whole."""
    if not framer.is_whole(data):
        return framer.receive_data(data)
    lines: list[Line] = list(data[:-1].split(b"\n"))
    framer.pass_over(len(lines))
    return lines


def expected(steps: list[Step], limit: int) -> list[Line]:
    """Return the lines of a script, the slow and obvious way."""
    lines: list[bytes] = []
    held = b""
    flushed = False
    for step in steps:
        if isinstance(step, Call):
            ended, held = [held] if held else [], b""
        else:
            *ended, held = (held + step).split(b"\n")
        for line in map(without_terminator, ended):
            # The terminator of a line that was flushed is no line of its own.
            if line or not flushed:
                lines.append(line)
            flushed = False
        flushed = flushed or bool(ended and isinstance(step, Call))
    if len(held) > limit + TERMINATOR:  # it is reported before it ends
        lines.append(held)
    return [line if len(line) <= limit else TooLong() for line in lines]


def without_terminator(line: bytes) -> bytes:
    """Return what `docs/protocol/lines.md` counts as the line."""
    return line[: -len(b"\r\0\r")] if line[-3:] == b"\r\0\r" else line.removesuffix(b"\r")
