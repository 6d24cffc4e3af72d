"""The messages of a program's game: which of its lines count, and which are ignored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import final

from trio_sockets.check.dialect.dialect_file import NUMBERS
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.learn.heard.replies import Reply
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine
from trio_sockets.check.learn.inference.ends import ReplyPart
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.slots import Message, Sample, ignored_message_of, message_of
from trio_sockets.check.sentences.meaning import Meaning

KINDS: Mapping[ReplyPart, Kind] = {
    ReplyPart.HIGHER: Kind.HIGHER,
    ReplyPart.LOWER: Kind.LOWER,
    ReplyPart.WIN: Kind.WIN,
    ReplyPart.LOSE: Kind.LOSE,
    ReplyPart.ERROR: Kind.ERROR,
}
"""The kind of message in a dialect for each part."""

_MEANT = {
    ReplyPart.WIN: Meaning.WON,
    ReplyPart.LOSE: Meaning.LOST,
    ReplyPart.ERROR: Meaning.ERROR,
}


@final
@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a program in its games.

    :param of: the messages of each kind, the most frequent first.
    :param ignored: other lines beside these messages.
    :param unknown: replies whose meaning is not known.
    :param has_blank: whether there are empty lines.
    """

    of: Mapping[Kind, Sequence[Message]]
    ignored: Sequence[Message] = ()
    unknown: Sequence[Message] = ()
    has_blank: bool = False
    shapes: frozenset[Shape] = field(default_factory=frozenset)
    """The shapes of the lines that count."""


def find_messages(known: Knowledge) -> Messages:
    """Find the messages of the game."""
    return _Finder(known).found()


@final
class _Finder:
    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._pairs = list(zip(known.replies, known.parts, strict=True))
        self._cores = known.hints.higher | known.hints.lower
        self._companions = self._find_companions()
        ends = {
            part: {shape for reply, each in self._pairs if each is part for shape in reply.shapes}
            for part in (ReplyPart.WIN, ReplyPart.LOSE)
        }
        self._both_ends = (ends[ReplyPart.WIN] & ends[ReplyPart.LOSE]) - self._cores

    def found(self) -> Messages:
        samples: dict[tuple[ReplyPart, tuple[Shape, ...]], list[Sample]] = defaultdict(list)
        counting = set[Shape]()
        for reply, part in self._pairs:
            if part is not ReplyPart.NOTHING and (lines := self._counting(reply, part)):
                shapes = tuple(line.shape for line in lines)
                samples[part, shapes].append(self._sample(reply, part, lines))
                counting |= {*shapes}
        beside: dict[Shape, list[Sample]] = defaultdict(list)
        for reply, _ in self._pairs:
            for line in reply.lines:
                if line.shape not in counting:
                    beside[line.shape].append(Sample(lines=(line,)))
        return Messages(
            of={
                kind: self._messages(kind, [each for (p, _), each in samples.items() if p is part])
                for part, kind in KINDS.items()
            },
            ignored=[ignored_message_of(each) for each in beside.values()],
            unknown=[
                ignored_message_of(each)
                for (p, _), each in samples.items()
                if p is ReplyPart.UNKNOWN
            ],
            has_blank=any(reply.heard.has_blank for reply, _ in self._pairs),
            shapes=frozenset(counting),
        )

    def _messages(self, kind: Kind, groups: Sequence[Sequence[Sample]]) -> list[Message]:
        limit = self._known.tries.limit
        found = [message_of(group, NUMBERS[kind], limit) for group in groups]
        if kind is Kind.LOSE:
            found += self._mirrored(found)
        return sorted(found, key=lambda message: -message.times)

    def _mirrored(self, found: Sequence[Message]) -> list[Message]:
        """Return messages of losses with their hint replaced by the other one, if not found yet."""
        plain = [
            sorted(shape.parts[0] for shape in side if not shape.slots)
            for side in (self._known.hints.higher, self._known.hints.lower)
        ]
        if [len(side) for side in plain] != [1, 1]:
            return []
        [higher], [lower] = plain
        texts = {message.text for message in found}
        mirrored = []
        for message in found:
            lines = message.text.split("\n")
            if len(lines) > 1:
                other = {higher: lower, lower: higher}
                text = "\n".join(other.get(line, line) for line in lines)
                if text not in texts:
                    mirrored.append(Message(text, message.fields, 0))
        return mirrored

    def _find_companions(self) -> dict[Shape, bool]:
        """Return the lines beside hints; for each, whether it tells how many tries are left."""
        samples: dict[Shape, list[Sample]] = defaultdict(list)
        for reply, part in self._pairs:
            if part in {ReplyPart.HIGHER, ReplyPart.LOWER}:
                for line in reply.lines:
                    if line.shape not in self._cores:
                        samples[line.shape].append(self._sample(reply, part, (line,)))
        limit = self._known.tries.limit
        return {
            shape: "left" in message_of(each, ("left",), limit).fields
            for shape, each in samples.items()
        }

    def _counting(self, reply: Reply, part: ReplyPart) -> tuple[ShapedLine, ...]:
        """Return the lines of a reply that carry its meaning."""
        lines = [
            line
            for line in reply.lines
            if self._companions.get(line.shape, True) and line.shape not in self._both_ends
        ] or list(reply.lines[:1])
        if part in _MEANT and len(lines) > 1:
            meant = [
                line for line in lines if self._known.wording.of(line.text) is _MEANT[part]
            ] or [line for line in lines if line.shape not in self._cores][:1]
            lines = [line for line in lines if line in meant or line.shape in self._cores]
        if self._known.cutter.framing is Framing.LENGTH and len(lines) > 1:
            lines = [line for line in lines if line.shape not in self._cores][:1] or lines[:1]
            if part in {ReplyPart.HIGHER, ReplyPart.LOWER}:
                lines = [line for line in reply.lines if line.shape in self._cores][:1]
        return tuple(lines)

    def _sample(self, reply: Reply, part: ReplyPart, lines: tuple[ShapedLine, ...]) -> Sample:
        may_be = partial(_may_be, self._known, reply, part)
        return Sample(
            lines=lines, used=self._known.used_at(reply), guess=reply.guess, may_be=may_be
        )


def _may_be(known: Knowledge, reply: Reply, part: ReplyPart, number: int) -> bool:
    """Return whether a number may be the secret number of a game that has ended."""
    if part is ReplyPart.WIN:
        return number == reply.guess
    return part is ReplyPart.LOSE and known.hints.bracket(reply.game).holds(number)
