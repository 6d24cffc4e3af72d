"""No cell computes anything."""

import sys
import unicodedata

import pytest

from trio_sockets.spreadsheet import FORMULA, cell


@pytest.mark.parametrize("sign", FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\u00a0 ", "\u3000"])
def test_a_formula_has_an_apostrophe_in_front(sign: str, before: str) -> None:
    assert cell(f"{before}{sign}cmd|'/c calc'!A1") == f"'{before}{sign}cmd|'/c calc'!A1"


def test_every_sign_is_known_that_unicode_takes_for_the_same() -> None:
    same = {
        c
        for c in map(chr, range(sys.maxunicode))
        if unicodedata.normalize("NFKC", c) in "=+-@\u2212"
    }
    assert same == set(FORMULA)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a;=1+1", "a;'=1+1"),  # a line is parted at semicolons in many countries
        ("a; \uff1d1;b", "a;' \uff1d1;b"),
        ("\t=1", r"\t=1"),
        ("\r=1", r"\r=1"),
        ("\n=1", r"\n=1"),
        ("\u3164=1", r"\u3164=1"),
    ],
)
def test_a_cell_begins_where_a_spreadsheet_may_begin_one(text: str, shown: str) -> None:
    assert cell(text) == shown


@pytest.mark.parametrize("text", ["", "ana", "a=b", "10.0.0.7", "x-1", "a, b", "é@home", "|%"])
def test_other_text_stays(text: str) -> None:
    assert cell(text) == text
