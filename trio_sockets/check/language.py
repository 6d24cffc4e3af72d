"""The reader's language: which it is, and the sentences in it."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from typing import Literal, TypeAlias

from trio_sockets.check.words import Translate, in_english

Language: TypeAlias = Literal["en", "fr"]

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where POSIX keeps the language of messages; the first that is set and not empty decides."""


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for; English if it is none of ours.

    :param environment: variables, such as ``os.environ``.
    """
    chosen = next(filter(None, map(environment.get, _VARIABLES)), "")
    return "fr" if chosen.lower().startswith("fr") else "en"


@cache
def translator(language: Language) -> Translate:
    """Return what gives the checker's sentences in a language."""
    if language == "en":
        return in_english
    catalogue = resources.files("trio_sockets.check") / f"locale/{language}/LC_MESSAGES/check.mo"
    with catalogue.open("rb") as file:
        return GNUTranslations(file).gettext
