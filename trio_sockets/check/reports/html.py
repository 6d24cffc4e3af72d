"""The report as one page of HTML, which needs nothing else: no file, no network, no script."""

from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from trio_sockets.check.report import Report
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.check.words import Translate, Words


def to_html(report: Report, language: str, translate: Translate) -> str:
    """Return the text of the page.

    :param language: of the page, by its code.
    """
    checks = [explain(report, result, translate) for result in report.results]
    return _template().render(
        language=language,
        report=report,
        summary=summarize(report, translate),
        stages=[
            (stage, list(members))
            for stage, members in groupby(checks, lambda check: labels.stage(check.id, translate))
        ],
        words={
            name.lower(): value.read(translate)
            for name, value in vars(labels).items()
            if isinstance(value, Words)
        },
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("trio_sockets.check.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html")
