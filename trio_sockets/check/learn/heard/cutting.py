"""Splitting a program's output into lines, before the framing of its messages is known."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.heard.record import NAME, PlayedTalk, PlayedTurn
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine, line_of

_BOUNDARY = re.compile(r"(?<=[.!?:;)])\s+|\s{2,}")
"""Where a prompt may begin that follows a reply on the same line."""


def framing_of(games: Iterable[PlayedTalk]) -> Framing:
    """Return the framing of the messages that a program sends."""
    heard = [turn for game in games for turn in game.turns if turn.heard]
    cuts = [Framing.LENGTH.cut(turn.heard) for turn in heard]
    if cuts and all(messages and not rest for messages, rest in cuts):
        return Framing.LENGTH
    replies = [turn for turn in heard if turn.said is not None] or heard
    ended = sum(bool(turn.heard.rpartition(b"\n")[0].strip()) for turn in replies)
    return Framing.LINE if 2 * ended >= len(replies) else Framing.NOTHING


@final
@dataclass(frozen=True, slots=True)
class CutTurn:
    """One turn of a program, split into lines.

    :param lines: its lines, without prompts and blank lines.
    :param prompt: the prompt at its end; None if there is none.
    """

    turn: PlayedTurn
    lines: tuple[ShapedLine, ...]
    prompt: ShapedLine | None = None
    has_blank: bool = False


@final
class Cutter:
    """Splits turns into lines. First, it finds the prompts in all games.

    :param games: all games so far.
    """

    def __init__(self, games: Sequence[PlayedTalk]) -> None:
        self.framing = framing_of(games)
        turns = [turn for game in games for turn in game.turns]
        self.prompts = self._find_prompts(turns)

    def cut(self, turn: PlayedTurn) -> CutTurn:
        """Split one turn into lines."""
        lines, tail = self._lines(turn)
        before, prompt = self._without_prompt(tail, _echoes(turn))
        lines = [*lines, before]
        return CutTurn(
            turn,
            tuple(line_of(each, _echoes(turn)) for each in lines if each.strip()),
            prompt,
            any(not each.strip() for each in lines[:-1]),
        )

    def _lines(self, turn: PlayedTurn) -> tuple[list[str], str]:
        """Return the terminated lines, and the text after the last of them."""
        if self.framing is Framing.LENGTH:
            messages, _ = self.framing.cut(turn.heard)
            return [message.decode(errors="replace") for message in messages], ""
        *lines, tail = turn.text.replace("\r", "").split("\n")
        return lines, tail

    def _find_prompts(self, turns: Sequence[PlayedTurn]) -> Counter[Shape]:
        """Return the prompts: unterminated ends of turns, which follow different lines each time.

        A turn at whose end the connection is closed has no prompt.
        """
        seen: dict[Shape, set[tuple[Shape, ...]]] = defaultdict(set)
        times = Counter[Shape]()
        opening = set[Shape]()
        for turn in turns:
            lines, tail = self._lines(turn)
            if turn.ended or not tail.strip():
                continue
            shapes = tuple(line_of(line, _echoes(turn)).shape for line in lines if line.strip())
            for before, end in _ends(tail):
                line = line_of(end, _echoes(turn))
                rest = (line_of(before, _echoes(turn)).shape,) if before.strip() else ()
                seen[line.shape].add((*shapes, *rest))
                times[line.shape] += 1
                if turn.said is None or turn.said.is_first:
                    opening.add(line.shape)
        lines_end = self.framing is Framing.LINE
        found = {
            shape: times[shape]
            for shape, befores in seen.items()
            if (len(befores) > 1 or shape in opening)
            and (lines_end or _asks(shape) or (shape in opening and len(befores) > 1))
        }
        return Counter(found)

    def _without_prompt(self, tail: str, echoes: Sequence[str]) -> tuple[str, ShapedLine | None]:
        """Remove the longest prompt from the end; return the rest and the prompt."""
        for before, end in _ends(tail):
            line = line_of(end, echoes)
            if line.shape in self.prompts:
                return before, line
        return tail, None


def _asks(shape: Shape) -> bool:
    return shape.parts[-1].rstrip().endswith((":", "?", ">", "$", "#"))


def _ends(tail: str) -> Iterable[tuple[str, str]]:
    """Yield all splits of a line into its beginning and its end, the longest end first."""
    if tail.strip():
        yield "", tail
        for boundary in _BOUNDARY.finditer(tail):
            if tail[boundary.end() :].strip() and tail[: boundary.start()].strip():
                yield tail[: boundary.start()], tail[boundary.end() :]


def _echoes(turn: PlayedTurn) -> list[str]:
    said = turn.said
    if said is None or said.is_first:
        return [NAME]
    given = said.argument
    forms = [given, given.upper(), given.lower()] if given else []
    is_guess = said.guess is not None and not said.is_bad
    return [*([] if is_guess else [said.text, *said.text.split()[:1]]), *forms, NAME]
