"""Rows of a class that nobody was graded for, for what writes them down."""

from dataclasses import replace
from typing import Any

from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.mistakes import Mistake
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.known_mistake import KnownMistake
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.reports.explained import explain
from trio_sockets.words import in_english, say


async def _script(_harness: object) -> None:
    raise AssertionError


def result(
    id_: str, verdict: Verdict = Verdict.PASS, said: object = "", *, known: Mistake | None = None
) -> Result:
    """Return a result, with what a program is supposed to have said.

    :param known: was taken as known, by the check game.03.
    """
    check: Check[Any] = Check(
        id=id_,
        title=say("the title of {id}", id=id_),
        teaches=say("something"),
        section=say("somewhere"),
        script=_script,
        judge=lambda _transcript: PASSED,
    )
    words = None if verdict is Verdict.PASS else say("it said {said}", said=said)
    finding = Finding(verdict=verdict, words=words)
    if verdict is Verdict.UNCLEAR and isinstance(said, bytes):
        finding = replace(finding, received=said, could_be=(Possibility.WIN,))
    mistakes = () if known is None else (KnownMistake(known, "game.03"),)
    return Result(check=check, finding=finding, known=mistakes)


def row(name: str, *results: Result, subject: str = "server echo", remark: str = "") -> ProgramRow:
    """Return the row of a program."""
    report = Report(
        subject=subject,
        where="python3 server.py '{port}'",
        dialect="ours",
        seed=1,
        results=results,
        weights={},
    )
    return ProgramRow(
        name=name,
        subject=subject,
        report=report,
        explained=tuple(explain(report, each, in_english) for each in results),
        remarks=(remark,) if remark else (),
        seconds=12.34,
    )
