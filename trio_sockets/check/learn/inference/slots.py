"""What the numbers in a message mean, by their values each time that it occurs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.heard.shape import ShapedLine
from trio_sockets.protocol.messages import MAX_DIGITS

WORDS = "words"
"""The field that matches any text."""

_WHOLE = re.compile(rf"[+-]?[0-9]{{1,{MAX_DIGITS}}}")
_BRACED = re.compile(r"\{\w+\}")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One occurrence of a message.

    :param used: the guesses so far, with this one; None if that is not certain.
    :param guess: the guess that it answers.
    :param may_be: returns whether a number may be the secret number.
    """

    lines: tuple[ShapedLine, ...]
    used: int | None = None
    guess: int | None = None
    may_be: Callable[[int], bool] = lambda _number: False

    @property
    def values(self) -> tuple[str, ...]:
        """The values of all slots, in order."""
        return tuple(value for line in self.lines for value in line.values)


@final
@dataclass(frozen=True, slots=True)
class Message:
    """A message, from all its occurrences with the same shape.

    :param text: the template, as in a dialect.
    :param fields: the names of its fields.
    :param left_after: if it tells how many tries are left, these plus the used ones; else None.
    """

    text: str
    fields: frozenset[str]
    times: int
    left_after: int | None = None


def message_of(samples: Sequence[Sample], allowed: Sequence[str], tries: int | None) -> Message:
    """Return the template of a message.

    :param samples: its occurrences, all with the same shape.
    :param allowed: the possible meanings of its numbers.
    :param tries: how many tries a game allows; None if that is not known.
    """
    counted = [sample for sample in samples if sample.used is not None] or samples
    columns = [[sample.values[slot] for sample in counted] for slot in range(_slots(samples))]
    names: list[str | None] = []
    left_after = None
    for values in columns:
        free = [each for each in allowed if each not in names]
        name = _name_of(values, counted, free, tries)
        if name == "left":
            left_after = int(values[0]) + (counted[0].used or 0)
        names.append(name)
    text, fields = template_of(samples, names)
    return Message(text, fields, len(samples), left_after if "left" in fields else None)


def ignored_message_of(samples: Sequence[Sample]) -> Message:
    """Return the template of a message whose numbers have no meaning: each is a separate field."""
    columns = [[sample.values[slot] for sample in samples] for slot in range(_slots(samples))]
    names = [
        None if len({*values}) == 1 else f"n{slot}" if all(map(_WHOLE.fullmatch, values)) else WORDS
        for slot, values in enumerate(columns, 1)
    ]
    text, fields = template_of(samples, names)
    return Message(text, fields, len(samples))


def template_of(
    samples: Sequence[Sample], names: Sequence[str | None]
) -> tuple[str, frozenset[str]]:
    """Return a template and its fields.

    A template can have only one field `WORDS`: several become one, with all the text between them.

    :param names: the field names of the slots; None if a slot is a part of the text.
    """
    pieces: list[tuple[str, bool]] = []
    slot = 0
    for number, line in enumerate(samples[0].lines):
        if number:
            pieces.append(("\n", False))
        for place, part in enumerate(line.shape.parts):
            if place:
                name, value = names[slot], samples[0].values[slot]
                pieces.append((value if name is None else f"{{{name}}}", name is not None))
                slot += 1
            pieces += [(each, False) for each in _without_braces(part)]
    wild = [place for place, (text, _) in enumerate(pieces) if text == f"{{{WORDS}}}"]
    if len(wild) > 1:
        pieces[wild[0] : wild[-1] + 1] = [(f"{{{WORDS}}}", True)]
    text = "".join(text for text, _ in pieces).strip()
    fields = frozenset(text[1:-1] for text, is_field in pieces if is_field) - {WORDS}
    return text, fields


def _slots(samples: Sequence[Sample]) -> int:
    return len(samples[0].values)


def _name_of(
    values: Sequence[str], samples: Sequence[Sample], allowed: Sequence[str], tries: int | None
) -> str | None:
    """Return the name of a slot's field, or `WORDS`; None if the slot is a part of the text."""
    if all(_WHOLE.fullmatch(value) for value in values):
        numbers = [int(value) for value in values]
        tests: Mapping[str, Callable[[], bool]] = {
            "number": lambda: _is_number(numbers, samples, tries),
            "used": lambda: [sample.used for sample in samples] == numbers,
            "left": lambda: _is_left(numbers, samples, tries),
        }
        for name in ("number", "used", "left"):
            if name in allowed and tests[name]():
                return name
        if len({*values}) == 1:
            return None
    return WORDS


def _is_number(numbers: Sequence[int], samples: Sequence[Sample], tries: int | None) -> bool:
    """Return whether this may be the secret number each time, and is not just a constant."""
    if not all(sample.may_be(number) for sample, number in zip(samples, numbers, strict=True)):
        return False
    if all(sample.guess == number for sample, number in zip(samples, numbers, strict=True)):
        return True
    return len({*numbers}) > 1 or numbers[0] != tries


def _is_left(numbers: Sequence[int], samples: Sequence[Sample], tries: int | None) -> bool:
    if any(sample.used is None for sample in samples):
        return False
    sums = {(sample.used or 0) + number for sample, number in zip(samples, numbers, strict=True)}
    return len(sums) == 1 and (len({*numbers}) > 1 or sums == {tries})


def _without_braces(part: str) -> list[str]:
    """Return the pieces of a text, with `WORDS` in place of anything that looks like a field."""
    texts = _BRACED.split(part)
    mixed = [texts[0]]
    for text in texts[1:]:
        mixed += [f"{{{WORDS}}}", text]
    return mixed
