"""The offer to learn a dialect, where a program was not understood at all."""

from collections.abc import Sequence

from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.transcript import Refused
from trio_sockets.words import Words, say

_UNDERSTANDING = {
    "server game": ("game.",),
    "server text": ("text.01", "text.02", "text.10"),
    "client game": ("client.03",),
}
"""By subject: the checks, or the groups of checks, of which one passes if anything is understood.
An error for an unknown command shows nothing.
"""


def is_not_understood(subject: str, results: Sequence[Result]) -> bool:
    """Tell whether nothing of a program was understood, although it answers connections.

    A program that crashed, or that nobody could connect to, would teach nothing either.

    :param subject: as the command line names it: ``server game``.
    """
    telling = _UNDERSTANDING.get(subject)
    if telling is None:
        return False
    own = [result for result in results if result.check.id.startswith(telling)]
    reached = any(_was_reached(result) for result in results)
    crashed = any(result.crash is not None for result in results)
    return reached and not crashed and not any(result.verdict.good for result in own)


def offer_of(report: Report) -> Words | None:
    """Return the command that learns the dialect of a program; None if it was understood."""
    if not is_not_understood(report.subject, report.results):
        return None
    service = report.subject.removeprefix("server ")
    behind = f"-- {report.where}" if report.command else report.where
    return say(
        "The dialect {dialect} understands nothing of this program. Learn how it speaks: {command}",
        dialect=report.dialect,
        command=f"trio-sockets check learn {service} --write theirs.toml {behind}",
    )


def _was_reached(result: Result) -> bool:
    if result.transcript is None:
        return False
    return any(not each.all(Refused) for each in result.transcript.conversations)
