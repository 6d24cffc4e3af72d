"""Where a program tells the parameters of its game, if it does: in or near its greeting."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from trio_sockets.check.learn.heard.shape import Shape, ShapedLine

_BETWEEN = re.compile(
    r"\W{1,3}|\W*(?:et|and|a|à|to|y|e|und|bis|au|through|up to|inclus et|jusqu'à)\W*"
    r"|\W*<=?\s*\w{1,12}\s*<=?\W*|\W*(?:max|high|haut)\w*\W*",
    re.IGNORECASE,
)
"""The text that may be between the two bounds."""

_UP_TO = re.compile(
    r"(?:max(?:imum)?|up to|jusqu'à|below|under|less than|high|haut|inférieure? (?:ou égal )?à"
    r"|hasta)\W*$",
    re.IGNORECASE,
)
_TRIES = re.compile(
    r"essai|tentative|coup|chance|tr(?:y|ies)|attempt|guesses|intento|oportunidad|vies?\b|lives|turns",
    re.IGNORECASE,
)


@final
@dataclass(frozen=True, slots=True)
class Told:
    """What the numbers of one line mean.

    :param slots: the meanings of its slots: low, high, tries.
    """

    shape: Shape
    slots: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)

    def without(self, name: str) -> "Told":
        """Return a copy without one of the parameters."""
        slots = {slot: each for slot, each in self.slots.items() if each != name}
        values = {each: value for each, value in self.values.items() if each != name}
        return Told(self.shape, slots, values)

    def __bool__(self) -> bool:
        """Return whether the line tells a parameter."""
        return bool(self.slots)


def told_by(line: ShapedLine, tries: int | None) -> Told:
    """Return which parameters a line tells.

    :param tries: how many tries a game allows, as found from lost games.
    """
    numbers = {slot: int(value) for slot, value in enumerate(line.values) if _is_number(value)}
    slots: dict[int, str] = {}
    for slot, low in numbers.items():
        between = line.shape.parts[slot + 1] if slot + 1 in numbers else None
        if between is not None and _BETWEEN.fullmatch(between) and not slots:
            high = numbers[slot + 1]
            if low < high and not _TRIES.match(line.shape.parts[slot + 2].strip()):
                slots |= {slot: "low", slot + 1: "high"}
    if not slots:
        for slot, number in numbers.items():
            if (
                number > 1
                and _UP_TO.search(line.shape.parts[slot])
                and "high" not in slots.values()
            ):
                slots[slot] = "high"
    others = [slot for slot in numbers if slot not in slots]
    worded = [slot for slot in others if _tells_tries(line.shape, slot)]
    same = [slot for slot in others if numbers[slot] == tries]
    both = [slot for slot in worded if slot in same]
    for slot in (both or worded or same)[:1]:
        if numbers[slot] > 0 and (slots or worded or both):
            slots[slot] = "tries"
    return Told(line.shape, slots, {name: numbers[slot] for slot, name in slots.items()})


def _tells_tries(shape: Shape, slot: int) -> bool:
    before, behind = shape.parts[slot], shape.parts[slot + 1]
    if _TRIES.search(behind[:20]) is not None:
        return True
    return _TRIES.search(before[-25:]) is not None and behind.strip()[:1] in {
        "",
        ".",
        "!",
        ")",
        ",",
        ";",
    }


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]{1,18}", value) is not None


def range_in(lines: Iterable[ShapedLine]) -> tuple[int, int] | None:
    """Return the bounds that one of some lines tells; None if no line does."""
    for line in lines:
        values = told_by(line, None).values
        if "high" in values:
            return values.get("low", 1), values["high"]
    return None


def told_always(conversations: Sequence[Sequence[ShapedLine]], tries: int | None) -> list[Told]:
    """Return the lines that tell parameters at the beginning of every conversation, in order.

    :param conversations: the lines of each conversation, up to its first guess.
    :param tries: see `told_by`.
    """
    if not conversations:
        return []
    found: list[Told] = []
    names = set[str]()
    for line in conversations[0]:
        told = told_by(line, tries)
        everywhere = all(any(other.shape == line.shape for other in each) for each in conversations)
        if told and everywhere and not names & {*told.values}:
            names |= {*told.values}
            found.append(told)
    return found
