"""Notes about a program: entries of a dialect, and remarks and questions for a person."""

from collections.abc import Sequence
from typing import final

from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.writing.draft import DraftEntry, MessageRemark, Value
from trio_sockets.words import Words, say


@final
class Notes:
    """Collects the contents of a draft."""

    def __init__(self) -> None:
        self.entries: list[DraftEntry] = []
        self.remarks: list[MessageRemark] = []
        self.questions: list[Words] = []

    def add(self, key: str, value: Value, because: Words, *, table: str = "game") -> None:
        """Add an entry."""
        self.entries.append(DraftEntry(table=table, key=key, value=value, because=because))

    def ask(self, key: str, value: Value, question: Words, *, table: str = "game") -> None:
        """Add an entry that is commented out until a person has decided."""
        self.entries.append(
            DraftEntry(table=table, key=key, value=value, because=question, is_question=True)
        )
        self.questions.append(question)

    def ask_about_beginning(self, message: Message) -> None:
        """Ask about a message without meaning that cannot be ignored, as others begin with it."""
        question = say(
            '"{said}" carries no information, but other messages begin with it.', said=message.text
        )
        self.questions.append(question)

    def remark(self, message: Message, meaning: Words, because: Words) -> None:
        """Add a remark on the meaning of a message."""
        self.remarks.append(MessageRemark(message.text, message.times, meaning, because))


def joined(reasons: Sequence[Words]) -> Words:
    """Join several sentences into one."""
    together = reasons[0]
    for reason in reasons[1:]:
        together = say("{first} {second}", first=together, second=reason)
    return together
