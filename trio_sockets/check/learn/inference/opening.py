"""What happens before the first guess: names, menus, greetings, prompts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.heard.shape import Shape, ShapedLine
from trio_sockets.check.learn.inference.ends import ReplyPart
from trio_sockets.check.learn.inference.first_said import FirstSaid, find_first, find_prompts
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.parameters import Told, told_always
from trio_sockets.check.learn.inference.slots import (
    WORDS,
    Message,
    Sample,
    ignored_message_of,
    template_of,
)


@final
@dataclass(frozen=True, slots=True)
class Opening:
    """How the conversations with a program begin.

    :param greeting: the greeting that tells parameters; None if there is none.
    :param told: the parameters that it tells.
    :param ignored: all other lines.
    :param prompt: the prompt before each guess; None if there is none.
    :param prompts: all other prompts.
    """

    first: tuple[FirstSaid, ...]
    greeting: Message | None
    told: frozenset[str]
    ignored: tuple[Message, ...]
    prompt: Message | None
    prompts: tuple[Message, ...]


def find_opening(known: Knowledge) -> Opening:
    """Find out how conversations begin."""
    first, spent = find_first(known.games[0], known.cutter)
    openings = [[line for line in lines if line.shape not in spent] for lines in known.openings]
    told = told_always(openings, known.tries.limit)
    if ReplyPart.LOSE not in known.parts:  # a dialect without a loss message has no tries
        told = [each for line in told if (each := line.without("tries"))]
    shapes = {each.shape for each in told}
    ignored: dict[Shape, list[Sample]] = defaultdict(list)
    for lines in openings:
        for line in lines:
            if line.shape not in shapes:
                ignored[line.shape].append(Sample(lines=(line,)))
    prompts = find_prompts(known.games, known.cutter)
    usual = max(prompts, key=lambda prompt: prompt.times, default=None)
    firsts = {each.prompt.strip() for each in first}
    if usual is not None and usual.text in firsts:
        usual = None
    return Opening(
        first=first,
        greeting=_greeting(openings, told),
        told=frozenset(name for each in told for name in each.values),
        ignored=tuple(map(ignored_message_of, ignored.values())),
        prompt=usual,
        prompts=tuple(each for each in prompts if each != usual and each.text not in firsts),
    )


def _greeting(openings: Sequence[Sequence[ShapedLine]], told: Sequence[Told]) -> Message | None:
    if not told:
        return None
    samples = [
        Sample(
            lines=tuple(next(line for line in lines if line.shape == each.shape) for each in told)
        )
        for lines in openings
    ]
    names: list[str | None] = []
    for each in told:
        for slot in range(each.shape.slots):
            values = {sample.values[len(names)] for sample in samples}
            name = each.slots.get(slot)
            names.append(name or (None if len(values) == 1 else WORDS))
    text, fields = template_of(samples, names)
    return Message(text, fields, len(samples))
