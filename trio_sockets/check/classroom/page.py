"""The table of a class as one page of HTML, which needs nothing else: no file, and no network."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from trio_sockets.check.classroom import labels
from trio_sockets.check.classroom.rows import Row, columns
from trio_sockets.check.reports import labels as report_labels
from trio_sockets.check.reports.labels import SYMBOLS, VERDICTS
from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate, Words
from trio_sockets.visible import visible

_PACKAGE = "trio_sockets.check.classroom"


def page_of(
    rows: Sequence[Row],
    *,
    title: str,
    facts: Sequence[tuple[Words, str]],
    language: str,
    translate: Translate,
) -> str:
    """Return the text of the page.

    :param title: the name of the class.
    :param facts: what else to know of the run: names, and what they stand for.
    :param language: of the page, by its code.
    """
    numbered = list(enumerate(rows, 1))
    script = _script()
    return _template().render(
        language=language,
        title=visible(title),
        facts=[(name.read(translate), visible(value)) for name, value in facts],
        rows=numbered,
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
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _by_subject(rows: Iterable[tuple[int, Row]]) -> dict[str, list[tuple[int, Row]]]:
    subjects: dict[str, list[tuple[int, Row]]] = {}
    for number, row in rows:
        if row.subject:
            subjects.setdefault(row.subject, []).append((number, row))
    return subjects


def _script() -> str:
    return (resources.files(_PACKAGE) / "templates/sort.js").read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["visible"] = visible
    return environment.get_template("class.html")
