"""Packets are drawn with their borders, and the caret is under the first wrong byte."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from trio_sockets.check.model.transcript import Conversation, Received
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.reports.drawing import draw_finding
from trio_sockets.check.text.glyphs import glyphs_of, shorten
from trio_sockets.words import Words, say

_TEXT = st.text(min_size=1, max_size=45).map(str.encode)


def drawn(
    packets: list[bytes], expected: bytes | Words | None, received: bytes, width: int = 40
) -> str:
    conversation = Conversation(tuple(Received(0.0, packet) for packet in packets))
    finding = Finding(verdict=Verdict.FAIL, expected=expected, received=received)
    drawing = draw_finding(conversation, finding, width)
    assert drawing
    lines = (drawing.expected, drawing.top, drawing.received, drawing.bottom, drawing.marks)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("packets", "expected", "received", "lines"),
    [
        pytest.param(
            [b"HIGH", b"ER 7\n"],
            b"HIGHER 6",
            b"HIGHER 7",
            r"""
 HIGH ER 6
┌────┬──────┐
│HIGH│ER 7\n│
└────┴──────┘
         ^""",
            id="a border inside the reply",
        ),
        pytest.param(
            [b"WIN 3\nLOSE 4\n"],
            b"",
            b"LOSE 4",
            r"""

┌───────────────┐
│WIN 3\nLOSE 4\n│
└───────────────┘
        ^""",
            id="a reply too many, glued to another",
        ),
        pytest.param(
            [b"a\r\n\0\xff\n"],
            b"a\r\n\0\xfe",
            b"a\r\n\0\xff",
            r"""
 a\r\n\x00\xfe
┌───────────────┐
│a\r\n\x00\xff\n│
└───────────────┘
          ^""",
            id="escapes take several columns",
        ),
        pytest.param(
            ["日本語\n".encode()],
            "日本x".encode(),
            "日本語".encode(),
            r"""
 日本x
┌────────┐
│日本語\n│
└────────┘
     ^""",
            id="wide letters take two columns",
        ),
        pytest.param(
            ["e\u0301a\n".encode()],
            "e\u0301b".encode(),
            "e\u0301a".encode(),
            "\n e\u0301b\n┌────┐\n│e\u0301a\\n│\n└────┘\n  ^",
            id="an accent of its own takes none",
        ),
        pytest.param(
            [b"caf\xc3", b"\xa9!\n"],
            "café?".encode(),
            "café!".encode(),
            r"""
 caf\xc3 \xa9?
┌───────┬───────┐
│caf\xc3│\xa9!\n│
└───────┴───────┘
             ^""",
            id="a letter cut in two is two escapes",
        ),
        pytest.param(
            [b"\xc3("],
            "é".encode(),
            b"\xc3(",
            r"""
 é
┌─────┐
│\xc3(│
└─────┘
     ^""",
            id="the second byte of a letter is wrong",
        ),
        pytest.param(
            [b"WORD", b"\n"],
            b"WORD 1",
            b"WORD",
            r"""
 WORD  1
┌────┬──┐
│WORD│\n│
└────┴──┘
      ^""",
            id="something is missing at the end",
        ),
        pytest.param(
            [b"one\ntwo\nthree\n"],
            say("an error"),
            b"two",
            r"""

┌─────────────────┐
│one\ntwo\nthree\n│
└─────────────────┘
      ~~~""",
            id="where no byte can be expected, the reply is marked",
        ),
        pytest.param(
            [b"LOSE 4\n", b"LOSE 4\n"],
            b"",
            b"LOSE 4",
            r"""

┌────────┐
│LOSE 4\n│
└────────┘
 ^""",
            id="of two alike, the last",
        ),
        pytest.param(
            [b"no\nknot\n"],
            b"yes",
            b"no",
            r"""
 yes
┌──────────┐
│no\nknot\n│
└──────────┘
 ^""",
            id="a whole message goes before a part of another",
        ),
    ],
)
def test_the_picture(
    packets: list[bytes], expected: bytes | Words, received: bytes, lines: str
) -> None:
    assert drawn(packets, expected, received) == lines.removeprefix("\n")


def test_what_is_far_from_the_caret_is_left_out() -> None:
    right, got = b"x" * 500 + b"A" + b"z" * 500, b"x" * 500 + b"b" + b"z" * 500
    assert (
        drawn([got[:490], got[490:]], right, got, width=30)
        == """
…xx xxxxxxxxxxAzzzzzzzzzzzzzz…
 ──┬─────────────────────────
…xx│xxxxxxxxxxbzzzzzzzzzzzzzz…
 ──┴─────────────────────────
              ^""".removeprefix("\n")
    )


def test_nothing_is_drawn_if_nothing_came() -> None:
    finding = Finding(verdict=Verdict.TIMEOUT, expected=b"x", received=b"")
    assert draw_finding(Conversation((Received(0.0, b"before\n"),)), finding, 40) is None


def test_a_reply_that_a_judge_put_together_is_a_packet_of_its_own() -> None:
    assert drawn([b"a", b"b"], b"x", b"ba").splitlines()[2] == "│ba│"


@given(
    st.lists(st.binary(min_size=1, max_size=90) | _TEXT, min_size=1, max_size=6),
    st.binary(max_size=90) | _TEXT,
    st.integers(12, 70),
)
@example([b"\x00"], "\N{NO-BREAK SPACE}".encode(), 12)
def test_any_bytes_fit_and_the_caret_is_under_the_wrong_one(
    packets: list[bytes], expected: bytes, width: int
) -> None:
    received = b"".join(packets)
    lines = drawn(packets, expected, received, width).split("\n")
    assert len(lines) == 5
    assert all(line.isprintable() and cell_len(line) <= width for line in lines), lines
    _, top, row, bottom, marks = lines
    assert cell_len(top) == cell_len(bottom)
    finding = Finding(verdict=Verdict.FAIL, expected=expected, received=received)
    wrong = finding.first_wrong
    assert wrong is not None
    if wrong < len(received) and len(packets) == 1:
        [glyph] = [g for g in glyphs_of(received) if g.begin <= wrong < g.end]
        assert _from_column(row, cell_len(marks) - 1).startswith(glyph.text)


def _from_column(row: str, column: int) -> str:
    before = ""
    while cell_len(before) < column:
        before += row[len(before)]
    return row[len(before) :]


def test_text_is_shortened_in_its_middle() -> None:
    assert shorten("abcdefghij", 10) == "abcdefghij"
    assert shorten("abcdefghijk", 10) == "abcde…hijk"
    assert shorten("日本語日本語", 8) == "日本…語"
