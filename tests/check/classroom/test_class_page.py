"""The table of a class as a page."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from check.classroom.class_rows import result, row
from trio_sockets.check.classroom.table.page import page_of
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.mistakes import Mistake
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.labels import SEED
from trio_sockets.language import translator
from trio_sockets.words import in_english


def page(*rows: ProgramRow, title: str = "lab3") -> str:
    return page_of(rows, title=title, facts=[(SEED, "7")], language="en", translate=in_english)


class Elements(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and their text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


ROWS = (
    row("adam", result("tcp.01"), result("echo.01", Verdict.FAIL, b"\r\n")),
    row("bea", result("tcp.01"), result("echo.01"), remark="it was checked elsewhere"),
    ProgramRow(name="carl", problem="no server found"),
)


def test_it_tells_what_there_is_to_know() -> None:
    text = Elements(page(*ROWS)).text
    for words in (
        "lab3", "adam", "bea", "carl", "50 %", "100 %", "no server found", "it said \\r\\n",
        "it was checked elsewhere", "the title of echo.01", "All is well.",
    ):  # fmt: skip
        assert words in text, words


def test_what_is_not_understood_stands_above_the_table_and_marks_the_grade() -> None:
    unread = result("echo.01", Verdict.UNCLEAR, b"Bravo 3")
    source = page(*ROWS, row("dora", result("tcp.01"), unread))
    text = " ".join(Elements(source).text.split())
    question = '1 program says "Bravo 3": count it as a win?'
    assert text.index(question) < text.index("The class")
    assert "? 50 %" in text
    assert "Not understood" not in Elements(page(*ROWS)).text


def test_a_mistake_that_is_known_stands_in_the_row_and_beside_what_was_looked_at_so() -> None:
    known = result("game.04", Verdict.FAIL, b"no", known=Mistake.SWAPPED)
    text = " ".join(
        Elements(page(row("adam", result("game.03", Verdict.FAIL), known))).text.split()
    )
    assert text.count("Known mistake: the hints are swapped (game.03)") == 3
    assert "Known mistake" not in Elements(page(*ROWS)).text
    in_french = page_of(
        [row("adam", known)], title="", facts=[], language="fr", translate=translator("fr")
    )
    assert "Faute connue\N{NO-BREAK SPACE}: " in in_french


def test_both_figures_stand_beside_each_other() -> None:
    source = page(row("ana", result("tcp.01"), result("tcp.02", Verdict.SKIPPED)))
    assert 'title="1 / 1">100 %</td>' in source
    assert 'title="1 / 2">50 %</td>' in source


def test_a_cell_is_a_verdict_and_leads_to_what_is_told_of_it() -> None:
    source = page(*ROWS)
    [cell] = re.findall(r'<td class="fail">\s*<a href="#(.*?)" title="(.*?)">✗</a>', source)
    assert cell == ("row-1-echo.01", "echo.01 the title of echo.01 — it said \\r\\n")
    assert source.count('<span title="tcp.01 the title of tcp.01">✓</span>') == 2


def test_every_link_leads_somewhere_on_the_page() -> None:
    elements = Elements(page(*ROWS))
    names = elements.of("id")
    assert len(names) == len(set(names))
    links = elements.of("href")
    assert links
    assert {link.removeprefix("#") for link in links} <= set(names)


def test_a_check_says_how_many_passed_it() -> None:
    source = page(*ROWS)
    assert 'title="the title of tcp.01: 2 / 2">2</td>' in source
    assert 'title="the title of echo.01: 1 / 2">1</td>' in source


def test_a_verdict_stands_below_its_check_where_dialects_differ() -> None:
    source = page(
        row("adam", result("tcp.01"), result("line.01"), result("echo.01")),
        row("bea", result("tcp.01"), result("echo.01", Verdict.FAIL)),
    )
    body = source.partition("Check by check")[2].partition("</tbody>")[0]
    cells = re.findall(r'<td(?: class="(\w+)")?>', body)
    assert cells == ["pass", "pass", "pass", "pass", "", "fail"]


def test_it_needs_nothing_else() -> None:
    source = page(*ROWS)
    elements = Elements(source)
    assert not {"img", "link", "iframe", "object"} & set(elements.tags)
    assert elements.tags.count("script") == 1
    assert elements.of("src") == []
    assert not re.search(r"url\(|https?:|@import", source)


def test_only_its_own_script_may_run() -> None:
    source = page(*ROWS)
    [policy] = [c for c in Elements(source).of("content") if "default-src" in c]
    assert "default-src 'none'" in policy
    [script] = re.findall(r"<script>(.*?)</script>", source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.endswith(f"script-src 'sha256-{digest}'")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "two\nlines",
    "-dash",
    "\udcff\x1b[2J",
    "{{ 7 * 7 }}",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_of_a_student_become_part_of_the_page(words: str) -> None:
    plain = Elements(page(row("x", result("tcp.01", Verdict.FAIL, "x"), remark="x"), title="x"))
    source = page(row(words, result("tcp.01", Verdict.FAIL, words), remark=words), title=words)
    assert "\n".join(Elements(source).tags) == "\n".join(plain.tags)
    assert "\x1b" not in source
    assert "49" not in Elements(source).text
    source.encode()


def test_a_problem_is_no_part_of_the_page_either() -> None:
    assert "<b>" not in page(ProgramRow(name="x", problem="<b>\n"))


def test_the_tables_sort_by_what_they_show() -> None:
    elements = Elements(page(*ROWS))
    assert {"100.0", "50.0", "-1"} <= set(elements.of("data-key"))


def test_the_first_screen_tells_what_to_take_up_again() -> None:
    failed, unclear = result("echo.02", Verdict.TIMEOUT), result("echo.02", Verdict.UNCLEAR)
    source = page(
        row("adam", result("tcp.01"), result("echo.01", Verdict.FAIL), failed),
        row("bea", result("tcp.01"), result("echo.01", Verdict.FAIL), unclear),
        row("carl", result("tcp.01"), result("echo.01"), result("echo.02", Verdict.SKIPPED)),
        ProgramRow(name="dora", problem="no server found"),
    )
    first = source.partition("All checks")[0]
    text = " ".join(Elements(first.partition("<main>")[2]).text.split())
    assert text.index("the title of echo.01") < text.index("the title of echo.02")
    assert "the title of tcp.01" not in text
    assert "the title of echo.01 something failed: 2 / 3 of those looked at" in text
    assert "failed: 1 / 1 of those looked at unclear: 1 not looked at: 1" in text
    assert "server echo (3) 33 % median" in text
    assert "Not graded: 1" in text


def test_names_and_marks_are_shown_by_a_switch_only() -> None:
    source = page(*ROWS)
    shown, _, named = source.partition('<div class="named">')
    assert ".named { display: none; }" in shown
    assert "checked" not in shown.partition("<main>")[2]
    for name in ("adam", "bea", "carl", "no server found"):
        assert name not in shown
        assert name in named


def test_a_class_without_a_fault_has_nothing_to_take_up_again() -> None:
    text = Elements(page(row("adam", result("tcp.01")))).text
    assert "No program fell at any check." in text
