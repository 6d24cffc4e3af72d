"""The replies to guesses in all games: each guess, and the lines that came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.heard.cutting import Cutter, CutTurn
from trio_sockets.check.learn.heard.record import PlayedTalk, Say
from trio_sockets.check.learn.heard.shape import Shape, ShapedLine


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The reply to one guess, or to a message in place of a guess.

    :param game: the index of its game.
    :param number: the index of the reply in its game, from 0.
    :param is_last: whether no message followed it.
    """

    game: int
    number: int
    said: Say
    heard: CutTurn
    is_last: bool

    @property
    def guess(self) -> int | None:
        """The number that was guessed; None if the message was not a guess."""
        return None if self.said.is_bad else self.said.guess

    @property
    def lines(self) -> Sequence[ShapedLine]:
        """The lines of the reply."""
        return self.heard.lines

    @property
    def shapes(self) -> frozenset[Shape]:
        """The shapes of these lines."""
        return frozenset(line.shape for line in self.lines)

    @property
    def ended(self) -> bool:
        """Whether the program closed the connection after it."""
        return self.heard.turn.ended


def replies_of(games: Iterable[PlayedTalk], cutter: Cutter) -> list[Reply]:
    """Return all replies of some games, in order."""
    found = []
    for place, game in enumerate(games):
        for number, turn in enumerate(game.replies):
            if turn.said is not None:
                is_last = number + 1 == len(game.replies)
                heard = cutter.cut(turn)
                found.append(
                    Reply(game=place, number=number, said=turn.said, heard=heard, is_last=is_last)
                )
    return found
