"""The pictures of ``docs/lab.md`` are as its programs are drawn today, but for times and ports."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from helpers.markdown_blocks import DOCS, page
from helpers.waiting import patience
from lab_pictures import PICTURES, draw, write_programs

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
        if not re.search(r"▒$|so far$", text):  # a call that begins to wait stands where it ends
            found.setdefault(box.get("x", ""), []).append(timeless(text))
    return [found[x] for x in sorted(found, key=float)]


def timeless(text: str) -> str:
    text = re.sub(r" ▒+ [\d.]+ s", "", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text)
    return re.sub(r"\s+", " ", re.sub(r"\d+\.\d+ s", "some s", text)).strip()


def arrows(svg: str) -> Counter[str]:
    """Return how many arrows there are of each kind, and of each label."""
    root = ET.fromstring(svg)
    kinds = Counter(
        path.get("class", "") for path in root.iter(f"{SVG}path") if path.get("marker-end")
    )
    [labels] = [group for group in root.iter(f"{SVG}g") if group.get("class") == "labels"]
    return kinds + Counter(text.text or "" for text in labels)


def kept(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_the_page_shows_every_picture_and_no_other() -> None:
    assert set(re.findall(r"\]\((lab-\w+\.svg)\)", page("lab.md"))) == set(PICTURES)
    assert {path.name for path in DOCS.glob("lab-*.svg")} == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_for_light_and_dark_pages_and_has_a_description(name: str) -> None:
    svg = kept(name)
    assert "prefers-color-scheme: dark" in svg
    title = ET.fromstring(svg).find(f"{SVG}title")
    assert title is not None
    assert "in the order of time" in (title.text or "")


def test_the_pictures_show_what_the_page_says() -> None:
    said = {name: " ".join(chain.from_iterable(columns(kept(name)))) for name in PICTURES}
    assert 'recv(1024) → "Hello, world"' in said["lab-echo.svg"]
    assert "one sendall came in 2 pieces" in said["lab-cut.svg"]
    assert "2 sends came in one recv" in said["lab-glued.svg"]
    assert "it had waited in the queue" in said["lab-blocked.svg"]
    assert "queue" not in said["lab-threads.svg"]


@pytest.mark.alone
@pytest.mark.parametrize("name", PICTURES)
async def test_the_programs_are_drawn_as_on_the_page(name: str, tmp_path: Path) -> None:
    write_programs(tmp_path)
    drawn = ""
    for _ in range(ATTEMPTS):
        with patience(name):
            drawn = await draw(name, tmp_path)
        if (columns(drawn), arrows(drawn)) == (columns(kept(name)), arrows(kept(name))):
            return
    assert columns(drawn) == columns(kept(name))
    assert arrows(drawn) == arrows(kept(name))
