"""The report as one self-contained HTML page, without other files, network or scripts."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Template

from trio_sockets.check.model.report import Report
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import Explained, explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.trace.views.page_templates import templates_in
from trio_sockets.trace.views.svg import style
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words


def to_html(report: Report, language: str, translate: Translate) -> str:
    """Return the text of the page.

    :param language: the code of the page's language.
    """
    checks = [explain(report, result, translate) for result in report.results]
    summary = summarize(report, translate)
    return _template().render(
        language=language,
        report=report,
        picture_style=style() if any(check.calls and check.calls.svg for check in checks) else "",
        summary=summary,
        coverage=labels.labelled(labels.COVERAGE, summary.coverage).read(translate),
        name=visible(report.name),
        first=_first(checks),
        stages=_by_stage(checks, translate),
        words={
            name.lower(): value.read(translate)
            for name, value in vars(labels).items()
            if isinstance(value, Words)
        },
    )


def _first(checks: Sequence[Explained]) -> Explained | None:
    """Return what to mend first: the first check that failed, or else the first unclear one."""
    bad = [check for check in checks if check.bad]
    return next((check for check in bad if check.kind is not Verdict.UNCLEAR), (*bad, None)[0])


def _by_stage(
    checks: Sequence[Explained], translate: Translate
) -> list[tuple[str, list[Explained]]]:
    """Return each stage once, with all its checks, although the checks of a run may go back."""
    stages: dict[str, list[Explained]] = {}
    for check in checks:
        stages.setdefault(labels.stage(check.id, translate), []).append(check)
    return list(stages.items())


@cache
def _template() -> Template:
    return templates_in("trio_sockets.check.reports").get_template("report.html")
