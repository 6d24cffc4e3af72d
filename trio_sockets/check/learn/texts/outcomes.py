"""What a text server did with a request, by its reply alone."""

import re
from collections.abc import Iterable
from enum import Enum, auto

from trio_sockets.check.judging.timestamps import DAY_NAMES, MONTH_NAMES
from trio_sockets.check.learn.heard.record import Say


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_MONTH = rf"(?:{_any_of(MONTH_NAMES)})\.?"

_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:hH]\s?\d{2}(?!\d)"
    r"|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)"
    r"|(?<!\d)1\d{9}(?:\d{3}|\d{6}|\d{9})?(?!\d)"
    rf"|\b\d{{1,2}}\s+{_MONTH}\s+\d{{4}}\b|\b{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}\b",
    re.IGNORECASE,
)
"""A time, or a date, as programs write them."""

_PART = (
    rf"(?:[+-]?\d+|\b(?:{_any_of(DAY_NAMES)}|{_any_of(MONTH_NAMES)})\b|[ap]\.?m\b|\b(?:utc|gmt|ces?t)\b"
    r"|(?<=\d)[tzh](?![a-z]))"
)
"""A part of a time: a number, the name of a day or a month, a zone."""

_BETWEEN = r"[\s,.:/()-]*(?:(?:à|at|le|de|del)\s+)?"
_BEFORE = re.compile(rf"(?:{_PART}{_BETWEEN})*$", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:{_BETWEEN}{_PART})*", re.IGNORECASE)
"""More parts of a time, before and behind one that was found."""

_COMPLAINS = re.compile(
    r"\b(?:unknown|invalid|error|err|erreur|inconnue?|invalide|not (?:found|recogni\w+|understood|"
    r"supported)|bad|wrong|usage|desconocid\w+|inv[áa]lid\w+)\b",
    re.IGNORECASE,
)


class Outcome(Enum):
    """What a reply shows."""

    UPPER = auto()
    """The string in capitals."""
    LOWER = auto()
    """The string in small letters."""
    WHOLE_UPPER = auto()
    """The whole message in capitals, with the command in it."""
    WHOLE_LOWER = auto()
    """The same in small letters."""
    OTHER_CASE = auto()
    """The string in other letters, such as with one capital."""
    ECHO = auto()
    """The string as it was sent, without its command."""
    WHOLE_ECHO = auto()
    """The whole message as it was sent."""
    TIME = auto()
    """A time or a date."""
    OTHER = auto()
    NOTHING = auto()


def outcome_of(said: Say, text: str) -> Outcome:
    """Return what a reply shows.

    :param text: the reply, without prompts.
    """
    if not text.strip():
        return Outcome.NOTHING
    if said.argument:
        return _with_argument(said, text)
    if _TIME.search(text):
        return Outcome.TIME
    return Outcome.WHOLE_ECHO if said.text in text else Outcome.OTHER


def complains(text: str) -> bool:
    """Tell whether the words of a reply are those of an error."""
    return _COMPLAINS.search(text) is not None


def around_time(line: str) -> tuple[str, str] | None:
    """Return the text before and after the time in a line; None if it has no time."""
    time = _TIME.search(line)
    if time is None:
        return None
    before = line[: time.start()]
    earlier, later = _BEFORE.search(before), _BEHIND.match(line, time.end())
    return (
        before[: earlier.start() if earlier else None],
        line[later.end() if later else time.end() :],
    )


def result_in(said: Say, line: str, outcome: Outcome) -> str | None:
    """Return the string of a request as it stands in a line of the reply; None if it does not."""
    given = said.argument
    match outcome:
        case Outcome.UPPER:
            made = given.upper()
        case Outcome.LOWER:
            made = given.lower()
        case Outcome.ECHO:
            made = given
        case _:
            place = line.casefold().find(given.casefold())
            return None if place < 0 else line[place : place + len(given)]
    return made if made in line else None


def _with_argument(said: Say, text: str) -> Outcome:
    given, whole = said.argument, said.text
    named = whole != given
    tests = (
        (Outcome.WHOLE_ECHO, named and whole in text),
        (Outcome.WHOLE_UPPER, named and whole.upper() in text),
        (Outcome.WHOLE_LOWER, named and whole.lower() in text),
        (Outcome.UPPER, given.upper() in text),
        (Outcome.LOWER, given.lower() in text),
        (Outcome.ECHO if named else Outcome.WHOLE_ECHO, given in text),
        (Outcome.OTHER_CASE, given.casefold() in text.casefold()),
    )
    return next((outcome for outcome, holds in tests if holds), Outcome.OTHER)
