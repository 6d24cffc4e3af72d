"""How many guesses a game allows, concluded from the lost games."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.heard.replies import Reply
from trio_sockets.check.learn.inference.ends import ReplyPart


@final
@dataclass(frozen=True, slots=True)
class Tries:
    """What the lost games show.

    :param limit: guesses in a lost game with only valid guesses; None if no such game was lost.
    :param games: how many such games were lost.
    :param differ: whether they were lost after different numbers of guesses.
    :param longest: guesses in the longest game that was not lost.
    :param bad_costs: whether a bad guess uses up a try; None if that was not seen.
    :param closed_after: guesses after which the program closed the connection without a message;
        None if it did not.
    """

    limit: int | None = None
    games: int = 0
    differ: bool = False
    longest: int = 0
    bad_costs: bool | None = None
    closed_after: int | None = None


def find_tries(replies: Sequence[Reply], parts: Sequence[ReplyPart]) -> Tries:
    """Count the guesses of each game."""
    lost, lost_with_bad, longest = list[int](), list[tuple[int, int]](), 0
    closed = list[int]()
    for game in {reply.game for reply in replies}:
        mine = [
            (reply, part) for reply, part in zip(replies, parts, strict=True) if reply.game == game
        ]
        bad = sum(is_no_guess(reply, part) for reply, part in mine)
        good = len(mine) - bad
        last, part = mine[-1]
        if part is ReplyPart.NOTHING and last.ended and not bad:
            closed.append(good)
        elif part is not ReplyPart.LOSE:
            longest = max(longest, good)
        elif bad:
            lost_with_bad.append((good, bad))
        else:
            lost.append(good)
    if not lost:
        return Tries(longest=longest, closed_after=max(closed, key=closed.count, default=None))
    limit = max(lost, key=lost.count)
    costs = None
    for good, bad in lost_with_bad:
        costs = True if good + bad == limit else False if good == limit else costs
    return Tries(limit, len(lost), len({*lost}) > 1, longest, costs)


def is_no_guess(reply: Reply, part: ReplyPart) -> bool:
    """Return whether the message was refused, or was bad and got no hint."""
    is_hint = part in {ReplyPart.HIGHER, ReplyPart.LOWER}
    return part is ReplyPart.ERROR or (reply.said.is_bad and not is_hint)
