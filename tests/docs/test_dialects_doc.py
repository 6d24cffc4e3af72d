import re

from markdown_blocks import page, table

from trio_sockets.check.dialect_file import NUMBERS, built_in, load_dialect, parse_dialect
from trio_sockets.check.sample import sample

PAGE = page("dialects.md")


def test_every_built_in_dialect_is_named() -> None:
    table = PAGE.partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == built_in()


def test_the_sample_is_what_the_command_prints() -> None:
    dialect = load_dialect("francais")
    block = PAGE.partition("```text\n$ trio-sockets check dialect francais\n")[2].partition("```")[
        0
    ]
    assert block.splitlines() == [f"francais: {dialect.about}", "", *sample(dialect)]


def test_the_example_is_right() -> None:
    [toml] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    dialect = parse_dialect("example", toml)
    assert list(sample(dialect))[-3:] == [
        "S: perdu",
        "or, to a guess that is none:",
        "S: ERREUR ...",
    ]


def test_every_number_is_explained() -> None:
    rows = {
        message: set(re.findall(r"`(\w+)`", row["numbers it may tell"]))
        for row in table(PAGE, "message", "numbers it may tell")
        for message in re.findall(r"\w+", row["message"])
    }
    assert rows == {kind.value: {*names} for kind, names in NUMBERS.items()}
