"""The page is valid, holds all that it needs, and lets no program write into it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from helpers import sample_report as sample
from trio_sockets.check.reports.html import to_html
from trio_sockets.language import translator

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page as strictly as is needed here: every element is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def text() -> str:
    return to_html(sample.ALL, "en", translator("en"))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_it_has_what_the_terminal_has(page: Page) -> None:
    words = " ".join(page.text.split())
    for part in (
        "2 of 8 points",
        "Looked at: 7 of 10 points (70 %)",
        'the program says "Pity, it was 63.": count it as a loss? (game.05)',
        "python3 my server.py '{port}'",
        "reply number 2 is wrong",
        "The conversation (connection 2 of 2)",
        "│UPPER wor│d 1\\n│",
        "│WO│RLD\\n│",
        "^ the first wrong byte",
        "To learn TCP carries a stream of bytes, and may cut it anywhere.",
        "python3 'my server.py' 4000",
        "(printf 'UPPER wor'; sleep 0.2; printf 'd 1\\n'; sleep 2) | nc -w 2 127.0.0.1 4000",
        "expected x received (nothing)",
        "it needs text.10, which did not pass",
    ):
        assert part in words


def test_a_picture_is_set_as_on_the_terminal(page: Page) -> None:
    assert (
        "expected   WO RD 1\n"
        "          ┌──┬─────┐\n"
        "received  │WO│RLD\\n│\n"
        "          └──┴─────┘\n"
        "               ^ the first wrong byte\n"
    ) in page.text


def test_it_needs_nothing_else(page: Page, text: str) -> None:
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not re.search(r"url\(|@import|https?:", text)
    assert [a["href"] for a in page.all("a")] == [
        "#line.02",
        "#text.01",
        "#text.02",
        "#text.10",
        "#game.05",
        "#line.02",  # where its group names it
    ]
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_a_program_writes_only_text_into_it(page: Page, text: str) -> None:
    assert r"\x1b[2J<script>alert(1)</script>&\xff\n" in page.text
    assert "Oh\\x1b[31m no\n  <b>" in page.text
    assert all(character.isprintable() or character == "\n" for character in text)


def test_what_passed_is_folded_and_what_failed_is_not(page: Page) -> None:
    checks = [details for details in page.all("details") if "id" in details]
    folded = {str(details["id"]): "open" not in details for details in checks}
    assert folded == {
        "tcp.01": True,
        "line.02": False,
        "line.08": True,
        "text.01": False,
        "text.02": False,
        "text.10": False,
        "text.11": True,
        "game.05": False,
    }


def test_what_to_mend_first_stands_at_the_top(page: Page) -> None:
    words = " ".join(page.text.split())
    first, where = words.index("Mend this first"), words.index("Where python3")
    assert first < words.index("reply number 2 is wrong") < words.index("^ the first wrong") < where
    [again] = [href for href in page.all("a")[-1:] if href["href"] == "#line.02"]
    assert again


def test_a_group_stands_once_with_its_passes_folded_together(page: Page, text: str) -> None:
    headings = re.findall("<h2>(.*?)</h2>", text)
    assert len(headings) == len(set(headings))
    together = [details for details in page.all("details") if "id" not in details]
    assert together
    assert all("open" not in details for details in together)
    assert "✓1 passed" in page.text


def test_it_names_its_student_as_text() -> None:
    source = to_html(replace(sample.ALL, name="Zoé <b>\x1b[2J"), "en", translator("en"))
    page = Page(source)
    assert "Zoé <b>\\x1b[2J" in page.text
    assert "<h1>Zoé" in source
    assert "<b>" not in source


def test_in_french_too() -> None:
    page = Page(to_html(sample.ALL, "fr", translator("fr")))
    assert page.all("html") == [{"lang": "fr"}]
    for part in ("la réponse numéro 2 est fausse", "le premier octet faux", "Les connexions"):
        assert part in page.text
