"""The report as JUnit's XML, which Jenkins, GitLab and most platforms read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.terminal import text_of
from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate


def to_junit(report: Report, translate: Translate) -> str:
    """Return the text of the file: a suite, with a case for each check."""
    kinds = [_kind(report, result) for result in report.results]
    counts = {
        "tests": str(len(kinds)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "skipped": str(kinds.count("skipped")),
        "time": f"{sum(result.seconds for result in report.results):.3f}",
    }
    suites = Element("testsuites", counts)
    suite = SubElement(suites, "testsuite", {"name": report.subject, **counts})
    properties = SubElement(suite, "properties")
    earned, possible = report.score
    for name, value in {
        "where": report.where,
        "dialect": report.dialect,
        "seed": report.seed,
        "strict": str(report.strict).lower(),
        "score": f"{earned:g}/{possible:g}",
    }.items():
        SubElement(properties, "property", {"name": name, "value": str(value)})
    for result in report.results:
        _case(suite, report, result, translate)
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Element, report: Report, result: Result, translate: Translate) -> None:
    explained = explain(report, result, translate)
    case = SubElement(
        suite,
        "testcase",
        {
            "classname": f"{report.subject}.{result.check.id.partition('.')[0]}".replace(" ", "."),
            "name": f"{explained.id} {explained.title}",
            "time": f"{result.seconds:.3f}",
        },
    )
    kind = _kind(report, result)
    if kind == "skipped":
        SubElement(case, kind, {"message": explained.what})
    elif kind:
        node = SubElement(case, kind, {"message": explained.what, "type": result.verdict.value})
        node.text = f"\n{text_of(explained, translate)}\n"
    elif explained.what:  # it is lenient
        SubElement(case, "system-out").text = f"\n{text_of(explained, translate)}\n"


def _kind(report: Report, result: Result) -> str:
    """Return JUnit's name for how a check ended; empty for a pass."""
    match result.verdict:
        case Verdict.SKIPPED:
            return "skipped"
        case Verdict.ERROR:
            return "error"
        case _:
            return "" if report.is_good(result) else "failure"
