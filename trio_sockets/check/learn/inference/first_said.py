"""What a program is told before it serves: a name, a choice; and the prompts with which it asks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from trio_sockets.check.learn.heard.cutting import Cutter
from trio_sockets.check.learn.heard.record import NAME, PlayedTalk, PlayedTurn
from trio_sockets.check.learn.heard.shape import Shape
from trio_sockets.check.learn.inference.slots import (
    WORDS,
    Message,
    Sample,
    ignored_message_of,
    template_of,
)


@final
@dataclass(frozen=True, slots=True)
class FirstSaid:
    """One message to the program before its first guess or request.

    :param say: the message, as a dialect writes it.
    :param prompt: what the program says before it; empty if it says nothing.
    :param reply: the program's reply to it; empty if there is no special one.
    """

    say: str
    prompt: str = ""
    reply: str = ""


def find_first(talk: PlayedTalk, cutter: Cutter) -> tuple[tuple[FirstSaid, ...], frozenset[Shape]]:
    """Return the messages to the program before the first guess or request, and the lines around
    them.
    """
    turns = talk.before
    first, spent = list[FirstSaid](), set[Shape]()
    for asked, said in pairwise(turns):
        question = _question(cutter, asked, spent)
        reply = ""
        if said.said is not None and said.said.text == NAME:
            greeted = [line for line in cutter.cut(said).lines if NAME in line.values]
            if greeted:
                spent.add(greeted[0].shape)
                names = [
                    "name" if value == NAME else None if value.isdigit() else WORDS
                    for value in greeted[0].values
                ]
                reply, _ = template_of([Sample(lines=(greeted[0],))], names)
        text = said.said.text if said.said is not None else ""
        first.append(FirstSaid("{name}" if text == NAME else text, question, reply))
    return tuple(first), frozenset(spent)


def _question(cutter: Cutter, asked: PlayedTurn, spent: set[Shape]) -> str:
    """Return the program's prompt, or else its last line, before a message."""
    cut = cutter.cut(asked)
    if cut.prompt is not None:
        return f"{cut.prompt.text} "
    if not cut.lines:
        return ""
    spent.add(cut.lines[-1].shape)
    return cut.lines[-1].text


def find_prompts(talks: Sequence[PlayedTalk], cutter: Cutter) -> list[Message]:
    """Return all prompts, as templates with fields for the numbers that vary."""
    samples: dict[Shape, list[Sample]] = defaultdict(list)
    for talk in talks:
        for turn in talk.turns:
            prompt = cutter.cut(turn).prompt
            if prompt is not None:
                samples[prompt.shape].append(Sample(lines=(prompt,)))
    return [ignored_message_of(each) for each in samples.values()]
