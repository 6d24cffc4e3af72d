"""The names of the files that a class's reports are written to."""

import re

import pytest

from trio_sockets.check.classroom.report_files import file_name

NAMES = [
    "adam", "Zoé", "a b", "a_b", "a/b", "..", "-rf", "a" * 300, "a" * 301, "\udcff", "\udcfe",
    "<script>", "two\nlines", "ADAM", "é",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name_makes_a_plain_one(name: str) -> None:
    made = file_name(name, "server game")
    assert re.fullmatch(r"[\w][\w.-]{0,150}", made)
    assert made.endswith(".server-game")
    made.encode()


def test_no_two_names_make_the_same() -> None:
    assert len({file_name(name, "server game") for name in NAMES}) == len(NAMES)


def test_a_name_that_is_plain_stays() -> None:
    assert file_name("Zoé", "client echo") == "Zoé.client-echo"
