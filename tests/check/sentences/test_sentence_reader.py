from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.sentences.lexicon import Lexicon
from trio_sockets.check.sentences.meaning import Meaning, Understanding
from trio_sockets.check.sentences.reader import LONGEST, SentenceReader
from trio_sockets.check.sentences.roles import Role

HIGHER, LOWER, WON, LOST = Meaning.HIGHER, Meaning.LOWER, Meaning.WON, Meaning.LOST
ERROR, IGNORE = Meaning.ERROR, Meaning.IGNORE


@cache
def reader_of(dialect: str) -> SentenceReader:
    reader = load_dialect(dialect).sentences
    assert reader is not None
    return reader


def read(dialect: str, text: str) -> Understanding:
    return reader_of(dialect).read(text)


@pytest.mark.parametrize(
    ("dialect", "text", "could_be"),
    [
        ("free-text", "Too high! Try a greater number", {HIGHER, LOWER}),
        ("free-text", "You win! No, you lose!", {WON, LOST}),
        ("free-text", "You found it! Too low.", {HIGHER, WON}),
        ("free-text", "High!", {HIGHER, LOWER}),
        ("free-text", "That is higher", {HIGHER, LOWER}),
        ("free-text", "The number is not higher", {LOWER}),
        ("free-text", "Higher?", {HIGHER}),
        ("free-text", "Game over", {LOST, IGNORE}),
        ("free-text", "Enter a number", {ERROR, IGNORE}),
        ("free-text", "Wrong!", {HIGHER, LOWER, LOST}),
        ("free-text", "Error: too high", {LOWER, ERROR}),
        ("free-text", "frobnicated", set()),
        ("texte-libre", "Trop grand et trop petit", {HIGHER, LOWER}),
        ("texte-libre", "Presque !", {HIGHER, LOWER, LOST}),
        ("texte-libre", "Perdu, c'est plus grand, essaie encore", {HIGHER, LOST}),
        ("texto-libre", "Intento 3: 71, es menor", {HIGHER, LOWER}),
    ],
)
def test_what_nobody_can_decide_is_unclear(dialect: str, text: str, could_be: set[Meaning]) -> None:
    understood = read(dialect, text)
    assert understood.meaning is Meaning.UNCLEAR
    assert set(understood.could_be) == could_be


@pytest.mark.parametrize(
    ("dialect", "text", "meaning"),
    [
        ("free-text", "hihger", HIGHER),
        ("free-text", "tooooo loooow", HIGHER),
        ("free-text", "congradulations", WON),
        ("free-text", "It isn\u2019t lower, it\u2019s higher", HIGHER),
        ("texte-libre", "TROP GRAND !!!", LOWER),
        ("texte-libre", "plsu petit", LOWER),
        ("texte-libre", "VOUS AVEZ GAGNE", WON),
        ("texte-libre", "Trouve\u0301 !", WON),
        ("texte-libre", "Trouve le nombre !", IGNORE),
        ("texto-libre", "demaciado alto", LOWER),
        ("texto-libre", "EL NUMERO ES MAYOR", HIGHER),
    ],
)
def test_slips_accents_and_capitals_make_no_difference(
    dialect: str, text: str, meaning: Meaning
) -> None:
    assert read(dialect, text).meaning is meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Too low, Victor", HIGHER),  # who is no "victory"
        ("You are close: lower", LOWER),  # and not "lose"
        ("C'est plus grand", HIGHER),
        ("The number is lower than 50", LOWER),
        ("Votre nombre est plus grand que le nombre mystère", LOWER),
        ("Vous avez perdu, game over", LOST),
    ],
)
def test_the_language_is_the_one_that_knows_most_words(text: str, meaning: Meaning) -> None:
    assert read("sheet", text).meaning is meaning


def test_what_two_languages_hear_otherwise_is_unclear() -> None:
    one, other = Lexicon({Role.WIN: ["plus"]}, {}), Lexicon({Role.HIGHER: ["plus"]}, {})
    both = SentenceReader((one, other))
    assert both.read("plus") == Understanding(Meaning.UNCLEAR, (HIGHER, WON))
    assert SentenceReader((one, one)).read("plus") == Understanding(WON)


def test_a_message_that_is_no_sentence_is_unclear() -> None:
    assert read("free-text", "too low" + " " * LONGEST) == Understanding(Meaning.UNCLEAR)
    assert read("free-text", "too low".ljust(LONGEST)).meaning is HIGHER


@given(st.text() | st.text(alphabet="acehilnoprstuv '!?,.:<>-+0123456789éà", max_size=200))
def test_any_text_has_a_meaning(text: str) -> None:
    for dialect in ("free-text", "texte-libre", "texto-libre", "sheet"):
        understood = read(dialect, text)
        assert understood.could_be == () or understood.meaning is Meaning.UNCLEAR
        assert Meaning.UNCLEAR not in understood.could_be
