"""The table of a class as CSV, for a spreadsheet or a gradebook."""

import csv
import io
from collections.abc import Sequence

from trio_sockets.check.classroom.rows import Row, columns
from trio_sockets.check.verdict import Verdict
from trio_sockets.visible import visible

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the begin of a formula, which may start programs."""

_ENCODING = "utf-8-sig"  # without its mark, a spreadsheet takes another one


def csv_of(rows: Sequence[Row]) -> bytes:
    """Return the table: a line a program, and a column for each check with its verdict."""
    checks = columns(rows)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(
        [
            *("name", "program", "percent", "points", "of", *Verdict),
            *("first", "what", "remarks", "seconds"),
            *(check.id for check in checks),
        ]
    )
    for row in rows:
        writer.writerow([*_summary(row), *_verdicts(row, [check.id for check in checks])])
    return file.getvalue().encode(_ENCODING)


def _summary(row: Row) -> list[object]:
    earned, there = row.score
    fault = row.first_fault
    graded = row.percent is not None
    return [
        _text(row.name),
        row.subject,
        f"{row.percent:.1f}" if graded else "",
        f"{earned:g}" if graded else "",
        f"{there:g}" if graded else "",
        *(row.counts[verdict] if graded else "" for verdict in Verdict),
        fault.id if fault else "",
        _text(f"{fault.title} — {fault.what}" if fault else row.problem),
        _text("; ".join(row.remarks)),
        f"{row.seconds:.1f}",
    ]


def _verdicts(row: Row, ids: Sequence[str]) -> list[str]:
    results = row.report.results if row.report is not None else ()
    verdicts = {result.check.id: str(result.verdict) for result in results}
    return [verdicts.get(id_, "") for id_ in ids]


def _text(text: str) -> str:
    """Return a text that a cell shows as it is."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
