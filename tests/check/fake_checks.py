"""Checks, and a harness without a program, for tests of the runner."""

import random
from collections.abc import Awaitable, Callable, Iterable

import trio

from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Conversation, Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.runner import run_checks
from trio_sockets.words import Words, say

OURS = load_dialect("ours")
FAILED = Finding(verdict=Verdict.FAIL, words=say("no"))
UNREAD = Finding(verdict=Verdict.UNCLEAR, words=say("what?"))


class FakeHarness:
    """A lab without a program; its transcript holds what the script has noted."""

    def __init__(self, chance: random.Random, *, afresh: bool) -> None:
        self.chance = chance
        self.afresh = afresh
        self.closed = False
        self.facts: dict[str, object] = {}
        self.conversations: tuple[Conversation, ...] = ()
        self.dialect = OURS

    def transcript(self) -> Transcript:
        return Transcript(
            conversations=self.conversations, dialect=self.dialect, facts=dict(self.facts)
        )

    def close(self) -> None:
        self.closed = True

    def gone(self) -> Words | None:
        return None

    def crash(self) -> CrashEvidence | None:
        crash = self.facts.get("crash")
        return crash if isinstance(crash, CrashEvidence) else None


class Bench:
    """Opens labs, and remembers them."""

    def __init__(self) -> None:
        self.harnesses: list[FakeHarness] = []

    async def open(self, chance: random.Random, afresh: bool) -> FakeHarness:  # noqa: FBT001 - the runner's
        self.harnesses.append(FakeHarness(chance, afresh=afresh))
        return self.harnesses[-1]


async def nothing(_harness: FakeHarness) -> None:
    await trio.lowlevel.checkpoint()


def check(
    id_: str = "a.01",
    *findings: Finding,
    script: Callable[[FakeHarness], Awaitable[object]] = nothing,
    needs: tuple[str, ...] = (),
    several: bool = False,
) -> Check[FakeHarness]:
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
        several=several,
        seconds=5,
    )


async def run(
    *checks: Check[FakeHarness], bench: Bench | None = None, seed: int = 1
) -> dict[str, Result]:
    results, _ = await run_checks(checks, (bench or Bench()).open, seed=seed, to_the_end=True)
    return {result.check.id: result for result in results}


def verdicts(results: Iterable[Result]) -> list[str]:
    return [result.verdict.value for result in results]
