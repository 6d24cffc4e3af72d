"""Conversations that the learner plans: the caller holds them, and reports what was said."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn, Say

LearnedT = TypeVar("LearnedT")

PATIENCE = 2.0
"""Seconds to wait for a reply."""

Script: TypeAlias = Generator[Say, PlayedTurn, None]
"""Yields messages to send; the caller sends back the program's turn after each."""


@final
@dataclass(frozen=True, slots=True)
class PlannedTalk:
    """One conversation that the caller shall hold.

    :param sends: the framing of the messages to the program.
    :param script: called with the turn in which the program speaks first.
    :param patience: seconds to wait for a reply.
    """

    sends: Framing
    script: Callable[[PlayedTurn], Script]
    patience: float = PATIENCE


Course: TypeAlias = Generator[PlannedTalk, PlayedTalk, LearnedT]
"""Yields conversations to hold; the caller sends back each, without turns if it failed. It returns
what was learned.
"""

Steps: TypeAlias = Course[None]
"""A part of a course."""
