"""Reading a dialect from its TOML file."""

import sys
from importlib import resources
from pathlib import Path

from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.patterns import FreeText, Pattern, Template
from trio_sockets.check.small_file import UnreadableError, read_small
from trio_sockets.check.table import Table

NUMBERS = {
    Kind.GREETING: ("low", "high", "tries"),
    Kind.HIGHER: ("left",),
    Kind.LOWER: ("left",),
    Kind.WIN: ("used", "number"),
    Kind.LOSE: ("used", "number"),
    Kind.ERROR: (),
}
"""Which numbers each kind of message may tell."""

_BUILT_IN = resources.files("trio_sockets.check") / "dialects"


class DialectError(ValueError):
    """A dialect is wrong; the message is one line that says where, and what to write."""


def built_in() -> list[str]:
    """Return the names of the dialects that come with the package, in order."""
    names = (Path(file.name) for file in _BUILT_IN.iterdir())
    return sorted(name.stem for name in names if name.suffix == ".toml")


def load_dialect(name: str) -> Dialect:
    """Read a dialect that comes with the package, by its name, or one of a file, by its path.

    :raises DialectError: there is no such dialect, or it is wrong.
    """
    if name in built_in():
        return parse_dialect(name, (_BUILT_IN / f"{name}.toml").read_text(encoding="utf-8"))
    path = Path(name)
    try:
        return parse_dialect(path.stem, read_small(path))
    except UnreadableError as error:
        raise DialectError(
            f"no dialect {name!r}: {error}; give a file, or one of {', '.join(built_in())}"
        ) from error


def parse_dialect(name: str, toml: str) -> Dialect:
    """Read a dialect from its text.

    :raises DialectError: it is wrong.
    """
    return _dialect(name, _Table.parse(name, toml))


class _Table(Table):
    error = DialectError


def _dialect(name: str, top: _Table) -> Dialect:
    wire, text, game = top.table("wire"), top.table("text"), top.table("game")
    patterns = {kind: _patterns(game, kind.value, numbers) for kind, numbers in NUMBERS.items()}
    dialect = Dialect(
        name=name,
        about=top.take("about", str, ""),
        sends_lines=_in_lines(wire, "sends"),
        replies_in_lines=_in_lines(wire, "replies"),
        upper=_command(text, "upper", "UPPER {text}", "{text}"),
        lower=_command(text, "lower", "LOWER {text}", "{text}"),
        datenow=_command(text, "datenow", "DATENOW"),
        text_error=_patterns(text, "error", ()),
        guess=_command(game, "guess", "{guess}", "{guess}"),
        game={kind: alternatives for kind, alternatives in patterns.items() if alternatives},
        bad_guess_costs=game.take("bad-guess-costs-a-try", bool, False),  # noqa: FBT003 - a default
        weights=_weights(top.table("weights")),
    )
    missing = [kind for kind in NUMBERS if kind not in dialect.game and kind is not Kind.ERROR]
    if missing and dialect.game:  # a class that plays no game needs to say nothing of it
        raise game.wrong(missing[0].value, "is missing")
    for table in (wire, text, game, top):
        table.finish()
    _look_for_doubles(dialect, game)
    return dialect


def _look_for_doubles(dialect: Dialect, game: _Table) -> None:
    """Complain of a message that is understood as another one than it was written as."""
    for kind, patterns in dialect.game.items():
        for example in (example for pattern in patterns for example in pattern.examples()):
            if kind is Kind.GREETING:
                if dialect.greeting(example.encode()) is None:
                    raise game.wrong(kind.value, f"tells no parameters in {example!r}")
            elif (heard := dialect.understand(example.encode()).kind) is not kind:
                raise game.wrong(kind.value, f"cannot be told from {heard.value}: {example!r}")


def _in_lines(table: _Table, key: str) -> bool:
    ending = table.take(key, str, "line")
    if ending not in {"line", "nothing"}:
        raise table.wrong(key, 'must be "line" or "nothing": what ends a message')
    return ending == "line"


def _command(table: _Table, key: str, default: str, *fields: str) -> str:
    text = table.take(key, str, default)
    for field in fields:
        if text.count(field) != 1:
            raise table.wrong(key, f"must hold {field} once")
    if not text or "\n" in text:
        raise table.wrong(key, "must be one line")
    return text


def _patterns(table: _Table, key: str, numbers: tuple[str, ...]) -> tuple[Pattern, ...]:
    given = table.take(key, object, [])
    alternatives = given if isinstance(given, list) else [given]
    patterns = tuple(_pattern(table, key, alternative) for alternative in alternatives)
    for pattern in patterns:
        for field in sorted(pattern.fields - {*numbers}):
            known = ", ".join(numbers) or "none"
            raise table.wrong(key, f"has no number called {field}; there may be: {known}")
        if key == Kind.GREETING and not {"high", "tries"} <= pattern.fields:
            raise table.wrong(key, "must tell high and tries; without low, it is 1")
    return patterns


def _pattern(table: _Table, key: str, given: object) -> Pattern:
    if isinstance(given, str) and given.strip():
        template = Template(given)
        if any(given.count(f"{{{field}}}") > 1 for field in template.fields):
            raise table.wrong(key, "has a field twice")
        return template
    if not isinstance(given, dict):
        raise table.wrong(key, "must be a template, a table of words, or a list of these")
    inner = _Table(f"{table.where}: {key}", given)
    words, numbers, but = (inner.take(name, list, []) for name in ("words", "numbers", "but"))
    inner.finish()
    if not (words or numbers) or not all(
        isinstance(word, str) and word for word in words + numbers + but
    ):
        raise table.wrong(key, "needs words, or numbers: lists of strings, as but is")
    return FreeText(tuple(words), tuple(numbers), tuple(but))


def _weights(table: _Table) -> dict[str, float]:
    weights: dict[str, float] = {}
    known = check_ids() if table.entries else frozenset()
    for key, points in table.entries.items():
        if key not in known:
            raise table.wrong(key, 'is no check; write a whole id in quotes, such as "game.06"')
        if (
            isinstance(points, bool)
            or not isinstance(points, int | float)
            or not 0 <= points <= sys.float_info.max
        ):
            raise table.wrong(key, "must be a number of points, 0 or more")
        weights[key] = float(points)
    return weights
