"""Rows of a class that nobody was graded for, for what writes them down."""

from typing import Any

from trio_sockets.check.case import Check
from trio_sockets.check.classroom.rows import Row
from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import in_english, say


async def _script(_lab: object) -> None:
    raise AssertionError


def result(id_: str, verdict: Verdict = Verdict.PASS, said: object = "") -> Result:
    """Return a result, with what a program is supposed to have said."""
    check: Check[Any] = Check(
        id=id_,
        title=say("the title of {id}", id=id_),
        teaches=say("something"),
        section=say("somewhere"),
        script=_script,
        judge=lambda _transcript: PASSED,
    )
    words = None if verdict is Verdict.PASS else say("it said {said}", said=said)
    return Result(check=check, finding=Finding(verdict=verdict, words=words))


def row(name: str, *results: Result, subject: str = "server echo", remark: str = "") -> Row:
    """Return the row of a program."""
    report = Report(
        subject=subject,
        where="python3 server.py '{port}'",
        dialect="ours",
        seed=1,
        results=results,
        weights={},
    )
    return Row(
        name=name,
        subject=subject,
        report=report,
        explained=tuple(explain(report, each, in_english) for each in results),
        remarks=(remark,) if remark else (),
        seconds=12.34,
    )
