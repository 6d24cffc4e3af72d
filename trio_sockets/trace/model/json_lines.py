"""Events as lines of JSON, and back. ``docs/trace.md`` describes them.

Bytes are base64 (RFC 4648). A field that a line lacks has the event's default.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, get_args

from trio_sockets.trace.model.calls import Column
from trio_sockets.trace.model.events import Event, Means, Where
from trio_sockets.trace.model.picture import Line

_NAMES = {kind.__name__.lower(): kind for kind in get_args(Event)}

_TYPES: dict[str, type] = {
    **dict.fromkeys(("at",), float),
    **dict.fromkeys(("call", "socket", "size", "made", "code", "line"), int),
    **dict.fromkeys(("listening", "seen", "collected"), bool),
}
"""The types of the fields that are not text."""

_WORDS = {"means": get_args(Means), "how": ("half", "close", "abort", "reset")}
"""The allowed values of the fields that have few."""

LONGEST = 64 * 1024
"""The most characters of a line."""


def to_json(event: Event) -> str:
    """Return an event as one line, without the newline."""
    line: dict[str, object] = {"event": type(event).__name__.lower()}
    for each in fields(event):
        value = getattr(event, each.name)
        if each.default is not MISSING and value == each.default:
            continue
        match value:
            case bytes():
                value = base64.b64encode(value).decode()
            case Where(file, number, source):
                value = {"file": file, "line": number, "source": source}
            case float():
                value = round(value, 6)
        line[each.name] = value
    return json.dumps(line)


def arrow_to_json(line: Line, columns: Sequence[Column]) -> str:
    """Return an arrow as one line. Each end is a program and its call, or null.

    Arrows follow from the events, so `from_json` ignores them.
    """
    arrow = line.arrow
    written: dict[str, object] = {"arrow": arrow.kind.value}
    for name, moment, (_, column) in (
        ("from", arrow.source, line.source),
        ("to", arrow.target, line.target),
    ):
        written[name] = [columns[column].program, moment.call[1] if moment.call else None]
    if arrow.end > arrow.begin:
        written |= {"begin": arrow.begin, "end": arrow.end, "fate": arrow.fate.value}
    if arrow.inferred:
        written["inferred"] = True
    return json.dumps(written)


def from_json(line: str) -> Event | None:
    """Read an event from a line; None if the line is empty or an arrow.

    :raises ValueError: the line is invalid; the message is one line.
    """
    if len(line) > LONGEST:
        raise ValueError(f"a line of a recording has at most {LONGEST} characters")
    if not line.strip():
        return None
    try:
        read = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError("a line of a recording is an object of JSON") from None
    if not isinstance(read, dict):
        raise ValueError("a line of a recording is an object of JSON")  # noqa: TRY004 - the value is wrong, not the type of an argument
    if "arrow" in read:
        return None
    kind = _NAMES.get(str(read.get("event")))
    if kind is None:
        raise ValueError(f"no event of a recording is called {str(read.get('event'))[:40]!r}")
    values = {each.name: _value(each, read) for each in fields(kind) if each.name in read}
    lacking = [
        each.name for each in fields(kind) if each.default is MISSING and each.name not in values
    ]
    if lacking:
        raise ValueError(f"an event of a recording lacks {lacking[0]}")
    event: Event = kind(**values)
    return event


def _value(each: "Field[Any]", read: dict[str, Any]) -> object:
    name, value = each.name, read[each.name]
    if value is None and each.default is None:
        return None
    if name == "data":
        return base64.b64decode(_typed(name, value, str), validate=True)
    if name == "where":
        where = _typed(name, value, dict)
        return Where(
            _typed("file", where.get("file"), str),
            _typed("line", where.get("line"), int),
            _typed("source", where.get("source", ""), str),
        )
    if name in _WORDS and value not in _WORDS[name]:
        raise ValueError(f"{name} of an event is one of {', '.join(_WORDS[name])}")
    wanted = _TYPES.get(name, str)
    return _typed(name, float(value) if wanted is float and type(value) is int else value, wanted)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _typed(name: str, value: Any, wanted: type) -> Any:
    if type(value) is not wanted:
        raise ValueError(f"{name} of an event is not of type {wanted.__name__}")
    return value
