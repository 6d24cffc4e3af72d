"""The messages of a text server: the templates of its replies, its errors, what it says besides."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine
from trio_sockets.check.learn.inference.slots import (
    WORDS,
    Message,
    Sample,
    template_of,
)
from trio_sockets.check.learn.texts.knowledge import TextExchange, TextKnowledge
from trio_sockets.check.learn.texts.outcomes import around_time, result_in
from trio_sockets.check.learn.texts.tasks import TEXT, Task

TIME = "{time}"


@final
@dataclass(frozen=True, slots=True)
class TextMessages:
    """The messages of a text server.

    :param replies: the templates of the reply to each task, the most frequent first.
    :param errors: its replies to requests that are not commands.
    :param greeting: what it says before the first request; None if it says nothing.
    :param ignored: other lines.
    :param has_blank: whether there are empty lines.
    """

    replies: Mapping[Task, Sequence[Message]]
    errors: Sequence[Message]
    greeting: Message | None
    ignored: Sequence[Message]
    has_blank: bool


def find_text_messages(known: TextKnowledge, spent: frozenset[Shape]) -> TextMessages:
    """Find the messages.

    :param spent: lines that belong to the questions before the first request.
    """
    return _Finder(known, spent).found()


@final
class _Finder:
    def __init__(self, known: TextKnowledge, spent: frozenset[Shape]) -> None:
        self._known = known
        self._spent = spent
        self._beside: dict[Shape, list[Sample]] = defaultdict(list)

    def found(self) -> TextMessages:
        replies = {task: self._replies(task) for task in self._known.commands}
        errors = self._errors(replies)
        greeting = self._greeting()
        texts = {message.text for message in errors}
        ignored = [
            Message(_said_of([sample.lines[0] for sample in samples]), frozenset(), len(samples))
            for samples in self._beside.values()
        ]
        return TextMessages(
            replies,
            errors,
            greeting,
            [each for each in ignored if each.text not in texts],
            self._known.has_blank,
        )

    def _replies(self, task: Task) -> list[Message]:
        times = Counter[str]()
        for exchange in self._known.results_of(task):
            lines = exchange.heard.lines
            written = [_template(exchange, line.text) for line in lines]
            place = next((place for place, each in enumerate(written) if each is not None), None)
            if place is not None:
                times[written[place] or ""] += 1
            self._keep(line for number, line in enumerate(lines) if number != place)
        return [Message(text, frozenset(), count) for text, count in times.most_common()]

    def _errors(self, replies: Mapping[Task, Sequence[Message]]) -> list[Message]:
        empty = {
            message.text.replace(TEXT, "").strip() for each in replies.values() for message in each
        }
        samples: dict[Shape, list[Sample]] = defaultdict(list)
        for exchange in self._known.errors:
            first, *others = exchange.heard.lines
            if first.text.strip() not in empty:
                samples[first.shape].append(Sample(lines=(first,)))
                self._keep(others)
        messages = dict[str, int]()
        for group in samples.values():
            text = _error_of(group)
            if text != f"{{{WORDS}}}":
                messages[text] = messages.get(text, 0) + len(group)
        return [Message(text, frozenset(), times) for text, times in messages.items()]

    def _greeting(self) -> Message | None:
        known = self._known
        openings = [
            tuple(
                line
                for turn in talk.before
                for line in known.cutter.cut(turn).lines
                if line.shape not in self._spent
            )
            for talk in known.talks
        ]
        first = next((lines for lines in openings if lines), ())
        if known.cutter.framing is Framing.LENGTH:
            self._keep(first[1:])
            first = first[:1]
        shapes = [line.shape for line in first]
        same = [
            lines[: len(first)]
            for lines in openings
            if [line.shape for line in lines[: len(first)]] == shapes
        ]
        if not first:
            return None
        columns = [[lines[place] for lines in same] for place in range(len(first))]
        return Message("\n".join(map(_said_of, columns)), frozenset(), len(same))

    def _keep(self, lines: Iterator[ShapedLine] | Sequence[ShapedLine]) -> None:
        for line in lines:
            self._beside[line.shape].append(Sample(lines=(line,)))


def _said_of(lines: Sequence[ShapedLine]) -> str:
    """Return the template of a line that is no reply, from all its occurrences. A time varies, even
    if it was the same each time.
    """
    around = around_time(lines[0].text)
    if around is not None:
        return f"{around[0]}{{{WORDS}}}{around[1]}"
    samples = [Sample(lines=(line,)) for line in lines]
    return template_of(samples, _names(samples))[0]


def _template(exchange: TextExchange, line: str) -> str | None:
    """Return the template of a line; None if the result is not in it."""
    if not exchange.said.argument:
        around = around_time(line)
        return None if around is None else f"{around[0]}{TIME}{around[1]}".strip()
    result = result_in(exchange.said, line, exchange.outcome)
    if result is None:
        return None
    before, _, behind = line.partition(result)
    return f"{before}{TEXT}{behind}".strip()


def _error_of(samples: Sequence[Sample]) -> str:
    names = [
        None if name is None or _is_constant(samples, slot) else WORDS
        for slot, name in enumerate(_names(samples))
    ]
    return template_of(samples, names)[0]


def _is_constant(samples: Sequence[Sample], slot: int) -> bool:
    return len(samples) > 1 and len({sample.values[slot] for sample in samples}) == 1


def _names(samples: Sequence[Sample]) -> list[str | None]:
    """Return WORDS for each slot that varies, or that nothing but words can have filled."""
    slots = range(len(samples[0].values))
    columns = [{sample.values[slot] for sample in samples} for slot in slots]
    return [
        None if len(values) == 1 and all(value.isdigit() for value in values) else WORDS
        for values in columns
    ]
