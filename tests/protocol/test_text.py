from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from helpers.sessions import flush, give, take
from trio_sockets.protocol.text import TextSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import Session

MOMENT = datetime(2026, 11, 22, 19, 0, 0, 123456, tzinfo=UTC)

UNKNOWN = "ERR unknown-command send HELP for the commands"
MISSING = "ERR missing-argument the command needs an argument"
UNEXPECTED = "ERR unexpected-argument the command takes no such argument"
EMPTY = "ERR empty-line the line is empty"
ENCODING = "ERR bad-encoding the line is not UTF-8"
TOO_LONG = "ERR line-too-long the line is too long, its rest is ignored"
GOODBYE = "ERR too-many-errors too many bad lines in a row, goodbye"

BAD = f"C: nonsense\nS: {UNKNOWN}\n"
BLANK = f"C:\nS: {EMPTY}\n"
BARE = f"C: UPPER\nS: {MISSING}\n"

TRANSCRIPTS = {
    "the lab sheet's three commands": """
        C: UPPER hello
        S: HELLO
        C: LOWER HELLO
        S: hello
        C: DATENOW
        S: 2026-11-22T19:00:00.123456Z""",
    "commands in any case": """
        C: upper a
        S: A
        C: Lower A
        S: a
        C: dateNow
        S: 2026-11-22T19:00:00.123456Z
        C: DateNow Unix
        S: 1795374000
        C: help
        S: UPPER <str> | LOWER <str> | DATENOW [unix] | HELP | QUIT
        C: quit
        S: BYE
        S: (end)""",
    "full Unicode rules": """
        C: UPPER straße ﬁn éà ǰ
        S: STRASSE FIN ÉÀ J̌
        C: LOWER ΟΔΟΣ İ ÉÀ
        S: οδος i̇ éà
        C: UPPER 🎉 日本
        S: 🎉 日本""",
    "separators of other alphabets end no line": r"""
        C: UPPER a\xe2\x80\xa8b\xc2\x85c
        S: A\xe2\x80\xa8B\xc2\x85C
        C: UPPER a\x0bb\x0cc
        S: A\x0bB\x0cC""",
    "spaces are kept": r"""
        C: UPPER a  b
        S: A  B
        C: UPPER   a
        S:   A
        C: UPPER a\x20\x20
        S: A\x20\x20
        C: UPPER \x20
        S: \x20
        C: LOWER A\x09B\x09
        S: a\x09b\x09
        C: \x20\x09UPPER a
        S: A""",
    "carriage returns": r"""
        C: UPPER a\x0d
        S: A
        C: UPPER a\x0d\x00\x0d
        S: A
        C: UPPER a\x0db
        S: A\x0dB
        C: UPPER a\x0d\x0d
        S: A\x0d""",
    "NUL is a character like another": r"""
        C: UPPER a\x00b
        S: A\x00B""",
    "missing, unexpected, unknown": rf"""
        C: UPPER
        S: {MISSING}
        C: LOWER\x20
        S: {MISSING}
        C: DATENOW utc
        S: {UNEXPECTED}
        C: HELP UPPER
        S: {UNEXPECTED}
        C: QUIT now
        S: {UNEXPECTED}
        C: SHOUT a
        S: {UNKNOWN}
        C: \x00
        S: {UNKNOWN}
        C: UPPERa
        S: {UNKNOWN}""",
    "empty and blank lines": rf"""
        C:
        S: {EMPTY}
        C: \x0d
        S: {EMPTY}
        C: \x20\x09\x20
        S: {EMPTY}
        C: UPPER a
        S: A""",
    "bad encoding": rf"""
        C: UPPER \xff
        S: {ENCODING}
        C: UPPER \xc3
        S: {ENCODING}
        C: UPPER \xed\xa0\x80
        S: {ENCODING}
        C: \xff\xfd\x01UPPER a
        S: {ENCODING}
        C: UPPER \xc3\xa9
        S: É""",
    "the limit of a line": f"""
        C: UPPER {"a" * 1018}
        S: {"A" * 1018}
        C: UPPER {"a" * 1019}
        S: {TOO_LONG}
        C: UPPER {"a" * 100_000}
        S: {TOO_LONG}
        C: UPPER a
        S: A""",
    "a browser": rf"""
        C: GET / HTTP/1.1\x0d
        S: {UNKNOWN}
        C: Host: localhost:50008\x0d
        S: {UNKNOWN}
        C: Accept: */*\x0d
        S: {UNKNOWN}
        C: \x0d
        S: {EMPTY}""",
    "a TLS client hello": rf"""
        C: \x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x5a\x00\x20\x13\x02\x13\x03
        S: {ENCODING}
        C: \x00\x0d\x00\x00\x00\x08localhost
        S: {UNKNOWN}""",
    "20 bad lines in a row": f"""
        {BAD * 19}C: nonsense
        S: {GOODBYE}
        S: (end)""",
    "20 bad lines of many kinds": rf"""
        {BLANK * 6}C: \xff
        S: {ENCODING}
        {BARE * 6}C: {"x" * 2000}
        S: {TOO_LONG}
        {BAD * 5}C: {"x" * 2000}
        S: {GOODBYE}
        S: (end)""",
    "a good line renews the patience": f"""
        {BAD * 19}C: UPPER a
        S: A
        {BAD * 19}C: HELP
        S: UPPER <str> | LOWER <str> | DATENOW [unix] | HELP | QUIT""",
}


def new_session() -> TextSession:
    return TextSession(now=lambda: MOMENT)


@pytest.mark.parametrize("transcript", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_a_conversation_goes_as_written(
    converse: Callable[[Session, str], None], transcript: str
) -> None:
    converse(new_session(), transcript)


def test_the_client_begins() -> None:
    assert take(new_session()) == b""


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b"2026-01-02T03:04:05.000000Z\n"),
        (datetime(2026, 1, 2, 3, 4, 5, 7, tzinfo=UTC), b"2026-01-02T03:04:05.000007Z\n"),
    ],
)
def test_the_time_always_has_six_digits_of_a_second(moment: datetime, line: bytes) -> None:
    assert give(TextSession(now=lambda: moment), b"DATENOW\n") == line


def test_the_clock_is_read_anew_for_each_line() -> None:
    moments = iter([MOMENT, MOMENT.replace(second=1), MOMENT.replace(second=2)])
    session = TextSession(now=lambda: next(moments))
    assert give(session, b"DATENOW\nDATENOW unix\nDATENOW\n").split() == [
        b"2026-11-22T19:00:00.123456Z",
        b"1795374001",
        b"2026-11-22T19:00:02.123456Z",
    ]


def test_a_tls_client_hello_without_a_newline_is_one_bad_message() -> None:
    session = new_session()
    assert give(session, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") == b""
    assert flush(session) == ENCODING.encode() + b"\n"
    assert not session.finished


def test_a_line_cut_inside_a_character_is_put_together() -> None:
    session = new_session()
    assert give(session, "UPPER é".encode()[:-1]) == b""
    assert give(session, "é\n".encode()[1:]) == "É\n".encode()
