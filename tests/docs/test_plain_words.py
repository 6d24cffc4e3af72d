"""No sentence of a docstring, a comment or a page has "Who" or "Whoever" as its subject."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.markdown_blocks import DOCS, page_files

PROJECT = DOCS.parent
PAGES = sorted([*page_files(), *PROJECT.glob("*.md")])
FOLDERS = ["trio_sockets", "tests", "examples"]

SUBJECT = re.compile(
    r"""(?:^|[.!?:]["')*`]*\s|\n\s*\n|[|>]\s|[*-]\s|\*\*)   # where a sentence begins
        \s* (Who(?:ever)?\s[^.?!]*(?:[.!?]|$))              # the sentence""",
    re.VERBOSE,
)


def offences(prose: str) -> list[str]:
    """Return the sentences of a text that begin so; questions are allowed."""
    return [found for found in SUBJECT.findall(prose) if not found.endswith("?")]


def blocks(source: str) -> Iterator[str]:
    """Yield the strings of a program in triple quotes, and its blocks of comments, as text."""
    comment: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comment.append(token.string.lstrip("#: "))
        elif token.type != tokenize.NL and comment:
            yield "\n".join(comment)
            comment = []
        if token.type == tokenize.STRING and token.string.endswith('"""'):
            yield token.string.lstrip("rbf").strip('"')


@pytest.mark.parametrize(
    ("prose", "begins_so"),
    [
        ("Who comes late waits.", True),
        ("It closes. Whoever reads\non hears it.", True),
        ("- **Who drains:** all.", True),
        ("| `game.01` | Who speaks first is a rule. |", True),
        ("Who won? The first.", False),
        ("The client who reads is served.", False),
        ("Whole lines are sent.", False),
    ],
)
def test_only_statements_that_begin_so_are_found(prose: str, *, begins_so: bool) -> None:
    assert bool(offences(prose)) is begins_so


def test_a_program_is_read_by_docstrings_and_comment_blocks() -> None:
    source = '"""Said once."""\n# One\n# block.\nx = 1  # Another.\n'
    assert list(blocks(source)) == ["Said once.", "One\nblock.", "Another."]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_no_sentence_of_a_page_begins_so(page: Path) -> None:
    assert offences(page.read_text("utf-8")) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_sentence_of_a_program_begins_so(folder: str) -> None:
    programs = [path for path in (PROJECT / folder).rglob("*.py") if path != Path(__file__)]
    assert programs
    found = {
        str(path.relative_to(PROJECT)): wrong
        for path in programs
        if (
            wrong := [text for block in blocks(path.read_text("utf-8")) for text in offences(block)]
        )
    }
    assert found == {}
