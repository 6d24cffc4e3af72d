"""Reads a dialect from its TOML file."""

import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib import resources
from pathlib import Path

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.flow_file import take_flow
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.pattern_file import (
    DialectError,
    DialectTable,
    is_false,
    take_line,
    take_patterns,
)
from trio_sockets.check.dialect.patterns import Pattern
from trio_sockets.check.dialect.unheeded import Unheeded
from trio_sockets.check.sentences.word_lists import WordLists, take_lists, take_reader
from trio_sockets.services import game_parameters
from trio_sockets.small_file import UnreadableError, read_small
from trio_sockets.words import WrongWordError, say

NUMBERS = {
    Kind.GREETING: ("low", "high", "tries"),
    Kind.HIGHER: ("left",),
    Kind.LOWER: ("left",),
    Kind.WIN: ("used", "number"),
    Kind.LOSE: ("used", "number"),
    Kind.ERROR: (),
}
"""By kind of message: the numbers that it may tell."""

_BUILT_IN = resources.files("trio_sockets.check.dialect")


def built_in() -> list[str]:
    """Return the sorted names of the dialects in the package."""
    names = (Path(file.name) for file in _BUILT_IN.iterdir())
    return sorted(name.stem for name in names if name.suffix == ".toml")


def load_dialect(name: str, checks: AbstractSet[str] = frozenset()) -> Dialect:
    """Read a dialect of the package by its name, or one from a file by its path.

    :param checks: the ids that its weights may name, alone or by their group. The dialects of the
        package have no weights.
    :raises DialectError: the dialect does not exist, or it is wrong.
    """
    if name in built_in():
        return parse_dialect(name, _text_of(name))
    path = Path(name)
    try:
        return parse_dialect(path.stem, read_small(path), checks, where=name)
    except UnreadableError as error:
        raise DialectError(
            say(
                "no dialect {name}: {reason}; give a file, or one of {known}",
                name=repr(name),
                reason=error,
                known=", ".join(built_in()),
            )
        ) from error


def _text_of(name: str) -> str:
    return (_BUILT_IN / f"{name}.toml").read_text(encoding="utf-8")


@cache
def _word_lists_of(name: str) -> WordLists | None:
    """Return the word lists of a dialect of the package; None if it does not read sentences."""
    if name not in built_in():
        return None
    lists = take_lists(DialectTable.parse(name, _text_of(name)).table("sentences"))
    return lists if lists.phrases else None


def parse_dialect(
    name: str, toml: str, checks: AbstractSet[str] = frozenset(), *, where: str | None = None
) -> Dialect:
    """Parse the text of a dialect's file.

    :param checks: the ids that its weights may name.
    :param where: the file's name for error messages; by default the dialect's name.
    :raises DialectError: the text is wrong.
    """
    return _dialect(name, DialectTable.parse(where or name, toml), checks)


def _dialect(name: str, top: DialectTable, checks: AbstractSet[str]) -> Dialect:
    wire, echo, text, game = (top.table(key) for key in ("wire", "echo", "text", "game"))
    patterns = {kind: take_patterns(game, kind.value, fields) for kind, fields in NUMBERS.items()}
    dialect = Dialect(
        name=name,
        about=top.take("about", str, ""),
        sends=_framing(wire, "sends"),
        replies=_framing(wire, "replies"),
        upper=_command(text, "upper", "UPPER {text}"),
        lower=_command(text, "lower", "LOWER {text}"),
        datenow=_datenow(text),
        replied={
            "upper": take_line(text, "upper-reply", "{text}", "{text}"),
            "lower": take_line(text, "lower-reply", "{text}", "{text}"),
            "datenow": take_line(text, "datenow-reply", "{time}", "{time}"),
            "echo": take_line(echo, "reply", "{text}", "{text}"),
        },
        text_error=take_patterns(text, "error", ()),
        guess=take_line(game, "guess", "{guess}", "{guess}"),
        game={kind: alternatives for kind, alternatives in patterns.items() if alternatives},
        sentences=take_reader(top.table("sentences"), _word_lists_of),
        sheet=_sheet(game),
        bad_guess_costs=game.take("bad-guess-costs-a-try", bool, False),  # noqa: FBT003 - a default
        strict=top.take("strict", bool, False),  # noqa: FBT003 - likewise
        flows={
            "echo": take_flow(echo, greeting=True),
            "text": take_flow(text, greeting=True),
            "game": take_flow(game, greeting=False),
        },
        weights=_weights(top.table("weights"), checks),
    )
    if not (dialect.upper or dialect.lower or dialect.datenow):
        raise text.wrong("upper", say("must be a command, if lower and datenow are false"))
    if dialect.game:  # a class without a game may leave the table out
        _look_for_gaps(dialect, game)
    for table in (wire, echo, text, game, top):
        table.finish()
    _look_for_doubles(dialect, game)
    _look_for_losses(dialect, {"echo": echo, "text": text, "game": game})
    return dialect


def _look_for_gaps(dialect: Dialect, game: DialectTable) -> None:
    """Raise an error if a part is missing without which the game cannot be played."""
    for pattern in dialect.game.get(Kind.GREETING, ()):
        known = pattern.fields | dialect.sheet.keys()
        if "high" not in known:
            raise game.wrong("greeting", say("must tell high, unless parameters do"))
        if ("tries" in known) != dialect.limits_tries:
            raise game.wrong(
                "greeting", say("tells tries in one of its templates, but not in another")
            )
    needed = {Kind.HIGHER, Kind.LOWER, Kind.WIN}
    if "high" not in dialect.sheet:
        needed.add(Kind.GREETING)
    if dialect.limits_tries:
        needed.add(Kind.LOSE)
    for kind in NUMBERS:
        if kind in needed and kind not in dialect.game:
            why = {
                Kind.GREETING: say("is missing: it tells high and tries, unless parameters do"),
                Kind.LOSE: say("is missing, as the tries are limited"),
            }
            raise game.wrong(kind.value, why.get(kind, say("is missing")))


def _look_for_doubles(dialect: Dialect, game: DialectTable) -> None:
    """Raise an error if the dialect would read a message of one kind as another kind."""
    for kind, patterns in dialect.game.items():
        for example in (example for pattern in patterns for example in pattern.examples()):
            if kind is Kind.GREETING:
                if dialect.greeting(example.encode()) is None:
                    raise game.wrong(
                        kind.value, say("tells no parameters in {example}", example=repr(example))
                    )
            elif (heard := dialect.understand(example.encode()).kind) is not kind:
                raise game.wrong(
                    kind.value,
                    say(
                        "cannot be told from {kind}: {example}",
                        kind=heard.value,
                        example=repr(example),
                    ),
                )


def _look_for_losses(dialect: Dialect, tables: Mapping[str, DialectTable]) -> None:
    """Raise an error if the dialect would ignore a message, or a part of it."""
    messages: dict[str, list[tuple[str, str]]] = {
        "echo": [("reply", dialect.replying("echo", "hello"))],
        "text": [
            ("upper-reply", dialect.replying("upper", "HELLO")),
            ("lower-reply", dialect.replying("lower", "hello")),
            ("datenow-reply", dialect.replying("datenow", "2026-01-31T09:15:30+01:00")),
            *(("error", each) for each in _examples(dialect.text_error)),
        ],
        "game": [
            (kind.value, each)
            for kind, patterns in dialect.game.items()
            for each in _examples(patterns)
        ],
    }
    for service, table in tables.items():
        flow = dialect.flows[service]
        greetings = [("greeting", each) for each in _examples(flow.greeting)]
        unheeded = Unheeded(flow.unheeded)
        for key, message in [*greetings, *messages[service]]:
            lines = [line.encode() for line in message.split("\n")]
            if any(unheeded.heeded(line) != line for line in lines):
                raise table.wrong(
                    key,
                    say(
                        "would not be read whole: {message} holds ignored text or a prompt",
                        message=repr(message),
                    ),
                )


def _examples(patterns: Iterable[Pattern]) -> list[str]:
    return [example for pattern in patterns for example in pattern.examples()]


def _sheet(game: DialectTable) -> dict[str, int]:
    """Return the parameters that the class agreed on."""
    table = game.table("parameters")
    sheet = {key: table.take(key, int, 0) for key in NUMBERS[Kind.GREETING] if key in table.entries}
    table.finish()
    if sheet:
        try:
            game_parameters(sheet.get("low", 1), sheet.get("high", 10**6), sheet.get("tries", 1))
        except WrongWordError as error:
            raise game.wrong("parameters", say("allow no game: {reason}", reason=error)) from error
    return sheet


def _framing(table: DialectTable, key: str) -> Framing:
    word = table.take(key, str, Framing.LINE.value)
    try:
        return Framing(word)
    except ValueError:
        raise table.wrong(
            key, say('must be "line", "nothing" or "length": what terminates a message')
        ) from None


def _command(table: DialectTable, key: str, default: str) -> str:
    """Return a command; empty if its entry is false, as the service lacks it."""
    return "" if is_false(table, key) else take_line(table, key, default, "{text}")


def _datenow(table: DialectTable) -> str:
    return "" if is_false(table, "datenow") else take_line(table, "datenow", "DATENOW")


def _weights(table: DialectTable, checks: AbstractSet[str]) -> dict[str, float]:
    """Read the points by check or by group, such as ``game``; those of a check take precedence."""
    group_of = {id_: id_.partition(".")[0] for id_ in checks}
    given: dict[str, float] = {}
    for key, points in table.entries.items():
        if isinstance(points, dict) or key not in {*group_of, *group_of.values()}:
            raise table.wrong(
                key,
                say(
                    "is neither a check nor a group of checks; write a whole id in quotes, such "
                    'as "game.06", or a group, such as game'
                ),
            )
        if (
            isinstance(points, bool)
            or not isinstance(points, int | float)
            or not 0 <= points <= sys.float_info.max
        ):
            raise table.wrong(key, say("must be a number of points, 0 or more"))
        given[key] = float(points)
    of_groups = {id_: given[group] for id_, group in group_of.items() if group in given}
    return of_groups | {id_: points for id_, points in given.items() if id_ in checks}
