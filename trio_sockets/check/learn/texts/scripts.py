"""Scripts of conversations with a text server. They are pure."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.games.first import named_by
from trio_sockets.check.learn.heard.record import PlayedTurn, Say
from trio_sockets.check.learn.planned import Script

SILENCES = 2
"""Unanswered requests in a row after which a conversation is given up."""


@final
@dataclass(frozen=True, slots=True)
class TextManner:
    """The manner in which the learner talks to a text server.

    :param sends: the framing of messages to the program.
    :param introduces: whether to answer when the program asks for a name.
    """

    sends: Framing = Framing.LINE
    introduces: bool = True

    def introduction(self, opening: PlayedTurn) -> Generator[Say, PlayedTurn, PlayedTurn]:
        """Send the messages before the first request; return the program's last turn."""
        turn, said = opening, list[str]()
        while (
            self.introduces and not turn.ended and (wanted := named_by(turn.text, said)) is not None
        ):
            said.append(wanted.text)
            turn = yield wanted
        return turn


def ask(
    manner: TextManner, requests: Sequence[Say], opening: PlayedTurn, *, silences: int = SILENCES
) -> Script:
    """Send requests one after another.

    :param silences: unanswered requests in a row after which it ends.
    """
    yield from manner.introduction(opening)
    silent = 0
    for request in requests:
        turn = yield request
        silent = 0 if turn.heard else silent + 1
        if silent == silences:
            return
