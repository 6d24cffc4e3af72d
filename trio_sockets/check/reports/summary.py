"""What a whole run comes to: counts, points, and what to do next."""

from collections import Counter
from dataclasses import dataclass
from typing import final

from trio_sockets.check.report import Report
from trio_sockets.check.reports import labels
from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate, Words, say


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stands at the end of a report, in one language.

    :param counts: how often each verdict came up, with its symbol.
    :param score: points earned, of how many.
    :param next: what to do, a sentence each.
    """

    passed: bool
    counts: tuple[str, ...]
    score: str
    next: tuple[str, ...]


def summarize(report: Report, translate: Translate) -> Summary:
    """Sum a report up."""
    count = Counter(result.verdict for result in report.results)
    earned, possible = report.score
    score = say("{earned:g} of {possible:g} points", earned=earned, possible=possible)
    return Summary(
        passed=report.passed,
        counts=tuple(
            f"{labels.SYMBOLS[verdict]} {labels.count(verdict, count[verdict]).read(translate)}"
            for verdict in Verdict
            if count[verdict]
        ),
        score=score.read(translate),
        next=tuple(words.read(translate) for words in _next(report)),
    )


def _next(report: Report) -> list[Words]:
    bad = [result for result in report.results if not report.is_good(result)]
    ours = [result for result in bad if result.verdict is Verdict.ERROR]
    theirs = [result for result in bad if result.verdict not in {Verdict.ERROR, Verdict.SKIPPED}]
    lenient = any(result.verdict is Verdict.LENIENT for result in report.results)
    words = []
    if theirs:
        words.append(say("Repair {id} first, then run this again.", id=theirs[0].check.id))
    elif not bad:
        words.append(say("All is well."))
    if theirs and not report.complete:
        words.append(say("With --all, it goes on after what does not pass."))
    if lenient and not report.strict:
        words.append(
            say("What is lenient works, but could be better; --strict counts it as failed.")
        )
    if any(result.flaky for result in report.results):
        words.append(say("What is flaky was tried twice, with two verdicts: it depends on luck."))
    if ours:
        words.append(
            say(
                "The checker itself failed at {id}, which says nothing of the program: "
                "please report it.",
                id=ours[0].check.id,
            )
        )
    if bad:
        words.append(say("With --seed {seed}, it draws the same numbers again.", seed=report.seed))
    return words
