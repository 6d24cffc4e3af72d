"""Running checks in their order, and each a second time if it does not pass."""

import random
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol, TypeVar

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.report import Result
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import Words, say

LAST_WORDS = 0.2
"""Seconds for a program that may have crashed: its traceback comes after its sockets' end."""


class Lab(Protocol):
    """What a script has at hand, as far as the runner is concerned."""

    def transcript(self) -> Transcript:
        """Return what has happened so far."""

    def close(self) -> None:
        """End what is still open."""

    def gone(self) -> Words | None:
        """Say how the program ended, if it did so by itself."""


LabT = TypeVar("LabT", bound=Lab)


def applicable(
    checks: Iterable[Check[LabT]], dialect: Dialect, *, command: bool
) -> list[Check[LabT]]:
    """Return those that have sense for a dialect.

    :param command: whether the checker starts the program itself.
    """
    return [
        check
        for check in checks
        if (dialect.has_messages or not check.for_messages) and (command or not check.for_commands)
    ]


async def run_checks(
    checks: Iterable[Check[LabT]],
    open_lab: Callable[[random.Random, bool], Awaitable[LabT]],
    *,
    seed: int,
    to_the_end: bool,
    told: Callable[[Result], object] = lambda _result: None,
) -> tuple[list[Result], bool]:
    """Run checks in their order; return how they ended, and whether all were run.

    After the first that does not pass, the program is started anew for each: what upset it once
    shall not fail another check.

    :param checks: one that needs another which is not among them is run nevertheless.
    :param open_lab: makes what a script needs, from a source of chance; the flag asks for a program
        started anew.
    :param seed: of every check's chance, together with its id.
    :param to_the_end: go on after a check that does not pass. Those that need it are skipped.
    :param told: is called with each result as soon as it is there.
    """
    results: list[Result] = []
    checks = list(checks)
    unproven = {check.id for check in checks}
    afresh = False
    for check in checks:
        missing = [need for need in check.needs if need in unproven]
        if missing:
            words = say("it needs {id}, which did not pass", id=missing[0])
            result = Result(check=check, finding=Finding(verdict=Verdict.SKIPPED, words=words))
        else:
            result = await _run_twice(check, open_lab, seed, afresh)
            afresh = afresh or not result.verdict.good
        if result.verdict.good:
            unproven.discard(check.id)
        results.append(result)
        told(result)
        if not (result.verdict.good or to_the_end):
            return results, False
    return results, True


async def _run_twice(
    check: Check[LabT],
    open_lab: Callable[[random.Random, bool], Awaitable[LabT]],
    seed: int,
    afresh: bool,  # noqa: FBT001 - handed on
) -> Result:
    first = await _run(check, open_lab, seed, afresh)
    if first.verdict.good:
        return first
    second = await _run(check, open_lab, seed, True)  # noqa: FBT003 - likewise
    flaky = second.verdict is not first.verdict
    return Result(
        check=check,
        finding=second.finding,
        transcript=second.transcript,
        seconds=first.seconds + second.seconds,
        flaky=flaky,
        gone=second.gone,
    )


async def _run(
    check: Check[LabT],
    open_lab: Callable[[random.Random, bool], Awaitable[LabT]],
    seed: int,
    afresh: bool,  # noqa: FBT001 - likewise
) -> Result:
    began = trio.current_time()
    try:
        lab = await open_lab(random.Random(f"{seed} {check.id}"), afresh)  # noqa: S311 - to repeat it
    except CannotStartError as error:
        return Result(check=check, finding=_not_started(error))
    try:
        finding = await _finding(check, lab)
        if not finding.verdict.good:
            await trio.sleep(LAST_WORDS)
        gone = lab.gone()
    finally:
        lab.close()
    return Result(
        check=check,
        finding=finding,
        transcript=lab.transcript(),
        seconds=trio.current_time() - began,
        gone=gone,
    )


def _not_started(error: CannotStartError) -> Finding:
    return Finding(verdict=Verdict.FAIL, words=error.words)


async def _finding(check: Check[Any], lab: Lab) -> Finding:
    try:
        with trio.move_on_after(check.seconds) as limit:
            try:
                await check.script(lab)
            except* Enough:
                pass
        finding = check.judge(lab.transcript())
    except CannotStartError as error:
        return _not_started(error)
    except Exception as error:  # noqa: BLE001 - our own fault is a verdict too, and no end of the run
        words = say("the checker failed: {error}", error=f"{type(error).__name__}: {error}")
        return Finding(verdict=Verdict.ERROR, words=words)
    if limit.cancelled_caught and finding.verdict.good:
        words = say("it took more than {seconds:g} seconds", seconds=check.seconds)
        return Finding(verdict=Verdict.TIMEOUT, words=words)
    return finding
