"""The summary of a run: counts, points, and what to do next."""

from collections import Counter
from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.report import Report
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.questions import questions_of
from trio_sockets.words import Translate, Words, say


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The end of a report, in one language.

    :param counts: the number of results of each verdict, with its symbol.
    :param score: the points earned, of those that count.
    :param coverage: the points of the checks that could be decided, of all points.
    :param questions: the messages that the dialect cannot read and their possible meanings; a
        sentence each.
    :param notices: the report's notices, a sentence each.
    :param next: what to do next, a sentence each.
    """

    passed: bool
    counts: tuple[str, ...]
    score: str
    coverage: str
    questions: tuple[str, ...]
    notices: tuple[str, ...]
    next: tuple[str, ...]


def summarize(report: Report, translate: Translate) -> Summary:
    """Return the summary of a report."""
    count = Counter(result.verdict for result in report.results)
    score = report.score
    earned = say("{earned:g} of {possible:g} points", earned=score.earned, possible=score.possible)
    looked_at = say(
        "{looked_at:g} of {total:g} points ({percent} %)",
        looked_at=score.looked_at,
        total=score.total,
        percent=int(score.coverage or 0),
    )
    return Summary(
        passed=report.passed,
        counts=tuple(
            f"{labels.SYMBOLS[verdict]} {labels.count(verdict, count[verdict]).read(translate)}"
            for verdict in Verdict
            if count[verdict]
        ),
        score=earned.read(translate),
        coverage=looked_at.read(translate),
        questions=tuple(each.asked.read(translate) for each in questions_of(report.results)),
        notices=tuple(words.read(translate) for words in report.notices),
        next=tuple(words.read(translate) for words in _next(report)),
    )


def _next(report: Report) -> list[Words]:
    bad = [result for result in report.results if not report.is_good(result)]
    ours = [result for result in bad if result.verdict is Verdict.ERROR]
    theirs = [result for result in bad if result.verdict.bad or result.verdict.good]
    lenient = any(result.verdict is Verdict.LENIENT for result in report.results)
    words = []
    if theirs:
        words.append(say("Repair {id} first, then run this again.", id=theirs[0].check.id))
    elif not bad:
        words.append(say("All is well."))
    if report.unclear:
        words.append(
            say(
                "An unclear check has neither passed nor failed, because the dialect "
                "cannot read a message. It earns no points until a teacher adds the "
                "message to the dialect, or confirms the dialect (strict = true)."
            )
        )
    if theirs and not report.complete:
        words.append(say("With --all, it continues after a check that does not pass."))
    if lenient and not report.strict:
        words.append(
            say("A lenient check works, but could be better; --strict counts it as failed.")
        )
    if any(result.known for result in report.results):
        words.append(
            say(
                "A mistake costs once: what comes behind it was looked at with the mistake taken "
                "as known, and says so."
            )
        )
    words += _about_flaky(report)
    if ours:
        words.append(
            say(
                "The checker itself failed at {id}, whatever the program did: please report it.",
                id=ours[0].check.id,
            )
        )
    if bad:
        words.append(
            say("With --seed {seed}, the checker draws the same numbers again.", seed=report.seed)
        )
    return words


def _about_flaky(report: Report) -> list[Words]:
    words = []
    if any(result.flaky for result in report.results):
        words.append(
            say("A flaky check was tried twice, with two verdicts: the program depends on luck.")
        )
    if any(result.flaky and result.crash is not None for result in report.results):
        words.append(say("A crash counts, even if a second try passed."))
    return words
