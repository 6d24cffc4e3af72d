"""How checks are run: in order, twice if need be, and never without an end."""

import math
import random
from collections.abc import Awaitable, Callable, Iterable

import pytest
import trio
import trio.testing

from trio_sockets.check.case import Check
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.report import Result
from trio_sockets.check.runner import run_checks
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import Words, say

OURS = load_dialect("ours")
FAILED = Finding(verdict=Verdict.FAIL, words=say("no"))


class FakeLab:
    """A lab without a program; its transcript holds what the script has noted."""

    def __init__(self, chance: random.Random, *, afresh: bool) -> None:
        self.chance = chance
        self.afresh = afresh
        self.closed = False
        self.facts: dict[str, object] = {}

    def transcript(self) -> Transcript:
        return Transcript(conversations=(), dialect=OURS, facts=dict(self.facts))

    def close(self) -> None:
        self.closed = True

    def gone(self) -> Words | None:
        return None


class Bench:
    """Opens labs, and remembers them."""

    def __init__(self) -> None:
        self.labs: list[FakeLab] = []

    async def open(self, chance: random.Random, afresh: bool) -> FakeLab:  # noqa: FBT001 - the runner's
        self.labs.append(FakeLab(chance, afresh=afresh))
        return self.labs[-1]


async def nothing(_lab: FakeLab) -> None:
    await trio.lowlevel.checkpoint()


def check(
    id_: str = "a.01",
    *findings: Finding,
    script: Callable[[FakeLab], Awaitable[object]] = nothing,
    needs: tuple[str, ...] = (),
) -> Check[FakeLab]:
    """Return a check whose judge gives these findings, one after another; none: a pass."""
    given = iter(findings)
    words = say("something")
    return Check(
        id=id_,
        title=words,
        teaches=words,
        section=words,
        script=script,
        judge=lambda _transcript: next(given, PASSED),
        needs=needs,
        seconds=5,
    )


async def run(
    *checks: Check[FakeLab], bench: Bench | None = None, seed: int = 1
) -> dict[str, Result]:
    results, _ = await run_checks(checks, (bench or Bench()).open, seed=seed, to_the_end=True)
    return {result.check.id: result for result in results}


def verdicts(results: Iterable[Result]) -> list[str]:
    return [result.verdict.value for result in results]


# --- Order -------------------------------------------------------------------------------------
async def test_each_result_is_told_as_soon_as_it_is_there() -> None:
    told: list[Result] = []
    results, complete = await run_checks(
        [check("a.01"), check("a.02")], Bench().open, seed=1, to_the_end=False, told=told.append
    )
    assert (told, complete) == (results, True)
    assert verdicts(results) == ["pass", "pass"]


async def test_the_first_failure_is_the_last_check() -> None:
    checks = [check("a.01"), check("a.02", FAILED, FAILED), check("a.03")]
    results, complete = await run_checks(checks, Bench().open, seed=1, to_the_end=False)
    assert (verdicts(results), complete) == (["pass", "fail"], False)


async def test_all_checks_are_run_if_that_is_asked() -> None:
    checks = [check("a.01", FAILED, FAILED), check("a.02")]
    results, complete = await run_checks(checks, Bench().open, seed=1, to_the_end=True)
    assert (verdicts(results), complete) == (["fail", "pass"], True)


async def test_what_needs_a_failed_check_is_skipped_and_so_on() -> None:
    results = await run(
        check("a.01", FAILED, FAILED),
        check("a.02", needs=("a.01",)),
        check("a.03", needs=("a.02",)),
        check("a.04"),
    )
    assert verdicts(results.values()) == ["fail", "skipped", "skipped", "pass"]
    words = results["a.02"].finding.words
    assert words
    assert words.read() == "it needs a.01, which did not pass"


async def test_a_lenient_pass_is_enough_for_what_needs_it() -> None:
    lenient = Finding(verdict=Verdict.LENIENT)
    results = await run(check("a.01", lenient), check("a.02", needs=("a.01",)))
    assert verdicts(results.values()) == ["lenient", "pass"]


async def test_a_need_that_is_not_among_the_checks_is_no_need() -> None:
    results = await run(check("a.02", needs=("a.01",)))
    assert verdicts(results.values()) == ["pass"]


# --- Twice -------------------------------------------------------------------------------------
async def test_what_passes_the_second_time_passes_and_is_flaky() -> None:
    bench = Bench()
    result = (await run(check("a.01", FAILED), bench=bench))["a.01"]
    assert (result.verdict, result.flaky) == ("pass", True)
    assert [lab.afresh for lab in bench.labs] == [False, True]


@pytest.mark.parametrize(("second", "flaky"), [(Verdict.FAIL, False), (Verdict.TIMEOUT, True)])
async def test_the_second_verdict_counts(second: Verdict, flaky: bool) -> None:  # noqa: FBT001 - a case
    result = (await run(check("a.01", FAILED, Finding(verdict=second))))["a.01"]
    assert (result.verdict, result.flaky) == (second, flaky)


async def test_after_a_failure_every_check_has_a_program_of_its_own() -> None:
    bench = Bench()
    await run(
        check("a.01"), check("a.02", FAILED, FAILED), check("a.03"), check("a.04"), bench=bench
    )
    assert [lab.afresh for lab in bench.labs] == [False, False, True, True, True]


async def test_chance_can_be_repeated() -> None:
    drawn = []
    for seed in (1, 1, 2):
        bench = Bench()
        await run(check("a.01"), check("a.02"), bench=bench, seed=seed)
        drawn.append([lab.chance.random() for lab in bench.labs])
    assert drawn[0] == drawn[1]
    assert len({*drawn[0], *drawn[2]}) == 4


# --- Ends --------------------------------------------------------------------------------------
async def test_enough_hands_over_to_the_judge() -> None:
    async def script(lab: FakeLab) -> None:
        lab.facts["begun"] = True
        await trio.lowlevel.checkpoint()
        raise Enough

    async def several(lab: FakeLab) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(script, lab)
            nursery.start_soon(script, lab)

    for each in (script, several):
        result = (await run(check(script=each)))["a.01"]
        assert result.verdict == "pass"
        assert result.transcript
        assert result.transcript.facts == {"begun": True}


async def sleeps(_lab: FakeLab) -> None:
    await trio.sleep(math.inf)


async def test_a_script_over_its_time_is_a_timeout(autojump_clock: trio.testing.MockClock) -> None:
    result = (await run(check(script=sleeps)))["a.01"]
    assert result.verdict == "timeout"
    assert result.finding.words
    assert result.finding.words.read() == "it took more than 5 seconds"
    assert result.seconds == pytest.approx(10, rel=0.1)  # twice


async def test_what_a_judge_has_found_says_more_than_the_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    result = (await run(check("a.01", FAILED, FAILED, script=sleeps)))["a.01"]
    assert result.finding is FAILED


async def stumbles(_lab: FakeLab) -> None:
    raise ZeroDivisionError("on purpose")


async def test_our_own_fault_is_no_fault_of_the_program() -> None:
    results = await run(check("a.01", script=stumbles), check("a.02"))
    assert verdicts(results.values()) == ["error", "pass"]
    words = results["a.01"].finding.words
    assert words
    assert words.read() == "the checker failed: ZeroDivisionError: on purpose"


async def test_every_lab_is_closed(autojump_clock: trio.testing.MockClock) -> None:
    bench = Bench()
    await run(check(script=stumbles), check("a.02", script=sleeps), check("a.03"), bench=bench)
    assert len(bench.labs) == 5
    assert all(lab.closed for lab in bench.labs)


async def test_a_command_that_cannot_be_run_fails_with_its_reason() -> None:
    async def no_lab(_chance: random.Random, _afresh: bool) -> FakeLab:  # noqa: FBT001 - the runner's
        raise CannotStartError(say("cannot run {program}", program="nobody"))

    [result], _ = await run_checks([check()], no_lab, seed=1, to_the_end=True)
    assert result.verdict == "fail"
    assert result.finding.words
    assert result.finding.words.read() == "cannot run nobody"
