"""A crash decides a check, whatever else its transcript shows."""

from dataclasses import replace

from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.server_end import server_end
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import say


def certain(finding: Finding, crash: CrashEvidence | None) -> Finding:
    """Return the finding of one try; a crash turns an unclear one into a failure.

    :param crash: the evidence of the crash, if there was one.
    """
    ended = crash is not None and crash.exit_code is not None
    if crash is None or not ended or finding.verdict is not Verdict.UNCLEAR:
        return finding
    return replace(finding, verdict=Verdict.FAIL, words=crash.words, look=None, could_be=())


def standing(first: Result, second: Result) -> Result:
    """Return the result of two tries: the second, unless it would hide a crash.

    A program that crashed only in the first try crashes now and then: a better second try does not
    change that.

    :param first: a result that is not a pass.
    """
    if has_had_its_clients(first) and second.verdict.good:
        return replace(first, finding=replace(first.finding, verdict=Verdict.LENIENT))
    if first.crash is None or second.crash is not None or first.finding.words is None:
        return second
    words = first.finding.words
    if first.crash.words.read() not in words.read():
        words = say("{what}; {crash}", what=words, crash=first.crash.words)
    if second.verdict.good:
        words = say("{what}. A second try passed, which does not undo a crash", what=words)
    return replace(first, finding=replace(first.finding, words=words))


def has_had_its_clients(result: Result) -> bool:
    """Whether a server ended by itself after several clients, as it does each time.

    It does what it was asked, for so many: the check is tried again with a server that has none
    yet, and what is found so is not flaky.
    """
    end = None if result.transcript is None else server_end(result.transcript)
    return result.verdict.bad and end is not None and end.ended_by_itself
