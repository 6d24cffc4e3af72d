"""The report as Gradescope's ``results.json``.

The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

import json

from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.check.reports.terminal import text_of
from trio_sockets.words import Translate


def to_gradescope(report: Report, translate: Translate) -> str:
    """Return the text of the file, with the points of each check and the reason."""
    summary = summarize(report, translate)
    score = report.score
    results = {
        "score": score.earned,
        "execution_time": round(sum(result.seconds for result in report.results)),
        "output": "\n".join(
            [
                labels.labelled(report.subject, report.where).read(translate),
                *summary.questions,
                *summary.notices,
                labels.labelled(labels.SCORE, summary.score).read(translate),
                labels.labelled(labels.COVERAGE, summary.coverage).read(translate),
                *summary.next,
            ]
        ),
        "extra_data": {
            "earned": score.earned,
            "possible": score.possible,
            "looked_at": score.looked_at,
            "total": score.total,
            "unclear": [result.check.id for result in report.unclear],
        },
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "visible",
        "tests": [_test(report, result, translate) for result in report.results],
    }
    return json.dumps(results, ensure_ascii=False, indent=1)


def _test(report: Report, result: Result, translate: Translate) -> dict[str, object]:
    explained = explain(report, result, translate)
    points, good = report.points(result), report.is_good(result)
    # A test without score and status is shown as neither passed nor failed.
    judged = {
        "score": points if good else 0.0,
        "max_score": points,
        "status": "passed" if good else "failed",
    }
    return {
        "number": explained.id,
        "name": explained.title,
        **(judged if result.verdict.good or result.verdict.bad else {}),
        "output": (
            text_of(explained, translate)
            if explained.what or explained.known
            else explained.verdict
        ),
        "visibility": "visible",
    }
