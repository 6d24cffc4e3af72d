"""The offer to learn a dialect, where a program was not understood at all."""

from collections.abc import Sequence

from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.transcript import Refused
from trio_sockets.words import Words, say

_GAME = "game."


def is_not_understood(results: Sequence[Result]) -> bool:
    """Whether nothing of a game passed, although the program answers connections.

    A program that crashed, or that nobody could connect to, would teach nothing either.
    """
    games = [result for result in results if result.check.id.startswith(_GAME)]
    reached = any(_was_reached(result) for result in results)
    crashed = any(result.crash is not None for result in results)
    return reached and not crashed and not any(result.verdict.good for result in games)


def offer_of(report: Report) -> Words | None:
    """Return the command that learns the dialect of a program; None if it was understood."""
    if report.subject != "server game" or not is_not_understood(report.results):
        return None
    behind = f"-- {report.where}" if report.command else report.where
    return say(
        "The dialect {dialect} understands nothing of this game. Learn how the program speaks: "
        "{command}",
        dialect=report.dialect,
        command=f"trio-sockets check learn game --write theirs.toml {behind}",
    )


def _was_reached(result: Result) -> bool:
    if result.transcript is None:
        return False
    return any(not each.all(Refused) for each in result.transcript.conversations)
