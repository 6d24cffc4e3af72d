"""A learned dialect: each entry with its reason, and the open questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

from trio_sockets.words import Words

Value: TypeAlias = "str | int | bool | Words | Sequence[Value] | Mapping[str, Value]"
"""A value in a TOML file; `Words` are written in the user's language."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """One line of a dialect's file.

    :param table: the table of the entry; empty if it comes before all tables.
    :param because: the reason for the entry, or the question.
    :param is_question: whether the entry is commented out until a person has decided.
    """

    table: str
    key: str
    value: Value
    because: Words
    is_question: bool = False


@final
@dataclass(frozen=True, slots=True)
class MessageRemark:
    """What a message was found to mean.

    :param said: the template of the message.
    :param times: how often the message occurred.
    """

    said: str
    times: int
    meaning: Words
    because: Words


@final
@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a dialect's file.

    :param entries: the entries of the file, in order.
    :param remarks: a remark on each message, for people.
    :param questions: what is unknown or uncertain.
    :param is_swapped: whether the file follows the words of the hints, although the replies to
        guesses show the opposite.
    """

    entries: Sequence[DraftEntry]
    remarks: Sequence[MessageRemark] = ()
    questions: Sequence[Words] = ()
    is_swapped: bool = False
