import re

import pytest

from helpers.command import run
from helpers.markdown_blocks import page, table
from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.dialect.dialect_file import NUMBERS, built_in, load_dialect, parse_dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.sample import sample
from trio_sockets.check.sentences.roles import Role
from trio_sockets.language import Language

PAGE = page("dialects.md")
TOML = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_every_built_in_dialect_is_named() -> None:
    table = PAGE.partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == built_in()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_sample_is_what_the_command_prints(language: Language) -> None:
    shown = PAGE if language == "en" else page("fr/dialects.md")
    begin = "```text\n$ trio-sockets check dialect francais\n"
    block = shown.partition(begin)[2].partition("```")[0]
    _, output, _ = await run("check", "dialect", "francais", "--lang", language)
    assert output == block


def test_the_example_is_right() -> None:
    [toml, _] = TOML
    dialect = parse_dialect("example", toml, check_ids())
    assert [line.read() for line in sample(dialect)][-3:] == [
        "S: perdu",
        "or, to an invalid guess:",
        "S: ERREUR ...",
    ]


def test_every_number_is_explained() -> None:
    rows = {
        message: set(re.findall(r"`(\w+)`", row["numbers it may tell"]))
        for row in table(PAGE, "message", "numbers it may tell")
        for message in re.findall(r"\w+", row["message"])
    }
    assert rows == {kind.value: {*names} for kind, names in NUMBERS.items()}


def test_the_example_of_sentences_is_right() -> None:
    [_, toml] = TOML
    dialect = parse_dialect("example", toml)
    assert dialect.understand(b"Ouah, t'es un boss").kind is Kind.WIN
    assert dialect.understand(b"100 sur 100 !").kind is Kind.WIN
    assert dialect.understand(b"Ton nombre est trop grand").kind is Kind.LOWER


def test_every_list_of_phrases_is_explained() -> None:
    rows = [row["list"] for row in table(PAGE, "list", "its phrases")]
    lists = [name for row in rows for name in re.findall(r"`([\w-]+)`", row)]
    assert sorted(lists) == sorted(role.value for role in Role)


@pytest.mark.parametrize(
    ("dialect", "sentence", "kind"),
    [
        ("texto-libre", "Te pasaste, es menor.", Kind.LOWER),
        ("free-text", "your guess is lower than the number", Kind.HIGHER),
        ("free-text", "keep guessing to win", Kind.UNKNOWN),
        ("texte-libre", "Plus que 3 essais", Kind.UNKNOWN),
        ("free-text", "Too high! Try a greater number", Kind.UNKNOWN),
        ("free-text", "High!", Kind.UNKNOWN),
    ],
)
def test_the_sentences_of_the_page_are_heard_as_it_says(
    dialect: str, sentence: str, kind: Kind
) -> None:
    assert sentence in PAGE
    assert load_dialect(dialect).understand(sentence.encode()).kind is kind
