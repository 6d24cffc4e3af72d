"""The table of a class as CSV, for a spreadsheet or a gradebook."""

import csv
import io
from collections.abc import Sequence

from trio_sockets.check.classroom.table.rows import ProgramRow, columns
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.spreadsheet import cell

_ENCODING = "utf-8-sig"  # without the byte order mark, a spreadsheet assumes another encoding


def csv_of(rows: Sequence[ProgramRow]) -> bytes:
    """Return the table: one line a program, with a column for the verdict of each check."""
    checks = columns(rows)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(
        [
            *("name", "program", "percent", "points", "of", "looked at", "in all", *Verdict),
            *(
                "first",
                "what",
                "printed",
                "known mistakes",
                "unclear replies",
                "remarks",
                "seconds",
            ),
            *(check.id for check in checks),
        ]
    )
    for row in rows:
        writer.writerow([*_summary(row), *_verdicts(row, [check.id for check in checks])])
    return file.getvalue().encode(_ENCODING)


def _summary(row: ProgramRow) -> list[object]:
    score = row.score
    fault = row.first_fault
    graded = row.percent is not None
    return [
        cell(row.name),
        row.subject,
        f"{row.percent:.1f}" if graded else "",
        f"{score.earned:g}" if graded else "",
        f"{score.possible:g}" if graded else "",
        f"{score.looked_at:g}" if graded else "",
        f"{score.total:g}" if graded else "",
        *(row.counts[verdict] if graded else "" for verdict in Verdict),
        fault.id if fault else "",
        cell(" — ".join(filter(None, (fault.title, fault.what))) if fault else row.problem),
        cell(row.why),
        cell("; ".join(row.known)),
        cell("; ".join(question.said for question in row.questions)),
        cell("; ".join(row.remarks)),
        f"{row.seconds:.1f}",
    ]


def _verdicts(row: ProgramRow, ids: Sequence[str]) -> list[str]:
    results = row.report.results if row.report is not None else ()
    verdicts = {result.check.id: str(result.verdict) for result in results}
    return [verdicts.get(id_, "") for id_ in ids]
