"""A mistake costs one check: what needs it is looked at with the mistake taken as known."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import trio

from check.fake_checks import FAILED, Bench, FakeHarness, check, run, verdicts
from check.transcripts import conversation
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistakes
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.runner import run_checks

SWAPPED = Mistakes(swapped=True)


def failing_unless(
    known: Callable[[Mistakes], object], check: Check[FakeHarness], *shown: Mistakes
) -> Check[FakeHarness]:
    """Return a check that passes if something is known, and shows these mistakes."""

    def judge(transcript: Transcript) -> Finding:
        return PASSED if known(transcript.dialect.mistakes) else FAILED

    recognises = tuple((lambda _transcript, each=each: each) for each in shown)
    return replace(check, judge=judge, recognises=recognises)


def swapped(id_: str = "game.03") -> Check[FakeHarness]:
    return failing_unless(lambda known: known.swapped, check(id_), SWAPPED)


def known(result: Result) -> list[str]:
    return [each.words.read() for each in result.known]


def reason(result: Result) -> str:
    assert result.finding.words
    return result.finding.words.read()


async def test_what_needs_a_check_is_run_with_its_mistake_known() -> None:
    bench = Bench()
    results = await run(
        swapped(),
        check("game.04", needs=("game.03",)),
        check("game.05", needs=("game.04",)),
        check("many.01"),
        bench=bench,
    )
    assert verdicts(results.values()) == ["fail", "pass", "pass", "pass"]
    assert known(results["game.03"]) == []
    assert known(results["game.04"]) == ["the hints are swapped (game.03)"]
    assert known(results["game.05"]) == ["the hints are swapped (game.03)"]
    assert known(results["many.01"]) == []
    told = [harness.dialect.mistakes for harness in bench.harnesses]
    assert told == [NONE_KNOWN, NONE_KNOWN, *[SWAPPED] * 4]


async def test_a_mistake_that_explains_nothing_is_not_taken_as_known() -> None:
    results = await run(
        failing_unless(lambda _known: False, check("game.03"), SWAPPED),
        check("game.04", needs=("game.03",)),
    )
    assert verdicts(results.values()) == ["fail", "skipped"]
    assert reason(results["game.04"]) == "it needs game.03, which did not pass"


async def test_nothing_more_is_run_of_a_check_that_passes() -> None:
    bench = Bench()
    await run(replace(swapped(), judge=lambda _transcript: PASSED), bench=bench)
    assert len(bench.harnesses) == 1


async def test_nothing_more_is_run_where_the_first_failure_is_the_end() -> None:
    bench = Bench()
    await run_checks([swapped()], bench.open, seed=1, to_the_end=False)
    assert len(bench.harnesses) == 2


async def test_the_same_mistake_costs_no_other_check() -> None:
    wider = Mistakes(left=1, tries=1)
    results = await run(
        failing_unless(lambda known: known.left, check("game.04"), Mistakes(left=1)),
        failing_unless(lambda known: known.tries, check("game.05", needs=("game.04",)), wider),
        check("game.06", needs=("game.05",)),
    )
    assert verdicts(results.values()) == ["fail", "pass", "pass"]
    assert known(results["game.06"]) == ["the tries are counted one off (game.04)"]


async def test_another_mistake_costs_another_check() -> None:
    both = Mistakes(swapped=True, tries=1)
    results = await run(
        swapped(),
        failing_unless(lambda known: known == both, check("game.05", needs=("game.03",)), both),
        check("game.06", needs=("game.05",)),
    )
    assert verdicts(results.values()) == ["fail", "fail", "pass"]
    assert known(results["game.06"]) == [
        "the tries are counted one off (game.05)",
        "the hints are swapped (game.03)",
    ]


async def test_two_mistakes_may_be_shown_by_one_check() -> None:
    both = Mistakes(unended=True, tries=1)
    results = await run(
        failing_unless(
            lambda known: known == both, check("game.05"), Mistakes(tries=1), Mistakes(unended=True)
        ),
        check("game.06", needs=("game.05",)),
    )
    assert verdicts(results.values()) == ["fail", "pass"]
    assert known(results["game.06"]) == [
        "the tries are counted one off (game.05)",
        "a newline is missing (game.05)",
    ]


async def test_what_needs_two_clients_is_skipped_where_one_is_served_at_a_time() -> None:
    alone = Mistakes(one_at_a_time=True)
    results = await run(
        failing_unless(lambda known: known.one_at_a_time, check("many.01"), alone),
        replace(check("many.02", needs=("many.01",)), at_once=True),
        check("many.09", needs=("many.01", "many.02")),
    )
    assert verdicts(results.values()) == ["fail", "skipped", "pass"]
    assert reason(results["many.02"]) == (
        "it needs two clients at once, and the server serves one at a time: see many.01"
    )
    assert not results["many.02"].counts


async def test_what_tells_replies_apart_is_skipped_where_they_have_no_end() -> None:
    glued = Mistakes(unended=True, glued=True)
    results = await run(
        failing_unless(lambda known: known.unended, check("tcp.03"), glued),
        replace(check("line.06", needs=("tcp.03",)), tells_apart=True),
        check("line.09", needs=("tcp.03",)),
    )
    assert verdicts(results.values()) == ["fail", "skipped", "pass"]
    assert reason(results["line.06"]).endswith("the server's have no newline: see tcp.03")


async def test_a_check_that_passes_may_show_how_far_a_mistake_reaches() -> None:
    glued = Mistakes(unended=True, glued=True)
    results = await run(
        failing_unless(lambda known: known.unended, check("game.01"), Mistakes(unended=True)),
        failing_unless(lambda _known: True, check("tcp.03", needs=("game.01",)), glued),
        replace(check("line.06", needs=("tcp.03",)), tells_apart=True),
    )
    assert verdicts(results.values()) == ["fail", "pass", "skipped"]


async def test_a_mistake_may_be_met_by_a_check_that_does_not_need_the_one_it_cost() -> None:
    results = await run(swapped(), replace(check("many.09"), meets=("game.03",)))
    assert verdicts(results.values()) == ["fail", "pass"]
    assert known(results["many.09"]) == ["the hints are swapped (game.03)"]


@pytest.mark.parametrize(
    ("shown", "known_as"),
    [
        (Mistakes(silent_at_nonsense=True), ["nonsense gets no reply (game.10)"]),
        (Mistakes(silent_at_nonsense=True, swapped=True), []),
        (SWAPPED, []),
    ],
)
async def test_only_a_silence_is_known_by_a_check_that_is_lenient_about_it(
    shown: Mistakes, known_as: list[str]
) -> None:
    lenient = Finding(verdict=Verdict.LENIENT)
    bench = Bench()
    results = await run(
        replace(check("game.10", lenient, lenient), recognises=(lambda _transcript: shown,)),
        replace(check("game.11"), meets=("game.10",)),
        bench=bench,
    )
    assert verdicts(results.values()) == ["lenient", "pass"]
    assert known(results["game.11"]) == known_as


NONSENSE = Mistakes(ends_at_nonsense=True)


@pytest.mark.parametrize(("end", "verdict"), [("(FIN)", "skipped"), ("(silence)", "fail")])
async def test_where_nonsense_ends_a_conversation_such_an_end_is_no_other_mistake(
    end: str, verdict: str
) -> None:
    async def nonsense(harness: FakeHarness) -> None:
        harness.conversations = (conversation("C: x", end),)
        await trio.lowlevel.checkpoint()

    results = await run(
        failing_unless(lambda _known: False, check("game.11"), NONSENSE),
        check("line.10", FAILED, FAILED, script=nonsense, needs=("game.11",)),
        check("line.11", script=nonsense, needs=("line.10",)),
    )
    assert results["line.10"].verdict == verdict
    if verdict == "skipped":
        assert reason(results["line.10"]) == (
            "nonsense ends the conversation here, too: see game.11"
        )
        assert results["line.11"].verdict == "pass"
        assert known(results["line.11"]) == ["nonsense ends the conversation (game.11)"]
