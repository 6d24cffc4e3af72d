"""Runs checks in order, and runs a check that does not pass a second time."""

import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

import trio

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistakes
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.judging.known_mistakes import KnownMistakes
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.evidence import certain, has_had_its_clients, standing
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.model.wants import Wants
from trio_sockets.words import Words, say

LAST_WORDS = 0.2
"""Seconds to wait for a program that may have crashed: it prints its traceback after its sockets
close.
"""


class Harness(Protocol):
    """The part of a script's harness that the runner uses.

    :param dialect: how to read and write the program's messages.
    """

    dialect: Dialect

    def transcript(self) -> Transcript:
        """Return the transcript so far."""

    def close(self) -> None:
        """Close everything that is still open."""

    def gone(self) -> Words | None:
        """Say how the program ended; None if it still runs or the checker ended it."""

    def crash(self) -> CrashEvidence | None:
        """Return the evidence that the program crashed; None if there is no evidence."""


HarnessT = TypeVar("HarnessT", bound=Harness)


def applicable(
    checks: Iterable[Check[HarnessT]], dialect: Dialect, *, command: bool
) -> list[Check[HarnessT]]:
    """Return the checks that apply to a dialect.

    :param command: whether the checker starts the program itself.
    """
    return [
        check
        for check in checks
        if (dialect.has_messages or not check.for_messages)
        and (dialect.has_lines or not check.for_lines)
        and (command or not check.for_commands)
        and not (check.several and dialect.flow.one_message)
        and check.applies_to(dialect)
    ]


async def run_checks(
    checks: Iterable[Check[HarnessT]],
    open_harness: Callable[[random.Random, bool], Awaitable[HarnessT]],
    *,
    seed: int,
    to_the_end: bool,
    told: Callable[[Result], object] = lambda _result: None,
) -> tuple[list[Result], bool]:
    """Run checks in order; return their results, and whether all of them were run.

    If a server turns out to close after each reply, each later message gets its own connection.
    Checks that need several messages on one connection are then skipped.

    A mistake costs one check: if a check fails by a mistake that can be taken as known, it stays
    failed, and the checks that need it are run with that mistake known. See `KnownMistakes`.

    After the first check that does not pass, the program is restarted before each check, so that
    damage done by one check cannot fail another.

    :param checks: the checks to run. A check runs even if one that it needs is not in this list.
    :param open_harness: opens a harness, given a random source; the flag asks for a restarted
        program.
    :param seed: seeds the random source of each check, together with the check's id.
    :param to_the_end: continue after a check that fails (a check that is unclear never stops the
        run). Checks that need the failed one are skipped.
    :param told: called with each result as soon as it is known.
    """
    results: list[Result] = []
    checks = list(checks)
    wants, known, run = Wants(), KnownMistakes(), _Run(open_harness, seed)
    one_message = False
    for check in checks:
        result = known.skipped(check) or wants.skipped(check)
        if one_message and check.several:
            words = say("it needs several messages on a connection: the server closes after one")
            result = Result(check=check, finding=Finding(verdict=Verdict.SKIPPED, words=words))
        elif result is None:
            result = await run.twice(check, known.mistakes)
            if to_the_end:
                result = await _read_on(result, known, run)
            one_message = one_message or _has_one_message(result)
        result = known.told(result)
        if not known.forgives(check):
            wants.learn(result)
        if one_message:  # their verdicts do not matter to a single message
            wants.forgive(each.id for each in checks if each.several)
        results.append(result)
        told(result)
        stops = result.verdict.bad or result.verdict is Verdict.ERROR
        if stops and not to_the_end:
            return results, False
    return results, True


def _has_one_message(result: Result) -> bool:
    return result.transcript is not None and result.transcript.dialect.flow.one_message


async def _read_on(result: Result, known: KnownMistakes, run: "_Run[HarnessT]") -> Result:
    """Find out whether a check fails by mistakes that can be taken as known; return its result.

    If the mistakes have cost a check before, this is the result of a run with the mistakes known.
    """
    for mistakes in known.shown_by(result):
        if known.is_certain(mistakes):
            known.learn(result.check, mistakes)
            return result
        again = await run.once(result.check, mistakes)
        if again.verdict.good:
            is_new = known.is_new(mistakes)
            known.learn(result.check, mistakes)
            return result if is_new else again
    return result


class _Run(Generic[HarnessT]):
    """Runs single checks, with a restarted program once one of them did not pass.

    :param open_harness: see `run_checks`.
    :param seed: see `run_checks`.
    """

    def __init__(
        self, open_harness: Callable[[random.Random, bool], Awaitable[HarnessT]], seed: int
    ) -> None:
        self._open_harness = open_harness
        self._seed = seed
        self._afresh = False

    async def twice(self, check: Check[HarnessT], mistakes: Mistakes) -> Result:
        """Run a check, and once more if it does not pass.

        :param mistakes: the mistakes of the program that are known.
        """
        first = await self.once(check, mistakes, afresh=self._afresh)
        if first.verdict.good:
            return first
        second = await self.once(check, mistakes)
        result = standing(first, second)
        self._afresh = self._afresh or not result.verdict.good
        return replace(
            result,
            seconds=first.seconds + second.seconds,
            flaky=second.verdict is not first.verdict and not has_had_its_clients(first),
        )

    async def once(
        self, check: Check[HarnessT], mistakes: Mistakes, *, afresh: bool = True
    ) -> Result:
        """Run a check, with a restarted program unless `afresh` is false."""
        return await run_once(check, self._open_harness, self._seed, afresh, mistakes)


async def run_once(
    check: Check[HarnessT],
    open_harness: Callable[[random.Random, bool], Awaitable[HarnessT]],
    seed: int,
    afresh: bool,  # noqa: FBT001 - handed on
    mistakes: Mistakes = NONE_KNOWN,
) -> Result:
    """Run one check once; return how it ended.

    :param open_harness: see `run_checks`.
    :param afresh: whether the program is restarted for it.
    :param mistakes: the mistakes of the program that are known.
    """
    began = trio.current_time()
    try:
        harness = await open_harness(random.Random(f"{seed} {check.id}"), afresh)  # noqa: S311 - to repeat it
    except CannotStartError as error:
        return Result(check=check, finding=_not_started(error))
    if mistakes.kinds:
        harness.dialect = replace(harness.dialect, mistakes=mistakes)
    try:
        finding = await _finding(check, harness)
        if not finding.verdict.good:
            await trio.sleep(LAST_WORDS)
            finding = check.in_hindsight(finding, harness.transcript())
        gone, crash = harness.gone(), harness.crash()
    finally:
        harness.close()
    return Result(
        check=check,
        finding=certain(finding, crash),
        transcript=harness.transcript(),
        seconds=trio.current_time() - began,
        gone=gone,
        crash=crash,
    )


def _not_started(error: CannotStartError) -> Finding:
    return Finding(verdict=Verdict.FAIL, words=error.words)


async def _finding(check: Check[Any], harness: Harness) -> Finding:
    try:
        with trio.move_on_after(check.seconds) as limit:
            try:
                await check.script(harness)
            except* StopScript:
                pass
        finding = check.judge(harness.transcript())
    except CannotStartError as error:
        return _not_started(error)
    except Exception as error:  # noqa: BLE001 - a bug of the checker must not end the run
        words = say("the checker failed: {error}", error=f"{type(error).__name__}: {error}")
        return Finding(verdict=Verdict.ERROR, words=words)
    if limit.cancelled_caught and finding.verdict.good:
        words = say("it took more than {seconds:g} seconds", seconds=check.seconds)
        return Finding(verdict=Verdict.TIMEOUT, words=words)
    return finding
