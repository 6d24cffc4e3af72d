"""What is known about a program after some games; everything is concluded from their record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

from trio_sockets.check.learn.heard.cutting import Cutter
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.heard.replies import Reply, replies_of
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine
from trio_sockets.check.learn.inference.ends import ReplyPart, find_parts
from trio_sockets.check.learn.inference.hints import Hints, find_hints
from trio_sockets.check.learn.inference.parameters import range_in
from trio_sockets.check.learn.inference.tries import Tries, find_tries, is_no_guess
from trio_sockets.check.learn.inference.wording import Wording

_ROUND = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000)


@final
@dataclass(frozen=True)
class Knowledge:
    """The conclusions from some games.

    :param games: the games, in the order in which they were played.
    """

    games: Sequence[PlayedTalk]

    @cached_property
    def cutter(self) -> Cutter:
        """Splits the program's turns into lines."""
        return Cutter(self.games)

    @cached_property
    def wording(self) -> Wording:
        """Reads the program's words."""
        return Wording()

    @cached_property
    def replies(self) -> list[Reply]:
        """All replies, in order."""
        return replies_of(self.games, self.cutter)

    @cached_property
    def hints(self) -> Hints:
        """The lines that are hints."""
        return find_hints(self.replies, self._refusals)

    @cached_property
    def parts(self) -> list[ReplyPart]:
        """The part of each reply."""
        return find_parts(self.replies, self.hints, self.wording)

    @cached_property
    def tries(self) -> Tries:
        """How many guesses a game allows."""
        return find_tries(self.replies, self.parts)

    @cached_property
    def openings(self) -> list[list[ShapedLine]]:
        """The lines of each game before its first guess, without prompts."""
        return [
            [line for turn in game.before for line in self.cutter.cut(turn).lines]
            for game in self.games
        ]

    @cached_property
    def bounds(self) -> tuple[int, int] | None:
        """The bounds that the program tells, in its greeting, a prompt or an error."""
        prompts = [
            prompt
            for game in self.games
            for turn in game.before
            if (prompt := self.cutter.cut(turn).prompt) is not None
        ]
        refusals = [line for reply in self.replies if reply.said.is_bad for line in reply.lines]
        openings = [line for lines in self.openings for line in lines]
        return range_in([*openings, *prompts, *refusals])

    @cached_property
    def greatest_valid(self) -> int | None:
        """The greatest number that the program accepted as a guess."""
        return max(self._numbers(hinted=True), default=None)

    @cached_property
    def least_refused(self) -> int | None:
        """The least refused number above `greatest_valid`."""
        valid = self.greatest_valid
        refused = self._numbers(hinted=False)
        return min((each for each in refused if valid is not None and each > valid), default=None)

    @cached_property
    def greatest_refused_below(self) -> int | None:
        """The greatest refused number below all accepted ones."""
        least = min(self._numbers(hinted=True), default=None)
        refused = self._numbers(hinted=False)
        return max((each for each in refused if least is not None and each < least), default=None)

    @cached_property
    def ceiling(self) -> int:
        """A round number above all lower ends of the ranges so far."""
        above = max((bracket.above for bracket in self.hints.brackets.values()), default=1)
        return next((each for each in _ROUND if each > above), _ROUND[-1])

    @cached_property
    def secrets(self) -> list[int]:
        """The numbers of the games that were won."""
        pairs = zip(self.replies, self.parts, strict=True)
        return [
            reply.guess
            for reply, part in pairs
            if part is ReplyPart.WIN and reply.guess is not None
        ]

    def side(self, turn: PlayedTurn) -> ReplyPart:
        """Return which hint a reply is; `ReplyPart.UNKNOWN` if it is not a hint."""
        shapes = {line.shape for line in self.cutter.cut(turn).lines}
        if shapes & self.hints.higher:
            return ReplyPart.HIGHER
        return ReplyPart.LOWER if shapes & self.hints.lower else ReplyPart.UNKNOWN

    def refuses(self, turn: PlayedTurn) -> bool:
        """Return whether all lines of a reply are known from replies to bad guesses."""
        shapes = {line.shape for line in self.cutter.cut(turn).lines}
        return bool(shapes) and shapes <= self._said_to_bad

    def used_at(self, reply: Reply) -> int | None:
        """Return how many tries a game had used at a reply; None if that is not certain."""
        good, bad = self._counts[reply.game, reply.number]
        if bad and self.tries.bad_costs is None:
            return None
        return good + (bad if self.tries.bad_costs else 0)

    @cached_property
    def _counts(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each game and reply, how many guesses there were so far, and how many non-guesses."""
        counts: dict[tuple[int, int], tuple[int, int]] = {}
        for reply, part in zip(self.replies, self.parts, strict=True):
            good, bad = counts.get((reply.game, reply.number - 1), (0, 0))
            is_bad = is_no_guess(reply, part)
            counts[reply.game, reply.number] = good + (not is_bad), bad + is_bad
        return counts

    @cached_property
    def _said_to_bad(self) -> frozenset[Shape]:
        shapes = {shape for reply in self.replies if reply.said.is_bad for shape in reply.shapes}
        return frozenset(shapes - self.hints.higher - self.hints.lower)

    @cached_property
    def _refusals(self) -> frozenset[Shape]:
        """The lines that answer both a number far below all bounds and one far above them."""
        numbers = [
            (reply.said.guess, reply)
            for reply in self.replies
            if reply.said.is_bad and reply.said.guess is not None
        ]
        below = {shape for guess, reply in numbers if guess < 0 for shape in reply.shapes}
        above = {shape for guess, reply in numbers if guess > 0 for shape in reply.shapes}
        return frozenset(below & above)

    def _numbers(self, *, hinted: bool) -> Iterable[int]:
        for reply, part in zip(self.replies, self.parts, strict=True):
            if reply.said.guess is not None and (
                part in {ReplyPart.HIGHER, ReplyPart.LOWER, ReplyPart.WIN}
                if hinted
                else part is ReplyPart.ERROR
            ):
                yield reply.said.guess
