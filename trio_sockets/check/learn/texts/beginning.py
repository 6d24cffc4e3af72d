"""What a text server says and wants before the first request, and its prompts."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.heard.shape import Shape
from trio_sockets.check.learn.inference.first_said import FirstSaid, find_first, find_prompts
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.texts.knowledge import TextKnowledge


@final
@dataclass(frozen=True, slots=True)
class TextBeginning:
    """The beginning of the conversations.

    :param first: what the program is told first.
    :param prompt: the prompt before each request; None if there is none.
    :param others: all other prompts.
    :param spent: the lines that belong to the questions before the first request.
    """

    first: tuple[FirstSaid, ...]
    prompt: Message | None
    others: tuple[Message, ...]
    spent: frozenset[Shape]


def find_text_beginning(known: TextKnowledge) -> TextBeginning:
    """Find out how conversations begin."""
    told = next(
        (talk for talk in known.talks if any(turn.said is not None for turn in talk.before)),
        known.talks[0],
    )
    first, spent = find_first(told, known.cutter)
    firsts = {each.prompt.strip() for each in first}
    prompts = [each for each in find_prompts(known.talks, known.cutter) if each.text not in firsts]
    usual = max(prompts, key=lambda prompt: prompt.times, default=None)
    return TextBeginning(first, usual, tuple(each for each in prompts if each is not usual), spent)
