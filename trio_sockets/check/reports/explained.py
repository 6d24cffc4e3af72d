"""One result as a student reads it: the same on the terminal, on the page and in the files."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from trio_sockets.check.report import Report, Result
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.conversation import Step, steps_of
from trio_sockets.check.reports.glyphs import CUT
from trio_sockets.check.reports.picture import Row, picture_of
from trio_sockets.check.reports.reproduce import reproduce
from trio_sockets.check.transcript import Conversation
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import Translate, Words
from trio_sockets.visible import visible

SAID = 54
"""Columns of what was said: with the time and the name before it, it fills 80."""

FEW = 5
"""Conversations of which the first one is shown, though nothing in it is what is wrong."""

LINES = 15
"""Lines of what a program printed at last: enough for the end of a traceback."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What there is to say of one result, in one language. What is empty is not there.

    :param kind: the verdict, the same in every language.
    :param verdict: in a word, or two if it is flaky.
    :param good: it counts as passed.
    :param what: happened.
    :param steps: the conversation that shows it.
    :param heading: of that.
    :param picture: what should have come, and what came.
    :param gone: how the program ended.
    :param tries: what to do, and the command for it, in order.
    """

    id: str
    kind: Verdict
    symbol: str
    verdict: str
    good: bool
    title: str
    teaches: str
    section: str
    what: str
    look: str
    gone: str
    heading: str = ""
    steps: tuple[Step, ...] = ()
    picture: tuple[Row, ...] = ()
    tries: tuple[tuple[str, str], ...] = ()

    @property
    def bad(self) -> bool:
        """Whether it is to be shown whole, without being asked for."""
        return not self.good and self.kind is not Verdict.SKIPPED


def explain(report: Report, result: Result, translate: Translate) -> Explained:
    """Return what there is to say of a result.

    :param report: to which it belongs.
    """

    def read(words: Words | None) -> str:
        return "" if words is None else words.read(translate)

    check, finding = result.check, result.finding
    verdict = read(labels.VERDICTS[result.verdict])
    explained = Explained(
        id=check.id,
        kind=result.verdict,
        symbol=labels.SYMBOLS[result.verdict],
        verdict=f"{verdict}, {read(labels.FLAKY)}" if result.flaky else verdict,
        good=report.is_good(result),
        title=read(check.title),
        teaches=read(check.teaches),
        section=read(check.section),
        what=read(finding.words),
        look=read(finding.look),
        gone=_last_lines(read(result.gone)),
    )
    place = finding.conversation
    conversations = result.transcript.conversations if result.transcript else ()
    if not _is_shown(finding, conversations):
        return explained
    heading = labels.conversation(place + 1, len(conversations))
    return replace(
        explained,
        heading=read(heading),
        steps=tuple(steps_of(conversations[place], translate, SAID)),
        picture=picture_of(conversations[place], finding, translate),
        tries=tuple(
            (read(words), visible(command, keep="\n"))
            for words, command in _tries(report, conversations, place)
        ),
    )


def _is_shown(finding: Finding, conversations: Sequence[Conversation]) -> bool:
    """Whether a conversation shows what is wrong; not so if that was measured over many."""
    place = finding.conversation
    measured = finding.received is None and place == 0 and len(conversations) > FEW
    return finding.words is not None and not measured and place < len(conversations)


def _last_lines(text: str) -> str:
    """Return the first line, which says what this is, and the last ones of what follows."""
    first, *lines = text.splitlines() or [""]
    return "\n".join([first, *[CUT] * (len(lines) > LINES), *lines[-LINES:]])


def _tries(
    report: Report, conversations: Sequence[Conversation], place: int
) -> list[tuple[Words, str]]:
    """Return what to do to see it once more, and the commands."""
    if report.address is None:
        return []
    listens = report.subject.startswith("client")
    command = reproduce(conversations, place, report.address, listens=listens)
    if command is None:
        return []
    if not report.command:
        return [(labels.TYPE, command)]
    start = shlex.join(report.command)
    if listens:
        return [(labels.SERVE_FIRST, command), (labels.THEN_PROGRAM, start)]
    return [(labels.START_PROGRAM, start), (labels.THEN, command)]
