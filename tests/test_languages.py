"""A language is one catalogue, and no code."""

import os
import shutil
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import trio_sockets
from helpers.programs import run_to_end
from trio_sockets.language import LANGUAGES

PACKAGE = Path(trio_sockets.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Copy the package, with a Spanish catalogue of one sentence more; return the folder."""
    shutil.copytree(PACKAGE, tmp_path / "trio_sockets", ignore=lambda *_: ["__pycache__"])
    folder = tmp_path / "trio_sockets/locale/es/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog("es")
    catalogue.add("nobody listens there", "ahí no escucha nadie")
    with (folder / "trio_sockets.mo").open("wb") as file:
        write_mo(file, catalogue)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "variables"),
    [(("--lang", "es"), {}), ((), {"LANG": "es_MX.UTF-8"}), ((), {"LANGUAGE": "oc:es:fr"})],
)
async def test_a_catalogue_is_all_that_a_language_needs(
    package: Path, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("L")}
    command = [sys.executable, "-m", "trio_sockets", "play", "--auto", ":1", *words]
    done = await run_to_end(command, env={**plain, **variables}, cwd=package)
    assert "ahí no escucha nadie" in done.stderr.decode()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_catalogue_keeps_the_names_in_its_sentences(language: str) -> None:
    path = PACKAGE / f"locale/{language}/LC_MESSAGES/trio_sockets.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain="trio_sockets")
    translated = [(str(each.id), str(each.string)) for each in catalogue if each.id and each.string]
    assert [pair for pair in translated if names(pair[0]) != names(pair[1])] == []


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
