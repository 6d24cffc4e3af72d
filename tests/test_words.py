"""Bytes are shown so that two that differ look different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.words import show_bytes


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"plain text", "plain text"),
        ("été 日本 🙂".encode(), "été 日本 🙂"),
        (b"a\r\n\t\0", r"a\r\n\t\x00"),
        (b"\\n", r"\\n"),
        ("Bravo\u00a0! 1\u202f000".encode(), r"Bravo\u00a0! 1\u202f000"),
        ("\u00ad\u0085".encode(), r"\u00ad\u0085"),
        (b"\xff\xa0", r"\xff\xa0"),
        ("\u200b\u3000\U000e0041".encode(), r"\u200b\u3000\U000e0041"),
    ],
)
def test_bytes_are_shown_as_text_and_escapes(data: bytes, shown: str) -> None:
    assert show_bytes(data) == shown


@given(st.binary() | st.text().map(str.encode), st.binary() | st.text().map(str.encode))
def test_bytes_that_differ_look_different(one: bytes, other: bytes) -> None:
    assert (show_bytes(one) == show_bytes(other)) == (one == other)


@given(st.binary() | st.text().map(str.encode))
def test_what_is_shown_can_be_printed(data: bytes) -> None:
    assert show_bytes(data).isprintable()
