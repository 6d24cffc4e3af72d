"""The pages of ``docs/`` are short, so that a reader finds what he looks for."""

from pathlib import Path

import pytest

from helpers.markdown_blocks import DOCS, page_files

LONGEST = 300
"""Lines of a page at most, but of the lab: its programs are there whole."""


@pytest.mark.parametrize("page", page_files(), ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_but_the_lab_is_short(page: Path) -> None:
    lines = len(page.read_text("utf-8").splitlines())
    assert page.name == "lab.md" or lines <= LONGEST
