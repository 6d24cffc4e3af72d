"""The names of the files that a class's reports are written to."""

import re
import unicodedata

import pytest

from trio_sockets.check.classroom.report_files import file_name, file_stems

NAMES = [
    *("adam", "Zoé", "a b", "a_b", "a/b", "..", "-rf", "a" * 300, "a" * 301, "\udcff", "\udcfe"),
    *("<script>", "two\nlines", "ADAM", "Adam", "é", "e\u0301", "É", "日" * 90, "日" * 91),
    *("con", "NUL.txt", "com1", "com\u00b9", "conx", "ana", "ana\u3164", "ana\ufe0f", "\uff41na"),
    *("trailing.", "trailing. ", "a_b-12345678", "straße", "STRASSE"),
]


def names_of(*submissions: str) -> dict[str, str]:
    stems = file_stems(submissions)
    return {name: file_name(stem, "server game") for name, stem in stems.items()}


@pytest.mark.parametrize("name", NAMES)
def test_any_name_makes_a_plain_one(name: str) -> None:
    [made] = names_of(name).values()
    assert re.fullmatch(r"[\w][\w.-]{0,150}", made)
    assert made.endswith(".server-game")
    assert len(f"{made}.html".encode()) <= 255


def test_no_two_names_make_the_same_on_any_system() -> None:
    made = names_of(*NAMES).values()
    assert len({unicodedata.normalize("NFC", name).casefold() for name in made}) == len(NAMES)


def test_a_name_that_is_another_ones_with_its_mark_has_a_mark_too() -> None:
    taken = file_stems(["a b"])["a b"]
    assert len(set(file_stems(["a b", taken]).values())) == 2


@pytest.mark.parametrize("name", ["con", "NUL.txt", "com1", "Aux", "lpt9.a.b", "com\u00b9"])
def test_no_name_is_a_device_of_windows(name: str) -> None:
    [made] = names_of(name).values()
    assert made.startswith(f"_{name}")


def test_a_name_that_is_plain_and_like_no_other_stays() -> None:
    made = names_of("Zoé", "Adam", "Ada", "conx")
    assert made == {name: f"{name}.server-game" for name in ("Zoé", "Adam", "Ada", "conx")}


def test_names_that_differ_in_case_alone_have_a_mark_each() -> None:
    made = names_of("Adam", "adam")
    assert all(re.fullmatch(rf"{name}-[0-9a-f]{{8}}\.server-game", made[name]) for name in made)
