"""Reading a date and a time as any program may write them."""

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
"""Seconds; no timestamp in them is above it, and one in milliseconds always is."""

_LONGEST = 200
"""Characters to read: the time stands among the first, or it would take all day to look for it."""

_UNTOLD = datetime(1, 1, 1)  # noqa: DTZ001 - a zone is to be found out, too
"""What a text does not tell of a time; without a year, it tells none."""


def _with(names: Iterable[tuple[str, ...]], others: str) -> list[Any]:
    """Add another name to each, or several between commas."""
    return [(*these, *those.split(",")) for these, those in zip(names, others.split(), strict=True)]


class _French(parserinfo):
    """French names of days and months, with the English ones where they are no others."""

    WEEKDAYS = _with(
        parserinfo.WEEKDAYS,
        "lundi,lun mardi,mar mercredi,mer jeudi,jeu vendredi,ven samedi,sam dimanche,dim",
    )
    MONTHS = _with(
        parserinfo.MONTHS,
        "janvier,janv février,fevrier,févr,fév mars avril,avr mai juin juillet,juil août,aout "
        "septembre octobre novembre décembre,decembre,déc",
    )


def readings(text: str, offset: float) -> Iterator[float]:
    """Give every POSIX timestamp that a text may mean.

    Seconds, milliseconds and the like since the epoch; ISO 8601 and RFC 3339; day before month as
    in France, or after it; names of days and months in English or French. A time without a zone may
    be that of the machine, or UTC.

    :param text: a reply; there may be words around the time.
    :param offset: seconds by which the machine's own time is ahead of UTC.
    """
    text = text[:_LONGEST]
    for digits in _NUMBER.findall(text):
        number = float(digits.replace(",", "."))
        yield next(number / unit for unit in _UNITS if number / unit < _LATEST)
    # In English "mar" is a month, and in French a Tuesday: each language for itself.
    for language, day_first in product((parserinfo, _French), (True, False)):
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
    """Leave out what dateutil would take for an hour, a zone or a name."""
    return re.sub(r"\b(?:à|a|le|et|il est|nous sommes)\b|(?<=\d)h(?=\d)", _apart, text.lower())


def _apart(found: re.Match[str]) -> str:
    return ":" if found[0] == "h" else " "
