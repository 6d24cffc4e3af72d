"""Decides which checks to skip because a check that they need did not pass."""

from collections.abc import Iterable
from typing import Any, final

from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import say


@final
class Wants:
    """The checks that have not passed so far."""

    def __init__(self) -> None:
        self._roots: dict[str, Result] = {}
        """By the id of a check that did not pass: its result."""

    def learn(self, result: Result) -> None:
        """Take a result into account."""
        if not result.verdict.good:
            self._roots.setdefault(result.check.id, result)

    def forgive(self, ids: Iterable[str]) -> None:
        """Skip no check because of these."""
        for id_ in ids:
            self._roots.pop(id_, None)

    def skipped(self, check: Check[Any]) -> Result | None:
        """Return the result of a check that must be skipped; None if it can be run.

        The result counts if the check that it needs is unclear. Otherwise a program whose every
        message is unclear would have no points to earn at all.
        """
        roots = [self._roots[need] for need in check.needs if need in self._roots]
        if not roots:
            return None
        root = next((each for each in roots if each.verdict is Verdict.UNCLEAR), roots[0])
        self._roots[check.id] = root
        id_ = root.check.id
        match root.verdict:
            case Verdict.UNCLEAR:
                words = say("it needs {id}, which is unclear", id=id_)
            case Verdict.ERROR:
                words = say("it needs {id}, at which the checker failed", id=id_)
            case _:
                words = say("it needs {id}, which did not pass", id=id_)
        return Result(
            check=check,
            finding=Finding(verdict=Verdict.SKIPPED, words=words),
            counts=root.verdict is Verdict.UNCLEAR,
        )
