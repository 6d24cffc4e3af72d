"""Writing what a program is told first, and its prompt."""

from collections.abc import Sequence

from trio_sockets.check.learn.inference.first_said import FirstSaid
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.writing.draft import MessageRemark, Value
from trio_sockets.check.learn.writing.notes import Notes
from trio_sockets.words import Words, say


def write_first(notes: Notes, first: Sequence[FirstSaid], because: Words, *, table: str) -> None:
    """Write the messages to a program before it serves, if there are any."""
    if not first:
        return
    value: list[Value] = [
        {
            **({"prompt": each.prompt} if each.prompt else {}),
            "say": each.say,
            **({"reply": each.reply} if each.reply else {}),
        }
        for each in first
    ]
    notes.add("first", value, because, table=table)
    for each in first:
        meaning = say('we say "{said}"', said=each.say)
        notes.remarks.append(MessageRemark(each.prompt.strip(), 1, meaning, because))


def write_prompt(notes: Notes, prompt: Message | None, because: Words, *, table: str) -> None:
    """Write the prompt, if there is one."""
    if prompt is not None:
        notes.add("prompt", f"{prompt.text} ", because, table=table)
        notes.remark(prompt, say("prompt"), because)
