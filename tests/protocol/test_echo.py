from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from helpers.sessions import end, flush, give, give_eof, take
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.errors import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import BytesLike, Session

TRANSCRIPTS = {
    "lines": r"""
        C: hello
        S: hello
        C:
        S:
        C: QUIT
        S: QUIT
        C: \x20\x00\xff\x0d
        S: \x20\x00\xff\x0d""",
    "a line that a line service would refuse": f"""
        C: {"x" * 100_000}
        S: {"x" * 100_000}""",
    "twenty empty lines": "C:\nS:\n" * 20,
}


@pytest.mark.parametrize("transcript", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_an_echo_goes_as_written(converse: Callable[[Session, str], None], transcript: str) -> None:
    converse(EchoSession(), transcript)


def test_the_client_begins() -> None:
    assert take(EchoSession()) == b""


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_byte_comes_back_at_once_newline_or_not(kind: type[BytesLike]) -> None:
    every_byte = bytes(range(256))
    session = EchoSession()
    assert give(session, kind(every_byte)) == every_byte
    assert session.messages == 1


def test_an_echo_does_not_change_with_the_callers_buffer() -> None:
    buffer = bytearray(b"hello")
    echoed = give(EchoSession(), buffer)
    buffer[:] = b"?????"
    assert echoed == b"hello"


def test_a_chunk_waits_behind_one_that_was_not_pulled() -> None:
    session = EchoSession()
    session.receive_data(b"a")
    assert not session.wants_input
    session.receive_data(b"b")
    assert take(session) == b"ab"
    assert session.wants_input


def test_each_chunk_is_a_message_and_an_empty_one_is_none() -> None:
    session = EchoSession()
    assert [give(session, chunk) for chunk in (b"a", b"", b"bc")] == [b"a", b"", b"bc"]
    assert session.messages == 2


def test_an_echo_holds_nothing_back() -> None:
    session = EchoSession()
    give(session, b"unterminated")
    assert not session.pending
    assert not session.unterminated
    assert flush(session) == b""
    assert not session.finished


def test_a_half_close_ends_an_echo() -> None:
    session = EchoSession()
    give(session, b"a")
    assert give_eof(session) == b""
    assert session.finished
    assert give(session, b"late") == b""
    assert session.messages == 1


@pytest.mark.parametrize("code", ErrorCode)
def test_the_server_ends_an_echo_without_a_word(code: ErrorCode) -> None:
    session = EchoSession()
    assert end(session, code) == b""
    assert session.finished
    assert give(session, b"late") == b""
