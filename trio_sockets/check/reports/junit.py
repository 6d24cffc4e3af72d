"""The report as JUnit's XML, which Jenkins, GitLab and most platforms read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.terminal import text_of
from trio_sockets.words import Translate


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
    score = report.score
    for name, value in {
        "where": report.where,
        "dialect": report.dialect,
        "seed": report.seed,
        "strict": str(report.strict).lower(),
        "score": f"{score.earned:g}/{score.possible:g}",
        "looked-at": f"{score.looked_at:g}/{score.total:g}",
        "unclear": str(len(report.unclear)),
    }.items():
        SubElement(properties, "property", {"name": name, "value": str(value)})
    for result in report.results:
        _case(suite, report, result, translate)
    if report.notices:
        notices = "\n".join(words.read(translate) for words in report.notices)
        SubElement(suite, "system-out").text = f"\n{notices}\n"
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
        SubElement(
            case,
            kind,
            {"message": labels.labelled(explained.verdict, explained.what).read(translate)},
        )
        if result.verdict is Verdict.UNCLEAR:
            SubElement(case, "system-out").text = f"\n{text_of(explained, translate)}\n"
    elif kind:
        node = SubElement(case, kind, {"message": explained.what, "type": result.verdict.value})
        node.text = f"\n{text_of(explained, translate)}\n"
    elif explained.what or explained.known:  # it is lenient, or passed in spite of a mistake
        SubElement(case, "system-out").text = f"\n{text_of(explained, translate)}\n"


def _kind(report: Report, result: Result) -> str:
    """Return JUnit's element for a verdict; empty for a pass."""
    match result.verdict:
        case Verdict.SKIPPED | Verdict.UNCLEAR:
            return "skipped"  # JUnit's only element for neither passed nor failed
        case Verdict.ERROR:
            return "error"
        case _:
            return "" if report.is_good(result) else "failure"
