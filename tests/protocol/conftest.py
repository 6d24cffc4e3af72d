"""Conversations as transcripts, each told in three ways.

    S: GAME 1 100 7
    C: 63
    S: WIN 1
    S: (end)

A ``C:`` line is sent with an LF, and the ``S:`` lines below it are its reply; ``S: (end)`` says
that the conversation is over. ``\\xNN`` (in a raw string) is that byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import pytest

from helpers.sessions import flush, give, give_eof, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import Session

    Converse: TypeAlias = Callable[[Session, str], None]
    Step: TypeAlias = tuple[bytes, bytes]

TRAILING = b"50\nUPPER after the end\n\n\xff\nQUIT\nunterminated"


@pytest.fixture(params=["whole", "byte by byte", "with trailing data"])
def converse(request: pytest.FixtureRequest) -> Converse:
    """Play a transcript on a session, and see that it goes as written."""

    def play(session: Session, transcript: str) -> None:
        steps, ends = _read(transcript)
        _, greeting = steps[0]
        assert take(session) == greeting
        match request.param:
            case "whole":
                _play_whole(session, steps[1:], ends=ends)
            case "byte by byte":
                _play_byte_by_byte(session, steps[1:], ends=ends)
            case _:
                _play_with_trailing_data(session, steps[1:], ends=ends)

    return play


def _play_whole(session: Session, steps: list[Step], *, ends: bool) -> None:
    sent, expected = _joined(steps)
    assert _lines(give(session, sent)) == _lines(expected)
    assert session.finished is ends


def _play_byte_by_byte(session: Session, steps: list[Step], *, ends: bool) -> None:
    """The only way that sees each reply come just when its line ends."""
    for sent, expected in steps:
        assert not session.finished
        replies = b"".join(give(session, bytes([byte])) for byte in sent)
        assert _lines(replies) == _lines(expected), sent
    assert session.finished is ends


def _play_with_trailing_data(session: Session, steps: list[Step], *, ends: bool) -> None:
    """Bytes behind the end are ignored, be they in the same chunk or later."""
    sent, expected = _joined(steps)
    replies = give(session, sent + TRAILING if ends else sent)
    assert session.finished is ends
    assert _lines(replies + give_eof(session)) == _lines(expected)
    assert session.finished
    assert give(session, TRAILING) == b""
    assert flush(session) == b""
    assert give_eof(session) == b""


def _read(transcript: str) -> tuple[list[Step], bool]:
    steps = [(b"", b"")]
    ends = False
    for line in transcript.strip().split("\n"):
        assert not ends, "a transcript goes on after its end"
        who, _, words = line.strip().partition(":")
        said = _unescaped(words.removeprefix(" ")) + b"\n"
        if who == "C":
            steps.append((said, b""))
        elif said == b"(end)\n":
            ends = True
        else:
            assert who == "S", line
            steps[-1] = (steps[-1][0], steps[-1][1] + said)
    return steps, ends


def _unescaped(words: str) -> bytes:
    return re.sub(
        rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), words.encode()
    )


def _joined(steps: list[Step]) -> Step:
    return b"".join(sent for sent, _ in steps), b"".join(expected for _, expected in steps)


def _lines(replies: bytes) -> list[bytes]:
    """As lines, so that a failure is read as one reads a transcript."""
    return replies.split(b"\n")
