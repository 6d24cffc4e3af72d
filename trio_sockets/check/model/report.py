"""The results of a run of checks, as values that the reports show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, final

from trio_sockets.address import Address
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.known_mistake import KnownMistake
from trio_sockets.check.model.score import CheckScore
from trio_sockets.check.model.traced import Traced
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import Words


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one check ended.

    :param check: the check.
    :param transcript: the transcript of the try that counts; None if the check was skipped.
    :param seconds: how long it took.
    :param flaky: two tries gave different verdicts.
    :param gone: how the program ended during the check, or that it still runs; and the end of what
        it printed.
    :param crash: the evidence that the program crashed during the check.
    :param known: the mistakes of the program that were taken as known during the check.
    :param counts: count its points although it was skipped, because the program is not to blame.
    :param traced: the calls of a second run under trace; None if there was no second run.
    """

    check: Check[Any]
    finding: Finding
    transcript: Transcript | None = None
    seconds: float = 0.0
    flaky: bool = False
    gone: Words | None = None
    crash: CrashEvidence | None = None
    known: tuple[KnownMistake, ...] = ()
    counts: bool = False
    traced: Traced | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict of the finding."""
        return self.finding.verdict


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The results of all checks, in order.

    :param subject: what was checked, as the command line named it: ``server game``.
    :param where: the address or the command.
    :param name: of the submission, which may be any text; empty if it is none of a class.
    :param address: where the server last listened, or where the client was told to connect.
    :param command: the command line that started the program; empty if it was already running.
    :param environment: variables that a client was given, besides those of the checker itself.
    :param seed: the seed of the checker's random numbers.
    :param complete: no check was left out because an earlier one failed.
    :param strict: count a lenient pass as a failure.
    :param notices: what else the reader should know, such as what the checker assumed.
    :param weights: points by check id; a check that is not listed is worth 1.
    """

    subject: str
    where: str
    dialect: str
    seed: int
    results: tuple[Result, ...]
    name: str = ""
    address: Address | None = None
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    complete: bool = True
    strict: bool = False
    weights: Mapping[str, float]
    notices: tuple[Words, ...] = ()

    def is_good(self, result: Result) -> bool:
        """Tell whether a check passed; with `strict`, a lenient pass does not count."""
        return result.verdict is Verdict.PASS or (result.verdict.good and not self.strict)

    def is_bad(self, result: Result) -> bool:
        """Tell whether a check or the checker failed; with `strict`, a lenient pass fails."""
        lenient = result.verdict is Verdict.LENIENT and self.strict
        return result.verdict.bad or result.verdict is Verdict.ERROR or lenient

    @property
    def passed(self) -> bool:
        """Whether all checks passed."""
        return self.complete and all(map(self.is_good, self.results))

    def points(self, result: Result) -> float:
        """Return the points of a check."""
        return self.weights.get(result.check.id, 1.0)

    def counts(self, result: Result) -> bool:
        """Tell whether the points of a check can be earned: it was decided, or is unclear."""
        verdict = result.verdict
        return verdict.good or verdict.bad or verdict is Verdict.UNCLEAR or result.counts

    @property
    def unclear(self) -> tuple[Result, ...]:
        """The results whose verdict is `Verdict.UNCLEAR`."""
        return tuple(result for result in self.results if result.verdict is Verdict.UNCLEAR)

    @property
    def undecided(self) -> bool:
        """Whether no check failed, but some are unclear."""
        return bool(self.unclear) and not any(map(self.is_bad, self.results))

    @property
    def score(self) -> CheckScore:
        """Return the points earned, and how many checks could be decided."""
        looked_at = [each for each in self.results if each.verdict.good or each.verdict.bad]
        return CheckScore(
            earned=sum(self.points(each) for each in self.results if self.is_good(each)),
            possible=sum(map(self.points, filter(self.counts, self.results))),
            looked_at=sum(map(self.points, looked_at)),
            total=sum(map(self.points, self.results)),
        )
