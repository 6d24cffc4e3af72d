"""The French pages are translations of the English ones as these are now."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

import pytest

from helpers.in_french import in_french
from helpers.markdown_blocks import DOCS, FENCED, Block, blocks, page
from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.dialect.dialect_file import parse_dialect

ROOT = DOCS.parent
PAGES = sorted([*ROOT.glob("*.fr.md"), *DOCS.glob("fr/*.md")])
NAMES = [path.name for path in PAGES if path.parent != ROOT]
FIRST_LINE = re.compile(r"<!-- translates (\S+) sha256:([0-9a-f]{16}) -->")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")

RENAMED = {
    "--dialect NAME": "--dialect NOM",
    "--dialect FILE": "--dialect FICHIER",
    "trio-sockets check dialect FILE": "trio-sockets check dialect FICHIER",
    'guess = input("guess> ")': 'guess = input("votre nombre> ")',
    'prompt = "Your guess? "': 'prompt = "Votre essai ? "',
    'ignore = ["Score: {points}", ""]': 'ignore = ["Score : {points}", ""]',
    'greeting = "Welcome, {words}"': 'greeting = "Bienvenue, {words}"',
    'datenow-reply = "It is {time}"': 'datenow-reply = "Il est {time}"',
}
"""Code on the English pages that French students write in French."""


def body(text: str) -> str:
    """Return a page without what shows programs, what they print, and comments to its writers."""
    text = FENCED.sub(
        "", re.sub(r"<!-- (servers|clients) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    )
    return re.sub(r"<!--.*?-->|^    .*$", "", text, flags=re.DOTALL | re.MULTILINE)


def prose(text: str) -> str:
    """Return the words of a page: neither code, nor where its links lead, nor what it quotes."""
    bare = re.sub(r"\]\([^)]*\)", "]", CODE.sub("x", body(text)))
    return re.sub(r"«\u00a0[^»]*\u00a0»", "«\u00a0x\u00a0»", bare)


def translated_part(text: str) -> str:
    """Return a page without what is for contributors, which stays English."""
    return re.split(r"\n## (?:Adding a check|Ajouter un test)\n", text)[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_its_english_page_has_not_changed(path: Path) -> None:
    first, _, _ = path.read_text("utf-8").partition("\n")
    named = FIRST_LINE.fullmatch(first)
    assert named, "the first line has to be <!-- translates PAGE sha256:DIGEST -->"
    digest = sha256((ROOT / named[1]).read_bytes()).hexdigest()[:16]
    assert named[2] == digest, (
        f"{named[1]} has changed since {path.relative_to(ROOT)} was translated: write in French"
        f" what is new there, then sha256:{digest} in the first line of the French page"
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_headings_and_the_blocks_of_the_english_page(name: str) -> None:
    english, french = page(name), page(f"fr/{name}")
    assert headings(french) == headings(english)
    assert rows_and_items(french) == rows_and_items(english)
    assert fences(french) == fences(english)


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", FENCED.sub("", text), re.MULTILINE)]


def rows_and_items(text: str) -> list[Counter[str]]:
    """Return how many rows of tables and items of lists each section has."""
    sections = re.split("^#+ ", body(translated_part(text)), flags=re.MULTILINE)
    return [Counter(re.findall(r"^[|-](?= )|^\d(?=\.)", each, re.MULTILINE)) for each in sections]


def fences(text: str) -> list[str]:
    return [match["info"] for match in FENCED.finditer(text)]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_all_the_code_of_the_english_page(name: str) -> None:
    english = Counter(
        RENAMED.get(code, code) for code in CODE.findall(body(translated_part(page(name))))
    )
    missing = english - Counter(CODE.findall(body(page(f"fr/{name}"))))
    assert missing == Counter()


@pytest.mark.parametrize("name", NAMES)
def test_it_and_the_english_page_lead_to_each_other(name: str) -> None:
    assert f"\n\n[En français](fr/{name})\n\n" in page(name)
    assert f"\n\n[English](../{name})\n\n" in page(f"fr/{name}")


@pytest.mark.parametrize("name", NAMES)
def test_its_links_lead_to_the_french_page_if_there_is_one(name: str) -> None:
    text = page(f"fr/{name}").replace(f"[English](../{name})", "")
    leads = re.findall(r"\]\(\.\./([^)#]*)[^)]*\)(.{0,30})", text.replace("\n", " "))
    for path, after in leads:
        assert path not in NAMES or f"](../{path}#adding-a-check)" in text, path
        assert "anglais" in after or "[La page en anglais]" in text, (
            f"{path}: say that it is English"
        )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_its_marks_have_the_spaces_of_french(path: Path) -> None:
    """Before ``; ! ?`` a narrow space, before ``:`` a wide one; no line ends at either."""
    words = prose(path.read_text("utf-8"))
    assert re.findall(r".*[^\u202f!?.…(\[«][;!?](?=\s|$).*", words) == []
    assert re.findall(r".*[^\u00a0:|-]:(?=\s|$).*", words) == []
    assert re.findall(r".*(?:«[^\u00a0]|[^\u00a0]»).*", words) == []
    assert (
        re.findall(r".*\d\.\d.*", re.sub(r"(\d+\.){3}\d+|\b(Python|TLS|v)\s\d\.\d+", "", words))
        == []
    )


def pairs(name: str, *languages: str) -> Iterator[tuple[Block, Block]]:
    for language in languages:
        if f"\n```{language}" in page(name):
            yield from zip_longest(
                blocks(page(name), language), blocks(page(f"fr/{name}"), language)
            )


@pytest.mark.parametrize("name", NAMES)
def test_its_commands_are_those_of_the_english_page(name: str) -> None:
    for english, french in pairs(name, "sh", "console"):
        assert french.text == english.text.replace("grep found", "grep trouvé")


@pytest.mark.parametrize("name", NAMES)
def test_its_toml_has_the_keys_of_the_english_page(name: str) -> None:
    for english, french in pairs(name, "toml"):
        assert keys(tomllib.loads(french.text)) == keys(tomllib.loads(english.text))


def keys(value: object) -> object:
    """Return the keys of tables in tables."""
    return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("name", ["dialects.md", "dialects-conversations.md"])
def test_its_dialects_are_right(name: str) -> None:
    for block in blocks(page(f"fr/{name}"), "toml"):
        parse_dialect("example", block.text, check_ids())


def test_what_the_race_says_is_french() -> None:
    shown = [match["text"].splitlines() for match in FENCED.finditer(page("fr/race.md"))]
    lines = {line for block in shown for line in block}
    for english, _ in pairs("race.md", "text"):
        sentences = [line for line in english.text.splitlines() if re.search(r"[.!]$", line)]
        assert {in_french(sentence) for sentence in sentences} <= lines
