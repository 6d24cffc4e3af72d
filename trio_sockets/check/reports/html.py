"""The report as one self-contained HTML page, without other files, network or scripts."""

from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from trio_sockets.check.model.report import Report
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.trace.views.svg import style
from trio_sockets.words import Translate, Words


def to_html(report: Report, language: str, translate: Translate) -> str:
    """Return the text of the page.

    :param language: the code of the page's language.
    """
    checks = [explain(report, result, translate) for result in report.results]
    return _template().render(
        language=language,
        report=report,
        picture_style=style() if any(check.calls and check.calls.svg for check in checks) else "",
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
