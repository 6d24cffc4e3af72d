"""The language is the reader's, and the French catalogue has every sentence of the code."""

import errno
import os
import re
import sys
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import trio_sockets
from trio_sockets.check.harness.programs.process import CannotStartError, running
from trio_sockets.language import language_of, translator
from trio_sockets.system_errors import in_words
from trio_sockets.words import Words, say

PACKAGE = Path(trio_sockets.__file__).parent
FRENCH = PACKAGE / "locale/fr/LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FRENCH / "trio_sockets.po").open("rb") as file:
        return read_po(file, locale="fr", domain="trio_sockets")


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
        ({"LANG": "en_GB", "LC_ALL": "C", "LANGUAGE": "fr"}, "fr"),
        ({"LANG": "fr_FR", "LANGUAGE": "de:en:fr"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "de:fr_CA:en"}, "fr"),
        ({"LANG": "fr_FR", "LANGUAGE": "de"}, "en"),
        ({"LANG": "fr_FR", "LANGUAGE": ""}, "fr"),
        ({}, "en"),
    ],
)
def test_the_locale_says_which(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_sentence_is_read_in_french() -> None:
    words = say(
        "{end}; it had printed nothing",
        end=say("the program was ended by the signal {name}", name="SIGKILL"),
    )
    assert words.read(translator("fr")) == (
        "le programme a été tué par le signal SIGKILL\N{NARROW NO-BREAK SPACE}; "
        "il n'avait rien affiché"
    )


def test_every_sentence_has_its_french(catalogue: Catalog) -> None:
    found = {
        str(message) for _, _, message, _, _ in extract_from_dir(PACKAGE, keywords={"say": None})
    }
    assert len(found) > 200
    french = {
        str(message.id): message.string
        for message in catalogue
        if message.id and not message.fuzzy and message.string
    }
    assert found - french.keys() == set(), "run nox -s translations, and translate these"
    assert french.keys() - found == set(), "run nox -s translations: the code says these no more"


def test_the_french_has_the_same_names(catalogue: Catalog) -> None:
    sentences = [(str(message.id), str(message.string)) for message in catalogue if message.id]
    assert [english for english, french in sentences if names(english) != names(french)] == []


def test_the_french_has_its_spaces(catalogue: Catalog) -> None:
    """Before ``:;?!»`` stands a space at which no line ends, and it is thin before ``;?!``."""
    sentences = [str(message.string) for message in catalogue if message.id]
    wrong = re.compile(r" [:;?!»](?!\w)|« |«(?!\u00a0)|\u00a0[;?!]|\u202f[:»]")
    assert [sentence for sentence in sentences if wrong.search(sentence)] == []


def test_the_french_has_its_quotes(catalogue: Catalog) -> None:
    """Straight ones stand around what is written so in a file of TOML alone."""
    sentences = [str(message.string) for message in catalogue if message.id]
    wrong = [re.sub(r'"([a-z0-9.]+|\{\w+\})"', "", sentence) for sentence in sentences]
    assert [sentence for sentence in wrong if '"' in sentence] == []


def test_the_compiled_catalogue_is_that_of_the_sentences(catalogue: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    fresh = GNUTranslations(compiled)
    with (FRENCH / "trio_sockets.mo").open("rb") as file:
        shipped = GNUTranslations(file)
    for message in catalogue:
        if message.id:
            assert shipped.gettext(str(message.id)) == fresh.gettext(str(message.id))
            assert shipped.gettext(str(message.id)) == message.string


@pytest.mark.skipif(sys.platform != "linux", reason="other systems write other words")
@pytest.mark.parametrize(
    ("number", "french"),
    [
        (errno.ECONNREFUSED, "connexion refusée"),
        (errno.ETIMEDOUT, "délai de connexion dépassé"),
        (errno.ENOENT, "aucun fichier de ce nom"),
    ],
)
def test_what_the_system_says_is_said_in_french_too(number: int, french: str) -> None:
    reason = in_words(os.strerror(number))
    assert isinstance(reason, Words)
    assert reason.read() == os.strerror(number)
    assert reason.read(translator("fr")) == french


def test_what_nobody_has_translated_stays_as_it_is() -> None:
    assert in_words("Device or resource busy") == "Device or resource busy"


async def test_a_program_that_cannot_be_started_is_told_of_in_french() -> None:
    with pytest.raises(CannotStartError) as caught:
        async with running(["./no-such-program"]):
            pass
    said = caught.value.words.read(translator("fr"))
    assert said == "impossible de lancer './no-such-program'\u00a0: ce programme n'existe pas"
