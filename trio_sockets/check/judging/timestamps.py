"""Reads a date and time in any common notation."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from typing import Any

from dateutil.parser import ParserError, parse, parserinfo

_NUMBER = re.compile(r"(?<![\d.:/-])\d{10,19}(?:[.,]\d+)?(?![\d:/-])")
_UNITS = (1, 10**3, 10**6, 10**9)
_LATEST = 10**11
"""The upper limit of a timestamp in seconds. One in milliseconds is always larger."""

_LONGEST = 200
"""How many characters of a text are read. This bounds the search, which is slow."""

_UNTOLD = datetime(1, 1, 1)  # noqa: DTZ001 - the zone is read from the text, too
"""The default of each part of a date. A result of year 1 means that the text has no year."""


def _with(names: Iterable[tuple[str, ...]], others: str) -> list[Any]:
    """Add names to each tuple: ``others`` holds a word a tuple, with commas between its names."""
    return [(*these, *those.split(",")) for these, those in zip(names, others.split(), strict=True)]


class _French(parserinfo):
    """French names of days and months, in addition to the English ones."""

    WEEKDAYS = _with(
        parserinfo.WEEKDAYS,
        "lundi,lun mardi,mar mercredi,mer jeudi,jeu vendredi,ven samedi,sam dimanche,dim",
    )
    MONTHS = _with(
        parserinfo.MONTHS,
        "janvier,janv février,fevrier,févr,fév mars avril,avr mai juin juillet,juil août,aout "
        "septembre octobre novembre décembre,decembre,déc",
    )


class _Spanish(parserinfo):
    """Spanish names of days and months, likewise."""

    WEEKDAYS = _with(
        parserinfo.WEEKDAYS,
        "lunes,lun martes,mar miércoles,mié jueves,jue viernes,vie sábado,sáb domingo,dom",
    )
    MONTHS = _with(
        parserinfo.MONTHS,
        "enero,ene febrero marzo abril,abr mayo junio julio agosto,ago septiembre octubre "
        "noviembre diciembre,dic",
    )


_LANGUAGES = (parserinfo, _French, _Spanish)

DAY_NAMES = frozenset(name for each in _LANGUAGES for day in each.WEEKDAYS for name in day)
MONTH_NAMES = frozenset(name for each in _LANGUAGES for month in each.MONTHS for name in month)
"""The names of days and months, and their abbreviations, in these languages."""

_NO_PART_OF_IT = re.compile(
    r"\bm=[+-][\d.]+"  # what Go's Time.String() adds: seconds since the program began
    r"|\b(?:à|a|le|et|de|del|las|son|il est|nous sommes)\b"
)
_HOURS = re.compile(r"(?<=\d) ?h ?(?=\d)|(?<=\d) ?m(?:in)? ?(?=\d+ ?s)")
_MARKED_SECONDS = re.compile(r"(?<=:\d\d) ?s\b")
_DASHES = re.compile(r"(?<=\d[_ ])(\d\d)-(\d\d)-(\d\d)(?!\d)")
_ZONE_TWICE = re.compile(r"([+-]\d{4}) [+-]\d\d(?:\d\d)?\b")


def readings(text: str, offset: float) -> Iterator[float]:
    """Yield every POSIX timestamp that a text may mean.

    It reads seconds, milliseconds, microseconds and so on since the epoch; ISO 8601 and RFC 3339;
    the day before the month, as in France, or after it; and English, French or Spanish names
    of days and months. A time without a zone is read both as the machine's local time and as UTC.

    :param text: a reply, which may have words around the time.
    :param offset: how many seconds the machine's local time is ahead of UTC.
    """
    text = text[:_LONGEST]
    for digits in _NUMBER.findall(text):
        number = float(digits.replace(",", "."))
        yield next(number / unit for unit in _UNITS if number / unit < _LATEST)
    # "mar" is a month in English and Tuesday in French: read each language separately.
    for language, day_first in product(_LANGUAGES, (True, False)):
        with contextlib.suppress(ParserError, OverflowError, ValueError):
            parsed = parse(
                _without_small_words(text),
                parserinfo=language(dayfirst=day_first),
                fuzzy=True,
                default=_UNTOLD,
            )
            if parsed.year == _UNTOLD.year:
                continue
            if parsed.tzinfo is not None:
                yield parsed.timestamp()
            else:
                for zone in (timezone(timedelta(seconds=offset)), UTC):
                    yield parsed.replace(tzinfo=zone).timestamp()


def _without_small_words(text: str) -> str:
    """Remove what dateutil would read as an hour, a zone or a name."""
    text = _NO_PART_OF_IT.sub(" ", text.lower())
    text = _MARKED_SECONDS.sub("", _HOURS.sub(":", text))
    text = _DASHES.sub(r"\1:\2:\3", text).replace("_", " ")
    return _ZONE_TWICE.sub(r"\1", text)
