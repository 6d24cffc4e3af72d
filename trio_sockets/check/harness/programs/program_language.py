"""Finds the language of the program that a command starts, from its files."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from trio_sockets.check.programming.detect import language_of_file, language_of_words
from trio_sockets.check.programming.language import ProgrammingLanguage

MOST = 32 * 2**20
"""How many bytes of a file are examined; a Go program has a few MB."""


def program_language(command: Sequence[str], folder: Path | None = None) -> ProgrammingLanguage:
    """Return the language of the program that a command starts; OTHER if its files do not tell it.

    :param command: the words of the command.
    :param folder: the working directory; by default the current one.
    """
    told = language_of_words(command)
    if isinstance(told, ProgrammingLanguage):
        return told
    if told is None:
        return ProgrammingLanguage.OTHER
    try:
        path = (folder or Path()) / told
        if not path.is_file():
            path = Path(shutil.which(told) or path)
        if not path.is_file():  # opening a pipe would block
            return ProgrammingLanguage.OTHER
        with path.open("rb") as file:
            content = file.read(MOST)
        beside = [each.name for each in path.parent.iterdir()]
    except (OSError, ValueError):
        return ProgrammingLanguage.OTHER
    return language_of_file(path.name, content, beside)
