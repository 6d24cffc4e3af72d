"""One result as a student reads it, shared by the terminal, the page and the files."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from trio_sockets.check.model.exit_status import typed_lines
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.server_end import was_restarted
from trio_sockets.check.model.transcript import Conversation, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.calls import Calls, calls_of
from trio_sockets.check.reports.conversation import Step, steps_of
from trio_sockets.check.reports.picture import PictureRow, picture_of
from trio_sockets.check.reports.reproduce import reproduce, restart, typed_at
from trio_sockets.check.text.glyphs import CUT
from trio_sockets.check.text.telling_line import telling_line
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words

COLUMNS = 80
"""The columns of a conversation and of a picture, with their labels."""

_BEFORE_SAID, _LEAST_SAID = 26, 10
"""The columns of the time and the name before an event's text, and the least columns of the text.
"""

FEW = 5
"""With at most this many conversations, the first one is shown even if it holds no fault."""

LINES = 15
"""How many of the last lines of a program's output are shown: enough for the end of a traceback."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The explanation of one result in one language. Empty parts are not shown.

    :param kind: the verdict, the same in every language.
    :param verdict: the verdict in one word, or two if it is flaky.
    :param good: the check counts as passed.
    :param what: what happened.
    :param steps: the lines of the conversation that shows it.
    :param heading: the heading of this conversation.
    :param picture: the expected and the received bytes.
    :param calls: of a second run; None if there was none.
    :param known: the mistakes that were taken as known meanwhile, and the checks that showed them.
    :param gone: how the program ended.
    :param tries: instructions to reproduce it, each with its command, in order.
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
    known: tuple[str, ...] = ()
    heading: str = ""
    steps: tuple[Step, ...] = ()
    picture: tuple[PictureRow, ...] = ()
    calls: Calls | None = None
    tries: tuple[tuple[str, str], ...] = ()

    @property
    def known_line(self) -> str:
        """The known mistakes in one line."""
        return "; ".join(self.known)

    @property
    def last_words(self) -> str:
        """The line of its output that tells why it ended; empty if there is none."""
        _, _, output = self.gone.partition("\n")
        return telling_line(output)

    @property
    def bad(self) -> bool:
        """Whether all of it is shown by default."""
        return not self.good and self.kind is not Verdict.SKIPPED


def explain(
    report: Report, result: Result, translate: Translate, columns: int = COLUMNS, *, mark: str = ""
) -> Explained:
    """Return the explanation of a result.

    :param report: the report to which the result belongs.
    :param columns: the widths of its conversation and its picture.
    :param mark: tells this report from the others of a page.
    """

    def read(words: Words | None) -> str:
        return "" if words is None else words.read(translate)

    said = max(_LEAST_SAID, columns - _BEFORE_SAID)
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
        calls=calls_of(result.traced, f"calls-{mark}{check.id}", translate, columns),
        gone=_last_lines(read(result.gone)),
        known=tuple(read(known.words) for known in result.known),
    )
    place = finding.conversation
    conversations = result.transcript.conversations if result.transcript else ()
    if result.transcript is None or not _is_shown(finding, conversations):
        return explained
    heading = labels.conversation(place + 1, len(conversations))
    return replace(
        explained,
        heading=read(heading),
        steps=tuple(steps_of(conversations[place], translate, said)),
        picture=picture_of(conversations[place], finding, translate, columns),
        tries=tuple(
            (read(words), visible(command, keep="\n"))
            for words, command in _tries(report, result.transcript, place)
        ),
    )


def _is_shown(finding: Finding, conversations: Sequence[Conversation]) -> bool:
    """Tell whether a conversation shows the fault; not if it was measured over many of them."""
    place = finding.conversation
    measured = finding.received is None and place == 0 and len(conversations) > FEW
    return finding.words is not None and not measured and place < len(conversations)


def _last_lines(text: str) -> str:
    """Return the first line, which is a sentence, and the last of the other lines."""
    first, *lines = text.splitlines() or [""]
    return "\n".join([first, *[CUT] * (len(lines) > LINES), *lines[-LINES:]])


def _tries(report: Report, transcript: Transcript, place: int) -> list[tuple[Words, str]]:
    """Return instructions to reproduce a result, each with its command."""
    if report.address is None:
        return []
    conversations = transcript.conversations
    if report.command and was_restarted(transcript):
        again = restart(conversations[0], report.address, report.command)
        return [(labels.START_TWICE, again)]
    listens = report.subject.startswith("client")
    command = reproduce(conversations, place, report.address, listens=listens)
    if command is None:
        return []
    if not report.command:
        return [(labels.TYPE, command)]
    if listens:
        start = typed_at(report.command, typed_lines(transcript), report.environment)
        return [(labels.SERVE_FIRST, command), (labels.THEN_PROGRAM, start)]
    return [(labels.START_PROGRAM, shlex.join(report.command)), (labels.THEN, command)]
