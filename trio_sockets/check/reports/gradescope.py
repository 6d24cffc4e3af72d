"""The report as Gradescope's ``results.json``.

The format is that of https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

import json

from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.summary import summarize
from trio_sockets.check.reports.terminal import text_of
from trio_sockets.check.words import Translate


def to_gradescope(report: Report, translate: Translate) -> str:
    """Return the text of the file: the points of each check, and why."""
    summary = summarize(report, translate)
    earned, _ = report.score
    results = {
        "score": earned,
        "execution_time": round(sum(result.seconds for result in report.results)),
        "output": "\n".join([f"{report.subject}: {report.where}", summary.score, *summary.next]),
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
    return {
        "number": explained.id,
        "name": explained.title,
        "score": points if good else 0.0,
        "max_score": points,
        "status": "passed" if good else "failed",
        "output": text_of(explained, translate) if explained.what else explained.verdict,
        "visibility": "visible",
    }
