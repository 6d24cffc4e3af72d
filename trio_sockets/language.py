"""The reader's language: which it is, and the sentences in it."""

import sys
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from typing import Literal, TypeAlias

from trio_sockets.words import Translate, in_english

if sys.platform == "win32":
    import ctypes

Language: TypeAlias = Literal["en", "fr"]

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the language of messages is: the first that is set and not empty decides. The first is
GNU's, and may name several, the best first; the others are those of POSIX.
"""


_LANG_FRENCH = 0x0C
_PRIMARY = 0x3FF  # of a LANGID, the bits that say the language; the others say the country


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for; English if it is none of ours.

    Windows sets no such variables: without them, its display language decides.

    :param environment: variables, such as ``os.environ``.
    """
    chosen = next(filter(None, map(environment.get, _VARIABLES)), "")
    if sys.platform == "win32" and not chosen:
        language = ctypes.windll.kernel32.GetUserDefaultUILanguage() & _PRIMARY
        chosen = "fr" if language == _LANG_FRENCH else "en"
    for name in chosen.lower().split(":"):
        if name.startswith("fr"):
            return "fr"
        if name.startswith("en"):
            return "en"
    return "en"


@cache
def translator(language: Language) -> Translate:
    """Return what gives the checker's sentences in a language."""
    if language == "en":
        return in_english
    catalogue = resources.files("trio_sockets") / f"locale/{language}/LC_MESSAGES/trio_sockets.mo"
    with catalogue.open("rb") as file:
        return GNUTranslations(file).gettext
