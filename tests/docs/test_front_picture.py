"""The README's pictures are what the commands in them print today, but for times and ports."""

import re
import sys
from collections import Counter
from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest

from front_picture import CELL, CHECK, LINE, PICTURES, SOURCE, TRACE, draw
from helpers.markdown_blocks import DOCS
from trio_sockets.language import Language

SVG = "{http://www.w3.org/2000/svg}"
ATTEMPTS = 3
"""Runs of which one has to be as drawn: a machine can be so busy that a healthy check fails."""
GAP = 14  # columns between two programs


def kept(language: Language) -> str:
    return (DOCS / PICTURES[language]).read_text("utf-8")


def lines(svg: str, panel: str) -> list[str]:
    """Return what stands on the lines of a panel."""
    [group] = [found for found in ET.fromstring(svg).iter(f"{SVG}g") if found.get("id") == panel]
    rows: dict[int, str] = {}
    for text in group.iter(f"{SVG}text"):
        row = round(float(text.get("y", "")) / LINE)
        column = round(float(text.get("x", "")) / CELL)
        said = (text.text or "").replace("\N{NO-BREAK SPACE}", " ")
        rows[row] = rows.get(row, "").ljust(column) + said
    return [rows.get(row, "").rstrip() for row in range(1, max(rows) + 1)]


def timeless(text: str) -> str:
    text = re.sub(r"127\.0\.0\.1:[\d…]+", "127.0.0.1", text)
    return re.sub(r"\d+[.,]\d+ s\b", "0.00 s", text)


def calls(svg: str) -> tuple[list[str], Counter[str], list[str]]:
    """Return what the trace says of the server, of the bytes, and of the client.

    When a call began to wait, how long it waited and so where a line breaks depends on time.
    """
    shown = lines(svg, "trace")
    begin = next(at for at, line in enumerate(shown) if line.startswith("server.py"))
    rows = shown[begin + 1 : shown.index(f"$ {SOURCE}") - 2]
    column = shown[begin].index("client.py")
    arrows = Counter(
        label for row in rows for label in re.findall(r"[A-Z]+|\d+ .", row[column - GAP : column])
    )
    server, client = (row[: column - GAP] for row in rows), (row[column:] for row in rows)
    return cells(" ".join(server)), arrows, cells(" ".join(client))


def cells(text: str) -> list[str]:
    """Return the calls in a column, each with what is said of it."""
    found = re.split(r"\s(?=:\d+ )", re.sub(r"\s+", " ", timeless(text)).strip())
    # A call that begins to wait, or still waits, stands where it ends.
    ended = [cell for cell in found if not re.search(r"▒( [a-z]|$)", cell)]
    return [re.sub(r" ▒+( 0\.00 s)?", "", cell) for cell in ended]


def said(svg: str) -> tuple[object, ...]:
    """Return all that does not depend on time."""
    trace = lines(svg, "trace")
    source = trace[trace.index(f"$ {SOURCE}") :]
    return [timeless(line) for line in lines(svg, "check")], calls(svg), source


def test_the_pictures_show_the_commands_of_the_readme() -> None:
    for name, page in zip(PICTURES.values(), ("README.md", "README.fr.md"), strict=True):
        text = (DOCS.parent / page).read_text("utf-8")
        assert f"](docs/{name})" in text
        assert CHECK in text.splitlines()
        assert re.sub(r" \\\n *", " ", TRACE) in text.splitlines()


@pytest.mark.parametrize("language", PICTURES)
def test_a_picture_is_for_light_and_dark_pages_and_asks_no_other_host(language: Language) -> None:
    svg = kept(language)
    assert "prefers-color-scheme: dark" in svg
    assert "url(" not in svg
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]


def test_the_pictures_show_the_byte_and_the_call() -> None:
    for language in PICTURES:
        checked = lines(kept(language), "check")
        [caret] = [at for at, line in enumerate(checked) if line.lstrip().startswith("^")]
        received = checked[caret - 2]
        # The first line is answered; the reply to the second begins with what should be gone.
        assert received[checked[caret].index("^") :].startswith("UPPER WORD 1")
        server, arrows, client = calls(kept(language))
        [sent] = [cell for cell in server if "sendall" in cell]
        assert '"A\\nUPPER B\\n"' in sent
        assert sent.startswith(":30 ")
        assert arrows["SYN"] == 1
        assert any('"UPPER a\\nUPPER b\\n"' in cell for cell in client)


@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="the picture is drawn on a Unix system")
@pytest.mark.parametrize("language", PICTURES)
async def test_the_commands_print_what_the_picture_shows(language: Language) -> None:
    drawn = ""
    for _ in range(ATTEMPTS):
        with suppress(ValueError):
            drawn = await draw(language)
            if said(drawn) == said(kept(language)):
                return
    assert drawn, "the commands print something else"
    assert said(drawn) == said(kept(language))
