"""The text of a mark, the same in every view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import final

from trio_sockets.figures import DecimalFigure, GroupedFigure
from trio_sockets.trace.model.arrows import Arrow, Fate
from trio_sockets.trace.model.calls import ArrowKind, Call, Column
from trio_sockets.trace.model.picture import Layout, Mark, Part
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, say, show_bytes

DATA = 60
"""The most characters of a call's bytes that are shown."""


class Look(Enum):
    """The style of a piece of text."""

    WHERE = "where"
    NAME = "name"
    PLAIN = "plain"
    DATA = "data"
    WAIT = "wait"
    ERROR = "error"
    MEANING = "meaning"
    REMARK = "remark"
    SOFT = "soft"


@final
@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style."""

    text: str
    look: Look = Look.PLAIN


_THREADS = {
    "thread": say("thread {number}"),
    "process": say("process {number}"),
    "connection": say("connection {number}"),
}
_NEVER = say("in the queue: {seconds} s so far, accept was not called")
_WAITED_IN_QUEUE = say("in the queue for {seconds} s")


@final
class CellWriter:
    """Writes the cells of a layout.

    :param now: the current time, until which unfinished calls have waited.
    """

    def __init__(self, layout: Layout, translate: Translate, now: float) -> None:
        self._layout = layout
        self._translate = translate
        self._now = now

    def head(self, mark: Mark) -> list[Span]:
        """Return the first line of a cell."""
        return [Span(visible(span.text), span.look) for span in self._head(mark)]

    def _head(self, mark: Mark) -> list[Span]:
        match mark.part:
            case Part.QUEUED:
                return [Span(f"◷ {self._queued(mark)}", Look.ERROR)]
            case Part.LEFT_OUT:
                return [Span(self._counts(mark), Look.SOFT)]
            case Part.SIGNAL:
                return [Span(mark.text, Look.ERROR)]
            case Part.COLLECTED:
                words = say("closed: the program lost its last reference to it")
                return [Span(words.read(self._translate), Look.ERROR)]
            case Part.EXIT:
                return [self._exit(mark)]
            case _:
                return [] if mark.call is None else list(self._call(mark, mark.call))

    def below(self, mark: Mark) -> list[Span]:
        """Return the other lines of a cell: meanings of lines, and remarks."""
        if mark.call is None:
            if mark.part is Part.SIGNAL and mark.text == "SIGPIPE":
                words = say("it wrote to a connection that the other side had closed")
                return [self._remark(words, bad=True)]
            return []
        early = mark.call.sends or mark.call.name == "connect"
        if mark.part is Part.BEGIN and mark.call.ended is not None and not early:
            return []
        if mark.part is Part.END and early and not mark.call.error:
            return []
        remarks = self._layout.remarks.get(mark.call.key, ())
        return [self._remark(remark.words, bad=remark.bad) for remark in remarks]

    def source(self, mark: Mark) -> str:
        """Return the line of the program's own code; "" if it is unknown."""
        return visible(mark.call.where.source) if mark.call and mark.call.where else ""

    def label(self, arrow: Arrow) -> str:
        """Return the label of an arrow."""
        match arrow.kind:
            case ArrowKind.BYTES:
                return say("{count} B", count=arrow.end - arrow.begin).read(self._translate)
            case ArrowKind.HALF_CLOSE:
                return say("half-close").read(self._translate)
            case kind:
                return kind.name

    def seconds(self, seconds: float) -> str:
        """Return a duration."""
        digits = 0 if seconds >= 100 else 1 if seconds >= 1 else 2  # noqa: PLR2004 - as one reads it
        figure = DecimalFigure(seconds, digits)
        return say("{seconds} s", seconds=figure).read(self._translate)

    def moment(self, at: float) -> str:
        """Return a time, in seconds since the picture began."""
        return DecimalFigure(max(0.0, at - self._layout.began), 3).read(self._translate)

    def title(self, column: Column) -> str:
        """Return the title of a column."""
        programs = {other.program for other in self._layout.columns if other.title == column.title}
        title = f"{column.title} ({column.program})" if len(programs) > 1 else column.title
        return visible(f"{title} · {self.thread(column.thread)}" if column.thread else title)

    def other_end(self, column: Column, arrow: Arrow) -> str:
        """Return where an arrow comes from or goes to, and what it says."""
        words = say("{program}: {what}", program=self.title(column), what=self.label(arrow))
        return words.read(self._translate)

    def thread(self, thread: str) -> str:
        """Return what a thread, or a child, is called: such as ``thread 2``."""
        kind, _, number = thread.partition(" ")
        words = _THREADS.get(kind)
        return Words(words.english, {"number": number}).read(self._translate) if words else thread

    def _remark(self, words: Words, *, bad: bool) -> Span:
        text = words.read(self._translate)
        return Span(f"! {text}", Look.REMARK) if bad else Span(text, Look.MEANING)

    def _queued(self, mark: Mark) -> str:
        if mark.queued is None:
            return ""
        until = self._now if mark.queued.until is None else mark.queued.until
        words = _NEVER if mark.queued.until is None else _WAITED_IN_QUEUE
        seconds = DecimalFigure(max(0.0, until - mark.queued.connect.at), 1)
        return Words(words.english, {"seconds": seconds}).read(self._translate)

    def _counts(self, mark: Mark) -> str:
        counts = (
            f"{name} ×{GroupedFigure(count).read(self._translate)}"  # noqa: RUF001 - times
            for name, count in mark.counts.most_common()
        )
        return "⋮ " + ", ".join(counts)

    def _exit(self, mark: Mark) -> Span:
        if not mark.text:
            return Span(say("ended").read(self._translate), Look.SOFT)
        if mark.text.lstrip("-").isdigit():
            words = say("ended, exit code {code}", code=mark.text)
            look = Look.SOFT if mark.text == "0" else Look.ERROR
            return Span(words.read(self._translate), look)
        return Span(say("ended by {signal}", signal=mark.text).read(self._translate), Look.ERROR)

    def _call(self, mark: Mark, call: Call) -> Iterator[Span]:
        if call.where is not None:
            yield Span(f":{call.where.line} ", Look.WHERE)
        relayed = call.relayed and (call.sends or call.receives)
        if not relayed:
            yield Span(call.name, Look.NAME)
        if call.detail:
            yield Span(f"({call.detail})")
        if call.sends and mark.part is not Part.END:
            yield Span(f"{'' if relayed else ' '}{quoted(call.data, call.offered)}", Look.DATA)
        if relayed:
            return
        if mark.part is Part.BEGIN and call.ended is not None:
            yield Span(" ▒", Look.WAIT)
            return
        if call.ended is None:
            yield Span(f" ▒ {self._waiting(mark)}".rstrip(), Look.WAIT)
            return
        if mark.waited:
            yield Span(f" {'▒' * bar_length(mark.waited)} {self.seconds(mark.waited)}", Look.WAIT)
        yield from self._result(call)

    def _waiting(self, mark: Mark) -> str:
        if mark.waited < 1:
            return ""
        seconds = self.seconds(mark.waited)
        return say("waits, {seconds} so far", seconds=seconds).read(self._translate)

    def _result(self, call: Call) -> Iterator[Span]:
        if call.error == "EINPROGRESS":
            yield Span(" → " + say("under way").read(self._translate), Look.SOFT)
        elif call.error:
            yield Span(f" ✗ {call.error}", Look.ERROR)
        elif call.found_end:
            yield Span(" → " + say("the end").read(self._translate), Look.DATA)
        elif call.receives:
            yield Span(f" → {quoted(call.data, call.size)}", Look.DATA)
        elif call.sends and call.size < call.offered:
            words = say("only {count} of {offered} B", count=call.size, offered=call.offered)
            yield Span(f" → {words.read(self._translate)}", Look.ERROR)
        elif call.value:
            yield Span(f" → {call.value}", Look.SOFT)


def quoted(data: bytes, size: int) -> str:
    r"""Return bytes as readable text in quotes, shortened to a size.

    >>> quoted(b"HIGHER 6\n", 9)
    '"HIGHER 6\\n"'
    """
    text = show_bytes(data[: 4 * DATA])
    if len(text) > DATA or size > len(data[: 4 * DATA]):
        text = text[:DATA] + "…"
    return f'"{text}"'


def bar_length(seconds: float) -> int:
    """Return the length of the bar for a time; it grows more slowly than the time."""
    return 1 + sum(seconds >= bound for bound in (0.1, 0.5, 2, 10, 60))


def legend(layout: Layout) -> list[Words]:
    """Return the explanations that this picture needs."""
    arrows = [line.arrow for line in layout.lines]
    words = []
    if any(arrow.inferred for arrow in arrows):
        words.append(say("dashed: not seen, but inferred from the calls"))
    if any(arrow.fate is Fate.UNREAD for arrow in arrows):
        words.append(say("✗ at an arrow: it was never read"))
    return words


def file_names(columns: Iterable[Column]) -> list[str]:
    """Return the names of the source files that the line numbers of these columns belong to."""
    names = dict.fromkeys(
        PurePath(call.where.file).name
        for column in columns
        for call in column.calls()
        if call.where is not None
    )
    return list(names)
