import pytest

from trio_sockets.check.dialect.patterns import FreeText, Pattern, Template, read_any


def numbers(pattern: Pattern, message: str) -> dict[str, int] | None:
    reading = pattern.read(message)
    return None if reading is None else dict(reading.numbers)


@pytest.mark.parametrize(
    ("template", "message", "expected"),
    [
        ("HIGHER {left}", "HIGHER 6", {"left": 6}),
        ("HIGHER {left}", "  HIGHER 6 ", {"left": 6}),
        ("HIGHER {left}", "HIGHER", None),
        ("HIGHER {left}", "HIGHER six", None),
        ("HIGHER {left}", "LOWER 6", None),
        ("HIGHER {left}", "HIGHER 6 5", None),
        ("GAME {low} {high} {tries}", "GAME -5 5 3", {"low": -5, "high": 5, "tries": 3}),
        ("[{low};{high}] x{tries}", "[1;100] x7", {"low": 1, "high": 100, "tries": 7}),
        ("ERR {words}", "ERR not-a-number send 1 to 100", {}),
        ("ERR {words}", "ERR", {}),
        ("ERR {words}", "ERROR", None),
        ("{words}!", "gagné, bravo!", {}),
        ("GAGNE", "GAGNE", {}),
        ("WIN {used}", f"WIN {'9' * 5000}", None),
    ],
)
def test_a_template_is_a_whole_message(
    template: str, message: str, expected: dict[str, int] | None
) -> None:
    assert numbers(Template(template), message) == expected


def test_a_template_writes_what_it_reads() -> None:
    template = Template("GAME {low} {high} {tries}")
    told = {"low": 1, "high": 100, "tries": 7}
    assert template.write(told) == "GAME 1 100 7"
    assert numbers(template, template.write(told)) == told
    assert Template("LOSE {number}").write({}) == "LOSE"


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("C'est plus GRAND que 50.", True),
        ("plus grand", True),
        ("Trop bas !", True),
        ("plus grandiose", False),
        ("surplus grand", False),
        ("trop petit", False),
        ("", False),
    ],
)
def test_free_text_is_known_by_its_words(message: str, *, found: bool) -> None:
    pattern = FreeText(("plus grand", "trop bas"))
    assert (pattern.read(message) is not None) == found


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("trouvé", True),
        ("Pas mal, trouvé !", True),
        ("Pas encore ! Ah si, trouvé !", True),
        ("pas trouvé hier, trouvé aujourd'hui", True),
        ("pas trouvé", False),
        ("n'est pas encore trouvé", False),
        ("not trouvé", False),
        ("isn’t yet trouvé", False),  # noqa: RUF001 - a printed apostrophe
        ("trouvé, et perdu", False),
        ("trouvé, et pas perdu", True),
    ],
)
def test_words_do_not_count_behind_not_or_beside_others(message: str, *, found: bool) -> None:
    pattern = FreeText(("trouvé",), but=("perdu",))
    assert (pattern.read(message) is not None) == found


@pytest.mark.parametrize("message", ["gagné !", "GAGNE", "Gagne\u0301", "Bravo, gagné en 3 essais"])
def test_accents_and_capitals_make_no_difference(message: str) -> None:
    assert FreeText(("gagné",)).read(message)


def test_any_apostrophe_is_one() -> None:
    assert FreeText(("plus d'essais",)).read("Plus d\u2019essais")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Un nombre entre 1 et 100, en 7 essais.", {"low": 1, "high": 100, "tries": 7}),
        ("1 100 7", {"low": 1, "high": 100, "tries": 7}),
        ("[1,100] 7", {"low": 1, "high": 100, "tries": 7}),
        ("-5 5 3 and 12 more", {"low": -5, "high": 5, "tries": 3}),
        ("1 to 100", None),
        ("1.5 100 7", None),
        (f"1 100 {'9' * 5000}", None),
    ],
)
def test_the_numbers_of_free_text_have_their_meaning_by_their_place(
    message: str, expected: dict[str, int] | None
) -> None:
    assert numbers(FreeText((), ("low", "high", "tries")), message) == expected


def test_the_first_of_several_patterns_that_can_read_it_does() -> None:
    patterns = (Template("GAGNE {used}"), Template("GAGNE"))
    assert dict(read_any(patterns, "GAGNE 3").numbers) == {"used": 3}  # type: ignore[union-attr]
    assert dict(read_any(patterns, "GAGNE").numbers) == {}  # type: ignore[union-attr]
    assert read_any(patterns, "PERDU") is None
