"""The calls of a second run in a report: on the page, on a terminal, and where there are none."""

import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from helpers import sample_report as sample
from helpers.trace_story import Story
from trio_sockets.check.model.report import Report
from trio_sockets.check.model.traced import Traced
from trio_sockets.check.reports.calls import calls_of
from trio_sockets.check.reports.html import to_html
from trio_sockets.check.reports.terminal import TerminalReport
from trio_sockets.language import translator
from trio_sockets.words import in_english, say

HEADING = "The calls of a second run, and the bytes between them"
NOT_AGAIN = Traced(words=say("under trace, it did not come again"))


def traced(exchanges: int = 1) -> Traced:
    story = Story("server", "checker")
    story.listen()
    story.connect("checker")
    story.accept()
    for number in range(exchanges):
        story.send("checker", 1, b"<b>%d\n" % number)
        story.receive("server", 2, b"<b>%d\n" % number)
        story.send("server", 2, b"ok\n")
        story.receive("checker", 1, b"ok\n")
    return Traced(layout=story.layout(), now=story.now)


def report(*seen: Traced | None) -> Report:
    results = [
        replace(result, traced=each)
        for result, each in zip((sample.CUT, sample.HARMFUL), seen, strict=False)
    ]
    return replace(sample.ALL, results=tuple(results))


def terminal(shown: Report, width: int = 80) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, color_system=None, markup=False, emoji=False)
    TerminalReport(console).end(shown)
    return file.getvalue()


def test_the_page_has_the_picture_of_each_finding_apart() -> None:
    page = to_html(report(traced(), traced()), "en", in_english)
    assert page.count("<svg ") == 2
    assert page.count(HEADING) == 2
    svgs = [f"<svg {rest.split('</svg>')[0]}</svg>" for rest in page.split("<svg ")[1:]]
    ids = [element.get("id") for svg in svgs for element in ET.fromstring(svg).iter()]
    named = [each for each in ids if each]
    assert len(named) == len(set(named))
    assert "<b>" not in page
    assert "<script" not in page
    assert page.count(".trace text {") == 1  # one style sheet for all


def test_every_arrow_has_a_head_that_is_there() -> None:
    page = to_html(report(traced()), "en", in_english)
    heads = {part.split(")")[0] for part in page.split('marker-end="url(#')[1:]}
    assert heads
    assert all(f'<marker id="{head}"' in page for head in heads)


def test_the_terminal_shows_it_small() -> None:
    shown = terminal(report(traced()))
    assert HEADING in shown
    assert 'sendall "<b>0\\n"' in shown
    assert "left out" not in shown


def test_of_a_long_picture_the_terminal_has_the_end() -> None:
    shown = terminal(report(traced(exchanges=9)))
    assert "left out" not in shown
    shown = terminal(report(traced(exchanges=15)))
    assert "lines above these are left out; the HTML report has all." in shown
    assert 'sendall "<b>14\\n"' in shown
    assert "listen" not in shown.partition(HEADING)[2]


@pytest.mark.parametrize("exchanges", range(6, 14))
def test_one_line_is_never_left_out_alone(exchanges: int) -> None:
    calls = calls_of(traced(exchanges), "x", in_english, 80)
    assert calls is not None
    assert not calls.words.startswith("1 ")


def test_a_narrow_terminal_says_that_it_has_no_room() -> None:
    shown = terminal(report(traced()), width=50)
    assert " ".join(shown.split()).count("has no room for the picture") == 1


def test_why_there_is_no_picture_is_told_everywhere() -> None:
    words = "under trace, it did not come again"
    assert words in terminal(report(NOT_AGAIN))
    page = to_html(report(NOT_AGAIN), "en", in_english)
    assert words in page
    assert "<svg" not in page
    french = to_html(report(NOT_AGAIN), "fr", translator("fr"))
    assert words not in french


def test_a_check_that_was_not_run_again_has_nothing() -> None:
    assert HEADING not in terminal(report(None))
    assert HEADING not in to_html(report(None), "en", in_english)
