"""What is shown on a terminal that lacks characters, or of which nothing is known."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.labels import SYMBOLS
from trio_sockets.consoles import (
    SIMPLER,
    console_for_person,
    in_bytes,
    in_columns,
    without_accents,
)

ENCODINGS = ["ascii", "latin-1", "cp1252", "cp437", "cp850", "utf-8"]
ASCII = [name for name in ENCODINGS if name != "utf-8"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_verdict_keeps_a_symbol_of_its_own_one_column_wide(encoding: str) -> None:
    shown = {
        verdict: symbol.encode(encoding, SIMPLER).decode(encoding)
        for verdict, symbol in SYMBOLS.items()
    }
    assert len(set(shown.values())) == len(SYMBOLS)
    assert {len(symbol) for symbol in shown.values()} == {1}
    # It stands for what is unclear, and, in place of any other, for a letter that was lost.
    assert [verdict for verdict, symbol in shown.items() if symbol == "?"] == [Verdict.UNCLEAR]


def test_what_an_encoding_has_stays() -> None:
    assert "─✓ é".encode("cp437", SIMPLER).decode("cp437") == "─+ é"
    assert "✓ é".encode("utf-8", SIMPLER) == "✓ é".encode()


def test_a_letter_of_a_stranger_is_its_escape() -> None:
    assert "名é".encode("ascii", SIMPLER) == rb"\u540d\xe9"


def test_a_sentence_of_ours_loses_accents_and_nothing_else() -> None:
    assert without_accents("le prénom ne va pas à l'école", "ascii") == (
        "le prenom ne va pas a l'ecole"
    )
    assert without_accents("à côté", "cp850") == "à côté"


def test_letters_of_a_packet_are_its_bytes_or_keep_their_columns() -> None:
    assert in_bytes("café│", "ascii") == r"caf\xc3\xa9│"
    assert in_bytes("café", "utf-8") == "café"
    assert in_columns("café│ne\u0301", "ascii") == "caf?│ne"


@given(st.text(), st.sampled_from(ENCODINGS))
def test_any_text_can_be_shown(text: str, encoding: str) -> None:
    for shown in (text, without_accents(text, encoding), in_bytes(text, encoding)):
        if "utf" not in encoding or shown.isprintable():
            shown.encode(encoding, SIMPLER)


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"])), st.sampled_from(ASCII))
def test_columns_stay_where_an_encoding_lacks_narrow_letters(text: str, encoding: str) -> None:
    narrow = "".join(character for character in text if cell_len(character) == 1)
    shown = in_columns(narrow, encoding).encode(encoding, SIMPLER).decode(encoding)
    assert cell_len(shown) == cell_len(narrow)


class Tty(io.StringIO):
    """A terminal, as far as it can be asked."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "bold"),
    [
        ({}, False),
        ({"TERM": ""}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "unknown"}, False),
        ({"TERM": "xterm"}, True),
        ({"FORCE_COLOR": "1"}, True),
    ],
)
def test_only_a_terminal_of_which_something_is_known_gets_sequences(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    bold: bool,  # noqa: FBT001 - by pytest
) -> None:
    for name in ("TERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", screen := Tty())
    console_for_person().print("found", style="bold")
    assert ("\x1b" in screen.getvalue()) is bold


def test_a_dumb_terminal_is_as_wide_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "22")
    monkeypatch.setattr(sys, "stdout", Tty())
    assert console_for_person().width == 22
