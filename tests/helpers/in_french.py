"""What the commands print, in French: the lines of an English page, by the catalogue.

A page shows what was printed in English. Its translation has to show what is printed in French, so
each line is taken for the sentence that it is, with its values, and read in French.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import trio_sockets

CATALOGUE = Path(trio_sockets.__file__).parent / "locale/fr/LC_MESSAGES/trio_sockets.po"
NAME = re.compile(r"\{(\w+)[^}]*\}")


def in_french(text: str) -> str:
    """Return a line in French; what no sentence of the catalogue says stays as it is.

    The values in a sentence may be sentences, too.
    """
    for pattern, french in _sentences():
        if match := pattern.fullmatch(text):
            values = {name: in_french(value) for name, value in match.groupdict().items()}
            return _filled(french, values)
    return text


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    return NAME.sub(lambda name: values[name[1]], sentence)


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences as patterns, the one with the most words of its own first."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    pairs = [(str(each.id), str(each.string)) for each in catalogue if each.id]
    pairs.sort(key=lambda pair: len(NAME.sub("", pair[0])), reverse=True)
    return [
        (re.compile("".join(_pattern(english))), french)
        for english, french in pairs
        if re.search(r"[A-Za-z]{3}", NAME.sub("", english))
    ]


def _pattern(english: str) -> Iterator[str]:
    seen = set()
    end = 0
    for name in NAME.finditer(english):
        yield re.escape(english[end : name.start()])
        yield f"(?P={name[1]})" if name[1] in seen else f"(?P<{name[1]}>.+?)"
        seen.add(name[1])
        end = name.end()
    yield re.escape(english[end:])
