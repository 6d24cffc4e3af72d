"""The README is short, its commands are real, and its French twin has the same."""

import re
import shlex

import pytest
import trio

from helpers.command import run
from helpers.markdown_blocks import DOCS, blocks

LONGEST = 120
"""Lines at most: what else there is to say stands in ``docs/``."""

ENGLISH, FRENCH = (
    (DOCS.parent / name).read_text("utf-8") for name in ("README.md", "README.fr.md")
)
SHOWN = "".join(block.text for block in blocks(ENGLISH, "sh")).splitlines()
COMMANDS = [shlex.split(line) for line in SHOWN if line.startswith("trio-sockets ")]


def test_it_is_short() -> None:
    assert len(ENGLISH.splitlines()) <= LONGEST


def test_each_leads_to_the_other_before_anything_else() -> None:
    assert ENGLISH.index("](README.fr.md)") < ENGLISH.index("**")
    assert FRENCH.index("](README.md)") < FRENCH.index("**")


@pytest.mark.parametrize("session", ["demo", "tests"])
def test_a_line_of_its_own_sets_up_and_runs_a_session(session: str) -> None:
    [line] = [line for line in ENGLISH.splitlines() if line.endswith(f"nox -s {session}")]
    assert line.startswith("python3 -m venv .venv && ")


def test_the_french_page_has_the_same_commands_and_leads_to_the_same_pages() -> None:
    assert [block.text for block in blocks(FRENCH, "sh")] == [
        block.text for block in blocks(ENGLISH, "sh")
    ]
    pages = [
        re.findall(r"\]\(((?:docs/|examples/)?[\w/.-]+\.(?:md|py))\)", text)
        for text in (ENGLISH, FRENCH)
    ]
    assert (pages[0][0], pages[1][0]) == ("README.fr.md", "README.md")
    assert [page.replace("/fr/", "/") for page in pages[1][1:]] == pages[0][1:]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
async def test_every_option_of_its_commands_is_in_their_help(words: list[str]) -> None:
    """A command ends where its first option or argument begins."""
    own = words[1 : words.index("--")] if "--" in words else words[1:]
    names = [word for word in own[:2] if re.fullmatch("[a-z]+", word)]
    code, output, errors = await run(*names, "--help")
    assert (code, errors) == (0, "")
    for option in (word for word in own if word.startswith("--")):
        assert option in output


async def test_the_programs_of_its_example_are_there() -> None:
    [folder] = [line.removeprefix("cd ") for line in SHOWN if line.startswith("cd ")]
    for name in ("server.py", "client.py"):
        assert await trio.Path(DOCS.parent / folder / name).is_file()
