"""The tasks of a text server, and the words by which students call them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import final

from trio_sockets.check.learn.heard.record import Say

TEXT = "{text}"


class Task(StrEnum):
    """What a text server does; the names are those of the keys in a dialect's file."""

    UPPER = "upper"
    LOWER = "lower"
    DATENOW = "datenow"

    @property
    def takes_text(self) -> bool:
        """Whether its command takes a string."""
        return self is not Task.DATENOW


WORDS: Mapping[Task, tuple[str, ...]] = {
    Task.UPPER: (
        *("UPPER", "MAJ", "MAJUSCULE", "MAJUSCULES", "UPPERCASE", "TOUPPER", "UP", "UPP", "CAPS"),
        *("MAYUS", "MAYUSCULA", "MAYUSCULAS", "MAYÚSCULAS", "CAPITALIZE", "CAPITALE"),
    ),
    Task.LOWER: (
        *("LOWER", "MIN", "MINUSCULE", "MINUSCULES", "LOWERCASE", "TOLOWER", "LOW", "DOWN"),
        *("MINUS", "MINUSCULA", "MINUSCULAS", "MINÚSCULAS", "SMALL"),
    ),
    Task.DATENOW: (
        *("DATENOW", "DATE", "HEURE", "TIME", "NOW", "DATETIME", "TIMENOW", "HORA", "FECHA"),
        *("MAINTENANT", "AHORA", "GETTIME", "GETDATE", "DATEHEURE", "CLOCK", "HORLOGE"),
    ),
}
"""The words to try, in English, French and Spanish: the sheet's own come first."""

SEPARATORS = ("#", ":", ";", "|", "=", ",", "/")
"""What may stand between a command and its string, in place of a space."""

_KIN: Mapping[Task, re.Pattern[str]] = {
    Task.UPPER: re.compile(r"^\W*(?:to|en)?_?(?:upp?|maj|may[uú]s|cap)", re.IGNORECASE),
    Task.LOWER: re.compile(r"^\W*(?:to|en)?_?(?:low|min|small|down)", re.IGNORECASE),
    Task.DATENOW: re.compile(
        r"^\W*(?:get|show|the)?_?(?:date|time|heure|hora|fecha|now|clock|horloge|maintenant|ahora)",
        re.IGNORECASE,
    ),
}


@final
@dataclass(frozen=True, slots=True)
class Request:
    """A command to try.

    :param template: as a dialect writes it; ``{text}`` stands for its string.
    :param task: the task that its words name; None if they name none.
    """

    template: str
    task: Task | None = None

    def saying(self, argument: str) -> Say:
        """Return the message with this string in it."""
        if TEXT not in self.template:
            return Say(text=self.template)
        return Say(text=self.template.replace(TEXT, argument), argument=argument)


def request_of(word: str, task: Task, separator: str = " ") -> Request:
    """Return the command that a word names."""
    return Request(f"{word}{separator}{TEXT}" if task.takes_text else word, task)


def template_of(said: Say) -> str:
    """Return the command in a message, as a dialect writes it."""
    return said.text.replace(said.argument, TEXT) if said.argument else said.text


def task_named(words: str) -> Task | None:
    """Return the task that the first of some words names; None if it names none."""
    return next((task for task, kin in _KIN.items() if kin.match(words)), None)
