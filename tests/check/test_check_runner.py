"""How checks are run: in order, twice if need be, and never without an end."""

import math
import random

import pytest
import trio
import trio.testing

from check.fake_checks import (
    FAILED,
    OURS,
    UNREAD,
    Bench,
    FakeHarness,
    check,
    run,
    verdicts,
)
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.runner import run_checks
from trio_sockets.words import say


# --- Order -------------------------------------------------------------------------------------
async def test_each_result_is_told_as_soon_as_it_is_there() -> None:
    told: list[object] = []
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
    for id_ in ("a.02", "a.03"):
        words = results[id_].finding.words
        assert words
        assert words.read() == "it needs a.01, which did not pass"
        assert not results[id_].counts


async def test_what_needs_an_unclear_check_is_skipped_and_counts() -> None:
    results = await run(
        check("a.01", FAILED, FAILED),
        check("a.02", UNREAD, UNREAD),
        check("a.03", needs=("a.01", "a.02")),
        check("a.04", needs=("a.03",)),
    )
    assert verdicts(results.values()) == ["fail", "unclear", "skipped", "skipped"]
    words = results["a.04"].finding.words
    assert words
    assert words.read() == "it needs a.02, which is unclear"
    assert [result.counts for result in results.values()] == [False, False, True, True]


async def test_a_run_goes_on_after_what_is_unclear() -> None:
    checks = [
        check("a.01", UNREAD, UNREAD),
        check("a.02", needs=("a.01",)),
        check("a.03", FAILED, FAILED),
        check("a.04"),
    ]
    results, complete = await run_checks(checks, Bench().open, seed=1, to_the_end=False)
    assert (verdicts(results), complete) == (["unclear", "skipped", "fail"], False)


async def test_what_one_message_can_show_is_looked_at_where_a_connection_carries_no_more() -> None:
    async def close_after_one(harness: FakeHarness) -> None:
        harness.dialect = OURS.of_service("text").with_one_message()
        await trio.lowlevel.checkpoint()

    results = await run(
        check("a.01", FAILED, FAILED, script=close_after_one, several=True),
        check("a.02", needs=("a.01",)),
        check("a.03", needs=("a.01",), several=True),
        check("a.04", needs=("a.03",)),
    )
    assert verdicts(results.values()) == ["fail", "pass", "skipped", "pass"]
    reason = results["a.03"].finding.words
    assert reason
    assert "several messages on a connection" in reason.read()


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
    assert [harness.afresh for harness in bench.harnesses] == [False, True]


async def test_what_crashed_the_first_time_does_not_pass_the_second() -> None:
    crashes = iter([CrashEvidence(-9), None])

    async def script(harness: FakeHarness) -> None:
        harness.facts["crash"] = next(crashes)
        await trio.lowlevel.checkpoint()

    result = (await run(check("a.01", FAILED, script=script)))["a.01"]
    assert (result.verdict, result.flaky, result.crash) == ("fail", True, CrashEvidence(-9))
    assert result.finding.words
    assert "SIGKILL" in result.finding.words.read()


@pytest.mark.parametrize(("second", "flaky"), [(Verdict.FAIL, False), (Verdict.TIMEOUT, True)])
async def test_the_second_verdict_counts(second: Verdict, flaky: bool) -> None:  # noqa: FBT001 - a case
    result = (await run(check("a.01", FAILED, Finding(verdict=second))))["a.01"]
    assert (result.verdict, result.flaky) == (second, flaky)


async def test_after_a_failure_every_check_has_a_program_of_its_own() -> None:
    bench = Bench()
    await run(
        check("a.01"), check("a.02", FAILED, FAILED), check("a.03"), check("a.04"), bench=bench
    )
    assert [harness.afresh for harness in bench.harnesses] == [False, False, True, True, True]


async def test_chance_can_be_repeated() -> None:
    drawn = []
    for seed in (1, 1, 2):
        bench = Bench()
        await run(check("a.01"), check("a.02"), bench=bench, seed=seed)
        drawn.append([harness.chance.random() for harness in bench.harnesses])
    assert drawn[0] == drawn[1]
    assert len({*drawn[0], *drawn[2]}) == 4


# --- Ends --------------------------------------------------------------------------------------
async def test_enough_hands_over_to_the_judge() -> None:
    async def script(harness: FakeHarness) -> None:
        harness.facts["begun"] = True
        await trio.lowlevel.checkpoint()
        raise StopScript

    async def several(harness: FakeHarness) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(script, harness)
            nursery.start_soon(script, harness)

    for each in (script, several):
        result = (await run(check(script=each)))["a.01"]
        assert result.verdict == "pass"
        assert result.transcript
        assert result.transcript.facts == {"begun": True}


async def sleeps(_harness: FakeHarness) -> None:
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


async def stumbles(_harness: FakeHarness) -> None:
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
    assert len(bench.harnesses) == 5
    assert all(harness.closed for harness in bench.harnesses)


async def test_a_command_that_cannot_be_run_fails_with_its_reason() -> None:
    async def no_harness(_chance: random.Random, _afresh: bool) -> FakeHarness:  # noqa: FBT001 - the runner's
        raise CannotStartError(say("cannot run {program}", program="nobody"))

    [result], _ = await run_checks([check()], no_harness, seed=1, to_the_end=True)
    assert result.verdict == "fail"
    assert result.finding.words
    assert result.finding.words.read() == "cannot run nobody"
