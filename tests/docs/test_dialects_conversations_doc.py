"""``docs/dialects-conversations.md`` has every key, and its examples are right."""

import re
from collections import defaultdict

import pytest

from helpers.markdown_blocks import page, table
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.pattern_file import DialectTable
from trio_sockets.check.dialect.sample import sample

PAGE = page("dialects-conversations.md")
TOML = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
ELSEWHERE = {"strict", "about", "weights", "sentences", "wire", "echo", "text", "game"}
"""What is told in docs/dialects.md, and the tables themselves."""

GAME = 'parameters = { high = 9 }\nhigher = "h"\nlower = "l"\nwin = "w"\nlose = "x"\n'


def test_every_key_has_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, set[str]] = defaultdict(set)
    take = DialectTable.take

    def noting(self: DialectTable, key: str, kind: type, default: object) -> object:
        where = self.where if isinstance(self.where, str) else self.where.read()
        asked[key].add(where.removeprefix("class").removeprefix(": "))
        return take(self, key, kind, default)

    monkeypatch.setattr(DialectTable, "take", noting)
    parse_dialect("class", "")
    known = {
        (service, key)
        for key, places in asked.items()
        for service in places
        if key not in ELSEWHERE and service != "sentences"
    }
    rows = {
        (service, key)
        for row in table(PAGE, "table", "key")
        for service in re.findall(r"`(\w+)`", row["table"])
        for key in re.findall(r"`([\w-]+)`", row["key"])
    }
    assert rows == known


def test_what_a_row_shows_is_right() -> None:
    for row in table(PAGE, "table", "key"):
        [shown] = re.findall(r"^`(.*)`$", row["such as"])
        service = re.findall(r"`(\w+)`", row["table"])[-1]
        key = shown.partition(" = ")[0]
        others = [line for line in GAME.splitlines() if not line.startswith(f"{key} = ")]
        given = "\n".join([shown, *(others if service == "game" else [])])
        if key == "parameters":
            given += '\ngreeting = "{tries}"'
        parse_dialect("class", f"[{service}]\n{given}")


@pytest.mark.parametrize("number", range(len(TOML)))
def test_an_example_is_right(number: int) -> None:
    lines = [line.read() for line in sample(parse_dialect("example", TOML[number]))]
    assert any(line.startswith("C: ") for line in lines)


def test_there_are_five_examples_of_whole_files() -> None:
    examples = PAGE.partition("## Five examples")[2]
    assert examples.count("```toml") == 5
