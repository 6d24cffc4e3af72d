"""What ``trio-sockets scores`` prints: a table for a person, JSON or CSV for a program."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, final

from rich.table import Table
from rich.text import Text

from trio_sockets import spreadsheet
from trio_sockets.consoles import console_for_person
from trio_sockets.figures import DecimalFigure
from trio_sockets.scores.ranking import Standing, points
from trio_sockets.scores.record import Record
from trio_sockets.scores.rows import written_time
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, in_english, say

if TYPE_CHECKING:
    from rich.console import JustifyMethod

Format: TypeAlias = Literal["table", "json", "csv"]

Cell: TypeAlias = str | int | float | bool | datetime | None

_WORDS = (str, bool, datetime)
"""The types of cells that are aligned left; numbers are aligned right."""

_DELETE = "\x7f"
"""The one control character that JSON in ASCII does not escape."""


_HEADINGS = {
    words.english: words
    for words in (
        say("rank"),
        say("player"),
        say("efficiency"),
        say("games"),
        say("won"),
        say("used"),
        say("needed"),
        say("seconds"),
        say("service"),
        say("when"),
        say("low"),
        say("high"),
        say("tries"),
        say("points"),
    )
}
"""The names of columns, which JSON and CSV have in English."""


@final
@dataclass(frozen=True, slots=True)
class Rows:
    """The table to show.

    :param columns: their names.
    :param rows: a cell for each column.
    :param none: the sentence shown in place of an empty table.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    none: Words


def standings(ranked: Iterable[Standing]) -> Rows:
    """Return the rows of a ranking."""
    columns = (
        *("rank", "player", "efficiency", "games", "won", "used", "needed", "seconds"),
        "service",
    )
    found = [asdict(standing) for standing in ranked]
    return Rows(
        columns,
        [[_rounded(standing[column]) for column in columns] for standing in found],
        say("no game has been won or lost"),
    )


def games(records: Iterable[Record]) -> Rows:
    """Return the rows of a player's games."""
    columns = (
        *("when", "service", "low", "high", "tries", "used", "needed", "won", "seconds"),
        "points",
    )
    rows = [
        (
            *(one.when, one.service, one.low, one.high, one.tries, one.used),
            *(one.needed, one.won, _rounded(one.seconds), _rounded(points(one))),
        )
        for one in records
    ]
    return Rows(columns, rows, say("this player has won or lost no game"))


def show(what: Rows, as_: Format, translate: Translate) -> None:
    """Print rows to standard output. Names come from the network, so they are made visible.

    :param what: is shown.
    :param as_: for a person, or for a program: JSON has one array, of an object a row.
    """
    match as_:
        case "json":
            found = [dict(zip(what.columns, row, strict=True)) for row in what.rows]
            text = json.dumps(found, default=written_time)
            sys.stdout.write(text.replace(_DELETE, "\\u007f") + "\n")
        case "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(what.columns)
            writer.writerows([[_csv_word(cell) for cell in row] for row in what.rows])
        case "table":
            _show_table(what, translate)


def _show_table(what: Rows, translate: Translate) -> None:
    console = console_for_person()
    if not what.rows:
        console.print(what.none.read(translate))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))  # it should fit in 80 columns
    for name, cell in zip(what.columns, what.rows[0], strict=True):
        justify: JustifyMethod = "left" if isinstance(cell, _WORDS) else "right"
        table.add_column(
            _HEADINGS[name].read(translate),
            justify=justify,
            no_wrap=name != "player",
            overflow="fold",
        )
    for row in what.rows:
        table.add_row(*(Text(_word(cell, translate)) for cell in row))
    console.print(table)


def _word(cell: Cell, translate: Translate = in_english) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return (say("yes") if cell else say("no")).read(translate)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        case float():
            return DecimalFigure(cell, 1).read(translate)
        case _:
            return visible(str(cell))


def _csv_word(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return written_time(cell)
    return spreadsheet.cell(cell) if isinstance(cell, str) else _word(cell)


def _rounded(number: Any) -> Any:
    return round(number, 1) if isinstance(number, float) else number
