"""A line as it is typed, from the bytes of the keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.client.line_editor import MAX_TYPED, LineEditor


def typed(keys: bytes) -> tuple[list[str | None], str]:
    editor = LineEditor()
    return editor.feed(keys), editor.text


@pytest.mark.parametrize(
    ("keys", "ended", "text"),
    [
        (b"50\r", ["50"], ""),
        (b"50\n7", ["50"], "7"),
        (b"\r", [""], ""),
        ("né世".encode(), [], "né世"),
        (b"51\x7f0\x08\x08\x08\x0842", [], "42"),
        (b"one two\x17", [], "one "),
        (b"one two  \x17\x17", [], ""),
        (b"one two\x153", [], "3"),
        (b"\x04", [None], ""),
        (b"5\x04", [], "5"),
        (b"5\r\x04", ["5", None], ""),
        (b"4\x1b[D\x1b[1;5C\x1bOA\x1b[3~2", [], "42"),  # Left, Ctrl-Right, Up, Delete
        (b"\x1b42", [], "42"),  # Escape, or Alt-4
        (b"\x1b\x1b[A4", [], "4"),
        (b"\x1b[\r4", [""], "4"),
        (b"a\x01\x0c\x00\x1f\xc2\x85b", [], "ab"),
        (b"a\xff\xfeb", [], "ab"),
        ("a\u202eb\u200d".encode(), [], "ab"),
    ],
)
def test_what_keys_make_of_a_line(keys: bytes, ended: list[str | None], text: str) -> None:
    assert typed(keys) == (ended, text)
    editor = LineEditor()
    assert [line for key in keys for line in editor.feed(bytes([key]))] == ended
    assert editor.text == text


def test_a_line_is_bounded() -> None:
    assert typed(1000 * b"x") == ([], MAX_TYPED * "x")


@given(st.binary(max_size=300))
def test_whatever_is_typed_the_line_can_be_shown(keys: bytes) -> None:
    ended, text = typed(keys)
    assert all((line or "").isprintable() for line in [*ended, text])
