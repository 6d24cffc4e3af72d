"""The table of a class as one self-contained HTML page."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import groupby

from jinja2 import Template

from trio_sockets.check.classroom.table import labels
from trio_sockets.check.classroom.table.asking import class_questions
from trio_sockets.check.classroom.table.overview import CheckTally, points, spreads, tallies
from trio_sockets.check.classroom.table.rows import ProgramRow, columns
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels as report_labels
from trio_sockets.check.reports.labels import SYMBOLS, VERDICTS
from trio_sockets.trace.views.page_templates import templates_in
from trio_sockets.trace.views.svg import style
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words

_PACKAGE = "trio_sockets.check.classroom.table"


def page_of(
    rows: Sequence[ProgramRow],
    *,
    title: str,
    facts: Sequence[tuple[Words, str]],
    language: str,
    translate: Translate,
) -> str:
    """Return the text of the page.

    :param title: the name of the class.
    :param facts: other facts of the run: names and values.
    :param language: the code of the page's language.
    """
    numbered = list(enumerate(rows, 1))
    told = tallies(rows)
    script = _script()

    def told_as_known(known: Iterable[str]) -> str:
        mistakes = "; ".join(known)
        return report_labels.labelled(report_labels.KNOWN, mistakes).read(translate)

    return _template().render(
        known=told_as_known,
        language=language,
        title=visible(title),
        facts=[(name.read(translate), visible(value)) for name, value in facts],
        rows=numbered,
        again=points(told),
        spreads=spreads(rows),
        not_graded=sum(row.percent is None for row in rows),
        tallies={subject: list(each) for subject, each in groupby(told, _subject)},
        labelled=lambda label, value: report_labels.labelled(label, str(value)).read(translate),
        questions=[each.asked.read(translate) for each in class_questions(rows)],
        tables=[
            (subject, columns(row for _, row in members), members)
            for subject, members in _by_subject(numbered).items()
        ],
        verdicts=[(v, SYMBOLS[v], VERDICTS[v].read(translate)) for v in Verdict],
        words={
            name.lower(): value.read(translate)
            for name, value in {**vars(report_labels), **vars(labels)}.items()
            if isinstance(value, Words)
        },
        picture_style=_picture_style(rows),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _subject(tally: CheckTally) -> str:
    return tally.subject


def _by_subject(rows: Iterable[tuple[int, ProgramRow]]) -> dict[str, list[tuple[int, ProgramRow]]]:
    subjects: dict[str, list[tuple[int, ProgramRow]]] = {}
    for number, row in rows:
        if row.report is not None:
            subjects.setdefault(row.subject, []).append((number, row))
    return subjects


def _picture_style(rows: Iterable[ProgramRow]) -> str:
    drawn = any(shown.calls and shown.calls.svg for row in rows for shown in row.explained)
    return style() if drawn else ""


def _script() -> str:
    return (resources.files(_PACKAGE) / "templates/sort.js").read_text("utf-8")


@cache
def _template() -> Template:
    environment = templates_in(_PACKAGE)
    environment.filters["visible"] = visible
    return environment.get_template("class.html")
