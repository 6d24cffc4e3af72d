"""The pictures of the lab's page are as its programs are drawn today, but for times and ports."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from helpers.markdown_blocks import DOCS, page
from helpers.waiting import patience
from lab_pictures import FOLDERS, PICTURES, draw, write_programs
from trio_sockets.language import Language

SVG = "{http://www.w3.org/2000/svg}"
ATTEMPTS = 3
"""Runs of which one has to be as drawn: on a busy machine, calls wait that else would not."""


def columns(svg: str) -> list[list[str]]:
    """Return what each column says, from above, without what depends on time."""
    found: dict[str, list[str]] = {}
    for cell in ET.fromstring(svg).iter(f"{SVG}g"):
        box = cell.find(f"{SVG}rect")
        if "cell" not in cell.get("class", "").split() or box is None:
            continue
        text = " ".join("".join(line.itertext()) for line in cell.iter(f"{SVG}text"))
        if not re.search(
            r"▒$|so far$|▒ attend, depuis ", text
        ):  # a call that begins to wait stands where it ends
            found.setdefault(box.get("x", ""), []).append(timeless(text))
    return [found[x] for x in sorted(found, key=float)]


def timeless(text: str) -> str:
    text = re.sub(r" ▒+ [\d.,]+ s", "", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text)
    return re.sub(r"\s+", " ", re.sub(r"\d+[.,]\d+ s", "some s", text)).strip()


def arrows(svg: str) -> Counter[str]:
    """Return how many arrows there are of each kind, and of each label."""
    root = ET.fromstring(svg)
    kinds = Counter(
        path.get("class", "") for path in root.iter(f"{SVG}path") if path.get("marker-end")
    )
    [labels] = [group for group in root.iter(f"{SVG}g") if group.get("class") == "labels"]
    return kinds + Counter(text.text or "" for text in labels)


def kept(language: Language, name: str) -> str:
    return (DOCS / FOLDERS[language] / name).read_text("utf-8")


@pytest.mark.parametrize("language", FOLDERS)
def test_the_page_shows_every_picture_and_no_other(language: Language) -> None:
    folder = FOLDERS[language]
    shown = re.findall(r"\]\((lab-\w+\.svg)\)", page(f"{folder}/lab.md"))
    assert set(shown) == set(PICTURES)
    assert {path.name for path in (DOCS / folder).glob("lab-*.svg")} == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "in the order of time"), ("fr", "dans l'ordre du temps")]
)
def test_a_picture_is_for_light_and_dark_pages_and_has_a_description(
    language: Language, words: str, name: str
) -> None:
    svg = kept(language, name)
    assert "prefers-color-scheme: dark" in svg
    title = ET.fromstring(svg).find(f"{SVG}title")
    assert title is not None
    assert words in (title.text or "")


SAID: dict[Language, dict[str, str]] = {
    "en": {
        "lab-echo.svg": 'recv(1024) → "Hello, world"',
        "lab-cut.svg": "one sendall came in 2 pieces",
        "lab-glued.svg": "2 sends came in one recv",
        "lab-blocked.svg": "it had waited in the queue",
    },
    "fr": {
        "lab-echo.svg": 'recv(1024) → "Hello, world"',
        "lab-cut.svg": "un sendall est arrivé en 2 morceaux",
        "lab-glued.svg": "2 envois sont arrivés dans un seul recv",
        "lab-blocked.svg": "il avait attendu dans la file",
    },
}


@pytest.mark.parametrize("language", FOLDERS)
def test_the_pictures_show_what_the_page_says(language: Language) -> None:
    said = {name: " ".join(chain.from_iterable(columns(kept(language, name)))) for name in PICTURES}
    for name, words in SAID[language].items():
        assert words in said[name]
    waited = SAID[language]["lab-blocked.svg"].split()[-1]
    assert waited not in said["lab-threads.svg"]


@pytest.mark.alone
@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("language", FOLDERS)
async def test_the_programs_are_drawn_as_on_the_page(
    language: Language, name: str, tmp_path: Path
) -> None:
    write_programs(tmp_path, language)
    on_page = kept(language, name)
    drawn = ""
    for _ in range(ATTEMPTS):
        with patience(name):
            drawn = await draw(name, tmp_path, language)
        if (columns(drawn), arrows(drawn)) == (columns(on_page), arrows(on_page)):
            return
    assert columns(drawn) == columns(on_page)
    assert arrows(drawn) == arrows(on_page)
