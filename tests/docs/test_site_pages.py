"""The site's pages of the library name all that is public. ``nox -s docs`` builds them."""

import re
from types import ModuleType

import pytest

import trio_sockets
from helpers.markdown_blocks import DOCS
from trio_sockets import racing


@pytest.mark.parametrize(
    ("page", "module"), [("library.rst", trio_sockets), ("racing.rst", racing)]
)
def test_every_public_name_has_its_place_once(page: str, module: ModuleType) -> None:
    text = (DOCS / "reference" / page).read_text("utf-8")
    names = re.findall(r"^\.\. auto\w+:: (\w+)$", text, re.MULTILINE)
    assert sorted(names) == sorted(module.__all__)
