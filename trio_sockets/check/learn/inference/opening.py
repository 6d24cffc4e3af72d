"""What happens before the first guess: names, menus, greetings, prompts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from trio_sockets.check.learn.heard.record import NAME, PlayedTurn
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine
from trio_sockets.check.learn.inference.ends import ReplyPart
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
class FirstSaid:
    """One message to the program before the game.

    :param say: the message, as a dialect writes it.
    :param prompt: what the program says before it; empty if it says nothing.
    :param reply: the program's reply to it; empty if there is no special one.
    """

    say: str
    prompt: str = ""
    reply: str = ""


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
    first, spent = _first(known)
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
    prompts = _prompts(known)
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


def _first(known: Knowledge) -> tuple[tuple[FirstSaid, ...], frozenset[Shape]]:
    """Return the messages to the program before the game, and the lines around them."""
    turns = known.games[0].before
    first, spent = list[FirstSaid](), set[Shape]()
    for asked, said in pairwise(turns):
        question = _question(known, asked, spent)
        reply = ""
        if said.said is not None and said.said.text == NAME:
            greeted = [line for line in known.cutter.cut(said).lines if NAME in line.values]
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


def _question(known: Knowledge, asked: PlayedTurn, spent: set[Shape]) -> str:
    """Return the program's prompt, or else its last line, before a message."""
    cut = known.cutter.cut(asked)
    if cut.prompt is not None:
        return f"{cut.prompt.text} "
    if not cut.lines:
        return ""
    spent.add(cut.lines[-1].shape)
    return cut.lines[-1].text


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


def _prompts(known: Knowledge) -> list[Message]:
    """Return all prompts, as templates with fields for the numbers that vary."""
    samples: dict[Shape, list[Sample]] = defaultdict(list)
    times = Counter[Shape]()
    for game in known.games:
        for turn in game.turns:
            prompt = known.cutter.cut(turn).prompt
            if prompt is not None:
                samples[prompt.shape].append(Sample(lines=(prompt,)))
                times[prompt.shape] += 1
    return [ignored_message_of(each) for each in samples.values()]
