"""Pictures speak French, too. That every sentence has its French is tested of the whole package."""

import re

import pytest

from helpers.trace_story import Story, text_of
from trio_sockets.client.sentences import tries_of
from trio_sockets.figures import DecimalFigure, GroupedFigure
from trio_sockets.language import translator
from trio_sockets.trace.views.html import to_html


def test_a_picture_is_in_french() -> None:
    story = Story()
    story.meet()
    story.send("client", 1, b"hola\n")
    story.send("client", 1, b"123\n")
    story.receive("server", 2, b"hola\n123\n")
    drawn = text_of(story.layout(), 160, translate=translator("fr"))
    assert "2 envois sont arrivés dans un seul recv" in drawn
    assert "4 o" in drawn


def test_its_numbers_are_french() -> None:
    story = Story()
    story.listen()
    story.connect()
    story.now += 3.2
    story.accept()
    call = story.begin("server", "recv", 2)
    story.now += 1.25
    story.end("server", call, size=1, data=b"x")
    layout = story.layout()
    french = text_of(layout, 160, translate=translator("fr"))
    assert "dans la file, pendant 3,2 s" in french
    assert "il avait attendu dans la file\N{NO-BREAK SPACE}: 3,2 s" in french
    assert "▒▒▒ 1,3 s" in french
    assert "0,002 " in french
    assert not re.search(r"\d\.\d+ s|^\d\.\d", french, re.MULTILINE)
    assert "1.3 s" in text_of(layout, 160)
    page = to_html(layout, "fr", translator("fr"), story.now)
    assert ">0,002<" in page
    assert "Durée" not in page  # a time is no duration


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [(0, "0 tries", "0 essai"), (1, "1 try", "1 essai"), (2, "2 tries", "2 essais")],
)
def test_a_language_has_its_own_plural(number: int, english: str, french: str) -> None:
    assert tries_of(number).read() == english
    assert tries_of(number).read(translator("fr")) == french


def test_a_great_number_is_in_groups() -> None:
    assert GroupedFigure(1234567).read() == "1,234,567"
    assert GroupedFigure(9412).read(translator("fr")) == "9\N{NARROW NO-BREAK SPACE}412"
    assert GroupedFigure(12).read(translator("fr")) == "12"
    assert DecimalFigure(123.4, 0).read(translator("fr")) == "123"
