"""What the tests of the documentation share."""

from pathlib import Path

import pytest

from helpers.markdown_blocks import page, programs


@pytest.fixture(params=["lab.md", "fr/lab.md"], ids=["en", "fr"])
def lab_page(request: pytest.FixtureRequest) -> str:
    """Return the text of the lab's page, in each of its languages."""
    return page(request.param)


@pytest.fixture
def lab_programs(lab_page: str) -> dict[str, str]:
    """Return the programs of the lab's page, by their names."""
    return programs(lab_page)


@pytest.fixture
def lab(lab_programs: dict[str, str], tmp_path: Path) -> Path:
    """Return a folder with the programs of the lab's page."""
    for name, source in lab_programs.items():
        (tmp_path / name).write_text(source, "utf-8")
    return tmp_path
