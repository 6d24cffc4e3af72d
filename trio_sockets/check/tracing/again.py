"""Running failed checks again with the program traced, after all checks ran untraced.

This gives no verdicts: a finding that cannot be reproduced only gets no picture.
"""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, final

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.mistakes import NONE_KNOWN
from trio_sockets.check.harness.programs.process import Starter
from trio_sockets.check.harness.starting import LONGEST
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.traced import Traced
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.runner import Harness, run_once
from trio_sockets.check.tracing.checker_calls import CHECKER, checker_calls
from trio_sockets.check.tracing.starter import TracedStarter
from trio_sockets.trace.model.events import Event, Program
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.recording import Recording
from trio_sockets.words import Translate, in_english, say

PATIENCE = 30.0
"""Seconds that a traced run may take longer than its check: it starts again, and is slower."""

_LAST_WORDS = 0.3
"""Seconds to wait for trace events of calls before the end of the check."""

OpenHarness: TypeAlias = Callable[[random.Random, bool], Awaitable[Harness]]


@final
@dataclass(frozen=True, slots=True)
class Opened:
    """What a traced run needs.

    :param open_harness: see `run_once`.
    :param listens_at: returns the checker's address for a client; None if the checker is the
        client.
    """

    open_harness: OpenHarness
    listens_at: Callable[[], TcpAddress] | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How to start a program once more.

    :param role: the role of the program: ``server`` or ``client``.
    :param open: returns a context manager with what a check needs. It starts the program with the
        given starter.
    :param starter: runs the program's command.
    :param folder: the working folder of the program; None is the current one.
    :param has_launcher: see `TracedStarter`.
    """

    role: str
    open: Callable[[Starter], AbstractAsyncContextManager[Opened]]
    starter: Starter
    folder: Path | None = None
    has_launcher: bool = False


def worth_tracing(results: Sequence[Result], *, every: bool) -> list[Result]:
    """Return the results to run again: failed or unclear checks that had a conversation.

    :param every: whether to return all of them, or only the first.
    """
    findings = [
        result
        for result in results
        if result.transcript is not None
        and (result.verdict.bad or result.verdict is Verdict.UNCLEAR)
    ]
    return findings if every else findings[:1]


async def trace_findings(
    results: Sequence[Result],
    again: Again,
    *,
    every: bool,
    seed: int,
    translate: Translate = in_english,
) -> list[Result]:
    """Return the same results, with the calls of a second run where `worth_tracing` chose them.

    :param results: the results of all checks, which have all ended.
    :param every: see `worth_tracing`.
    :param seed: the seed of the checks.
    :param translate: translates the names of columns into the language of the report.
    """
    chosen = worth_tracing(results, every=every)
    traced = {id(result): await _traced(result, again, seed, translate) for result in chosen}
    return [replace(result, traced=traced.get(id(result))) for result in results]


async def _traced(result: Result, again: Again, seed: int, translate: Translate) -> Traced:
    try:
        with trio.move_on_after(result.check.seconds + LONGEST + PATIENCE):
            return await _Run(result, again, seed, translate).seen()
    except Exception as error:  # noqa: BLE001 - the report must not depend on this
        words = say("tracing it failed: {error}", error=f"{type(error).__name__}: {error}")
        return Traced(words=words)
    return Traced(words=say("under trace, it took too long"))


@final
class _Run:
    """One check, run again."""

    def __init__(self, result: Result, again: Again, seed: int, translate: Translate) -> None:
        self._result = result
        self._again = again
        self._seed = seed
        self._recording = Recording()
        self._title = say("checker").read(translate)
        self._until = float("inf")
        self._began = 0.0

    async def seen(self) -> Traced:
        again = self._again
        starter = TracedStarter(
            again.role,
            again.starter,
            self._take,
            folder=again.folder,
            has_launcher=again.has_launcher,
        )
        async with again.open(starter) as opened:
            if opened.listens_at is not None:
                self._name_checker()  # the first column, as it was there first

            async def open_harness(chance: random.Random, afresh: bool) -> Harness:  # noqa: FBT001 - the runner's
                harness = await opened.open_harness(chance, afresh)
                self._began = time.time()
                return harness

            first = self._result.transcript
            second = await run_once(
                self._result.check,
                open_harness,
                self._seed,
                True,  # noqa: FBT003 - a parameter of `run_once`
                NONE_KNOWN if first is None else first.dialect.mistakes,
            )
            self._until = time.time()
            if starter.unseen is not None:
                return Traced(words=starter.unseen)
            if not comes_again(self._result, second) or second.transcript is None:
                return Traced(words=say("under trace, it did not come again"))
            await trio.sleep(_LAST_WORDS)
            where = None if opened.listens_at is None else str(opened.listens_at())
        if where is None:
            self._name_checker()
        conversations = second.transcript.conversations
        for event in checker_calls(conversations, self._began, listens_at=where):
            self._recording.add(event)
        return Traced(layout=lay_out(self._recording, self._until), now=self._until)

    def _take(self, event: Event) -> None:
        """Record an event of the program, unless the check is over."""
        if event.at <= self._until:
            self._recording.add(event)

    def _name_checker(self) -> None:
        self._recording.add(Program(time.time(), CHECKER, self._title, "none"))


def comes_again(first: Result, second: Result) -> bool:
    """Return whether a second run has the same finding: the same verdict, in the same sentence.

    The sentence about a crash depends on the number of attempts: there, the verdict is enough.
    """
    if first.verdict is not second.verdict:
        return False
    if first.crash is not None:
        return second.crash is not None
    return _sentence(first) == _sentence(second)


def _sentence(result: Result) -> str | None:
    words = result.finding.words
    return None if words is None else words.english
