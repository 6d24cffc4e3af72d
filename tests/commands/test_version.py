"""What ``--version`` prints."""

import platform
from importlib.metadata import version

import pytest

from helpers.command import run

OWN = version("trio-sockets")


async def test_the_version_is_that_of_the_package() -> None:
    assert await run("--version") == (0, f"{OWN}\n", "")


@pytest.mark.parametrize("words", [("--version", "-v"), ("-v", "--version")])
async def test_more_versions_are_named_where_they_are_asked_for(words: tuple[str, ...]) -> None:
    code, output, errors = await run(*words)
    assert (code, errors) == (0, "")
    own, python, trio, system = output.splitlines()
    assert own == f"trio-sockets {OWN}"
    assert python.startswith(f"Python {platform.python_version()} ")
    assert trio == f"Trio {version('trio')}"
    assert system == platform.platform()
