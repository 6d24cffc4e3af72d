"""The person who reads what a command says: his language, also once the command has failed."""

import os
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import final

from trio_sockets.language import LANGUAGES, Language, language_of, translator
from trio_sockets.words import Translate, in_english


@final
class Reader:
    """The person at the terminal. There is one: `reader`.

    :ivar translate: gives sentences in his language.
    """

    def __init__(self) -> None:
        self.translate: Translate = in_english

    def speaks(self, language: Language | None) -> Translate:
        """Note his language, and return what gives sentences in it.

        :param language: the one that he asked for; None for that of his environment.
        """
        self.translate = translator(chosen_language(language))
        return self.translate


def chosen_language(asked: Language | None) -> Language:
    """Return the language that was asked for; without one, that of the environment."""
    return asked or language_of(os.environ)


reader = Reader()


def asked_language(words: Sequence[str]) -> Language | None:
    """Return the language that a command line asks for, before its words are known to be right.

    :param words: those behind ``--`` are another program's.
    """
    own = list(takewhile(lambda word: word != "--", words))
    asked = [word.removeprefix("--lang=") for word in own if word.startswith("--lang=")]
    asked += [value for option, value in pairwise(own) if option == "--lang"]
    return next((language for language in LANGUAGES if language in asked), None)
