"""Which names a player or a room may have, and which names are the same."""
# ruff: noqa: RUF001 - letters that look alike are the point

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.race.grammar import parse_race_command
from trio_sockets.protocol.race.names import is_name, name_key
from trio_sockets.protocol.unseen import UNSEEN

NAMES = [
    *("ana", "Ána", "Zoë", "Łukasz", "ß", "İpek", "ılgın", "O'Neil", "_", ".", "J.R."),
    *("x²", "½", "robo-7", "x*", "am̂", "Ελένη", "Наташа", "Дима2", "Ծովիկ", "שָׁלוֹם"),
    *("مُحَمَّد", "नमस्ते", "हिन्दी", "தமிழ்", "প্রিয়", "ភាសា", "မြန်မာ", "བོད་ཡིག"),
    *(
        "นที",
        "ที่",
        "田中",
        "けんじ",
        "ケンken",
        "がく",
        "한국",
        "Nguyễn",
        "🦊",
        "👋🏻",
        "♥",
        "ＡＮＡ",
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_of_any_language(name: str) -> None:
    assert is_name(name)
    assert is_name(unicodedata.normalize("NFD", name))


def test_a_letter_for_which_python_has_no_name_may_stand_in_a_name_without_marks() -> None:
    tangut = "\U00017000"
    assert is_name(tangut)
    assert not is_name(f"{tangut}\u0301")


@pytest.mark.parametrize("word", ["", " ", "a b", "a\tb", "\x7f", "\u00a0", "\u2028", "x" * 25])
def test_a_word_that_is_too_long_or_blank_is_no_name(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_name_may_have_24_characters(letter: str) -> None:
    assert is_name(24 * letter)
    assert not is_name(25 * letter)


def test_no_name_holds_a_character_that_is_not_seen() -> None:
    assert [
        ascii(c) for c in sorted(UNSEEN) if is_name(c) or is_name(f"ana{c}") or is_name(f"{c}a")
    ] == []


@pytest.mark.parametrize(
    "filler",
    [
        *("\u034f", "\u115f", "\u1160", "\u3164", "\uffa0", "\u17b4", "\u180b", "\u2800", "\ufe0f"),
        *("\u00ad", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\ufff9", "\ufffc"),
        *("\U000e0041", "\U000e0100", "\U0001d159", "\U0001d173", "\U00016fe4"),
        *("\u00b4", "\u203e"),  # each is a blank and a mark
    ],
)
def test_a_filler_makes_a_bad_name_of_a_player_and_of_a_room(filler: str) -> None:
    for line in (f"JOIN {filler}", f"JOIN ana{filler}", f"JOIN ana lab{filler}"):
        reply = parse_race_command(line)
        assert isinstance(reply, Error)
        assert reply.code is ErrorCode.BAD_NAME


@pytest.mark.parametrize(
    "word",
    [
        "\u0301",
        "\u0301ana",
        "an\u0301\u0301a",
        "ná\u0301",
        "a\u0300\u0301\u0302\u0303\u0304",
        "ana\u1039",  # a sign of Myanmar's on a letter that never has it
        "ana\u064b",
    ],
)
def test_no_name_has_marks_that_are_not_seen_or_pile_up(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    "word",
    ["\u0430na", "an\u03b1", "l\u043ebby", "\u0440\u03b1", "\u13aana", "ana\u03bc", "\u00b5a"],
)
def test_no_name_mixes_alphabets_that_look_alike(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    "same",
    [
        ("ana", "Ana", "ANA", "\uff21na"),
        ("straße", "STRASSE", "ﬆraße"),
        ("Zoe\u0308", "zoë", "ZOË"),
        ("cop", "COP", "\u0441\u043e\u0440", "\u0421\u041e\u0420"),
        ("TOT", "\u0422\u041e\u0422", "\u03a4\u039f\u03a4", "tot"),
        ("ana", "\u0251n\u0251"),
        ("ani", "anı", "ANI", "ANİ", "ani\u0307"),
        ("\u00eb", "\u0451"),
        ("가", "\u1100\u1161"),
    ],
)
def test_names_that_look_the_same_are_the_same(same: tuple[str, ...]) -> None:
    assert all(map(is_name, same[:-1]))
    assert len({name_key(name) for name in same}) == 1


@pytest.mark.parametrize(
    "other", [("ana", "ann"), ("o", "0"), ("i", "l"), ("e", "é"), ("日", "目"), ("н", "п")]
)
def test_names_that_look_different_are_different(other: tuple[str, str]) -> None:
    one, two = map(name_key, other)
    assert one != two


def test_every_character_is_the_same_in_capitals_and_its_key_is_its_own() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        key = name_key(character)
        for alike in {character.upper(), key} - {character}:
            assert key == name_key(alike), ascii(character)


@given(st.text(st.characters(codec="utf-8"), max_size=24))
def test_a_name_is_judged_alike_however_it_is_composed(word: str) -> None:
    if is_name(word):
        assert name_key(unicodedata.normalize("NFD", word)) == name_key(word)
        assert not UNSEEN & set(name_key(word))
        assert name_key(word).isprintable()
        assert " " not in name_key(word)
