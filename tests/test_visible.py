"""No character that could steer a terminal gets through."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, été, 日本, 🙂", "plain text, été, 日本, 🙂"),
        ("Gagné\u00a0!", "Gagné\u00a0!"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b2J", r"\x9b2J"),
        ("\0", r"\x00"),
        ("\u202e\u2066", r"\u202e\u2066"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("a\u3164b\u2800c\u034f", r"a\u3164b\u2800c\u034f"),
        ("\u2764\ufe0f a\ufe0f", "\u2764\ufe0f a\\ufe0f"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_what_is_kept() -> None:
    assert visible("a\nb\tc\x1b", keep="\n\t") == "a\nb\tc\\x1b"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown)
    shown.encode()
