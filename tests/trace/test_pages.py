"""The picture as SVG and as HTML: whole, safe, and readable without the picture."""

from xml.etree import ElementTree as ET

import pytest

from helpers.trace_story import Story
from trio_sockets.trace.views.html import to_html
from trio_sockets.trace.views.svg import draw, to_svg
from trio_sockets.words import in_english

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def story() -> Story:
    story = Story()
    story.meet()
    story.call("client", "settings", 1, line=7)
    story.send("server", 2, b"<b>&\x1b\n")
    story.receive("client", 1, b"<b>")
    story.receive("client", 1, b"&\x1b\n")
    story.close("client", 1)
    story.send("server", 2, b"late")
    return story


def test_the_svg_is_one_file_with_a_title(story: Story) -> None:
    svg = ET.fromstring(to_svg(story.layout(), "en", in_english, story.now))
    assert svg.tag == f"{SVG}svg"
    title = svg.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith("The calls of server.py, client.py")
    text = "".join(svg.itertext())
    assert 'sendall "<b>&\\x1b\\n"' in text
    arrows = [
        path.get("class") for path in svg.iter(f"{SVG}path") if "arrow" in path.get("class", "")
    ]
    assert len(arrows) == len(story.layout().lines)
    assert any("fate-unread" in (kind or "") for kind in arrows)


def test_the_page_needs_nothing_else_and_has_every_call_in_words(story: Story) -> None:
    page = to_html(story.layout(), "en", in_english, story.now, ["a note <i>"])
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "a note &lt;i&gt;" in page
    assert "<b>" not in page
    assert page.count("<tr") == 1 + sum(len(row.marks) for row in story.layout().rows)
    assert 'href="#client-' in page
    assert "client.py:7" in page
    assert "source of it" in page
    assert "→ client.py: 3 B" in page
    assert "← server.py: 3 B" in page


def test_links_lead_to_rows_that_are_there(story: Story) -> None:
    layout = story.layout()
    page = to_html(layout, "fr", in_english, story.now)
    links = {cell.link for cell in draw(layout, in_english, story.now).cells if cell.link}
    assert links
    assert all(f'id="{link}"' in page for link in links)
    assert '<html lang="fr">' in page


def test_nothing_stands_beyond_the_edges(story: Story) -> None:
    drawing = draw(story.layout(), in_english, story.now)
    for cell in drawing.cells:
        assert cell.x + cell.width <= drawing.width
        assert cell.y + cell.height <= drawing.height


def test_an_empty_recording_is_a_page_too() -> None:
    story = Story()
    assert "</html>" in to_html(story.layout(), "en", in_english, story.now)
