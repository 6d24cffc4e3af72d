"""The lab's handouts: their transcripts are what the server gives, and they are two pages."""

import html
import re
from pathlib import Path

import pytest
from trio.testing import MockClock

import handouts
from docs.protocol_sessions import rooms_for, session_for
from docs.transcript_player import play
from helpers.markdown_blocks import Block

LANGUAGES = list(handouts.FOLDERS)
TRANSCRIPT = re.compile(r'<pre class="transcript" (.*?)>\n(.*?)</pre>', re.DOTALL)


def transcripts(language: str) -> list[Block]:
    """Return the transcripts of a handout, as a page of the documentation has them."""
    found = []
    for attributes, text in TRANSCRIPT.findall(handouts.handout(language)):
        options = dict(re.findall(r'data-(\w+)="(.*?)"', attributes))
        words = (options.pop("service"), *(f"{name}={value}" for name, value in options.items()))
        found.append(Block("transcript", words, html.unescape(text), 0))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_transcripts_are_what_our_server_gives(
    language: str, autojump_clock: MockClock
) -> None:
    blocks = transcripts(language)
    assert [block.words[0] for block in blocks] == ["text", "game", "game"]
    for block in blocks:
        ended = f"{block.text}S: (half-close)\n"  # each of them is a whole conversation
        await play(session_for(block, rooms_for(block)), ended)


def test_the_handouts_of_all_languages_have_the_same_parts() -> None:
    shapes = {
        tuple(re.findall(r"<(h[1-3]|li|td|pre|img|section)\b", handouts.handout(language)))
        for language in LANGUAGES
    }
    assert len(shapes) == 1


def test_the_french_handout_has_the_spaces_of_french() -> None:
    bare = re.sub(r"<pre.*?</pre>", "", handouts.handout("fr"), flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<code>.*?</code>", "x", bare)))
    assert re.findall(r".*[ \w][;!?:](?=\s).*", words) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handout_is_two_pages(language: str, tmp_path: Path) -> None:
    chromium = handouts.find_chromium()
    if chromium is None:
        pytest.skip("chromium is not installed")
    pdf = tmp_path / "handout.pdf"
    handouts.print_handout(language, pdf, chromium)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 2
