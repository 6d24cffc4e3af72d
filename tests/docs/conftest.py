"""What the tests of the documentation share."""

from pathlib import Path

import pytest

from helpers.markdown_blocks import page, programs


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """Return a folder with the programs of the lab's page."""
    for name, source in programs(page("lab.md")).items():
        (tmp_path / name).write_text(source, "utf-8")
    return tmp_path
