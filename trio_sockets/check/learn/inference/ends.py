"""Which replies end a game, and which are errors, by their place in the game."""

from collections.abc import Sequence
from enum import Enum, auto

from trio_sockets.check.learn.heard.replies import Reply
from trio_sockets.check.learn.heard.shape import Shape
from trio_sockets.check.learn.inference.hints import Hints
from trio_sockets.check.learn.inference.wording import Wording
from trio_sockets.check.sentences.meaning import Meaning

_EARLY = 3
"""Guesses after which a game is usually not lost yet."""


class ReplyPart(Enum):
    """The part that a reply plays in its game."""

    HIGHER = auto()
    LOWER = auto()
    WIN = auto()
    LOSE = auto()
    ERROR = auto()
    UNKNOWN = auto()
    NOTHING = auto()
    """The program sent nothing."""


def find_parts(replies: Sequence[Reply], hints: Hints, wording: Wording) -> list[ReplyPart]:
    """Find the part of each reply.

    :param wording: decides if a guess may be the number or not.
    """
    ordinary = _ordinary(replies, hints)
    bad = _bad_shapes(replies, hints)
    parts = [_part_of(reply, hints, ordinary, bad, wording) for reply in replies]
    sure = {
        reply.lines[0].shape: part
        for reply, part in zip(replies, parts, strict=True)
        if part in {ReplyPart.WIN, ReplyPart.LOSE}
    }
    return [  # the same line ends each game in the same way
        sure.get(reply.lines[0].shape, part)
        if part is ReplyPart.UNKNOWN and reply.is_last
        else part
        for reply, part in zip(replies, parts, strict=True)
    ]


def _part_of(  # noqa: PLR0911 - one for each part
    reply: Reply,
    hints: Hints,
    ordinary: frozenset[Shape],
    bad: frozenset[Shape],
    wording: Wording,
) -> ReplyPart:
    if not reply.lines:
        return ReplyPart.NOTHING
    hinted = hints.are_in(reply)
    if reply.is_last and hinted and reply.shapes - ordinary and not reply.said.is_bad:
        return ReplyPart.LOSE  # "Too low. You lose": more than a hint
    if hinted:
        return ReplyPart.HIGHER if reply.shapes & hints.higher else ReplyPart.LOWER
    if reply.guess is None or reply.shapes & bad:
        return ReplyPart.ERROR
    if not reply.is_last:
        return ReplyPart.UNKNOWN
    if not hints.bracket(reply.game).holds(reply.guess):
        return ReplyPart.LOSE
    return _end_of(reply, hints, wording)


def _end_of(reply: Reply, hints: Hints, wording: Wording) -> ReplyPart:
    """Return whether a game was won or lost, if its last guess may have been the number."""
    said = wording.of_lines(reply.lines)
    bracket = hints.bracket(reply.game)
    if bracket.below - bracket.above == 2:  # only one number was left  # noqa: PLR2004
        return ReplyPart.WIN
    match said:
        case Meaning.WON:
            return ReplyPart.WIN
        case Meaning.LOST:
            return ReplyPart.LOSE
        case Meaning.ERROR:
            return ReplyPart.ERROR
        case _:
            return ReplyPart.WIN if reply.number < _EARLY and reply.ended else ReplyPart.UNKNOWN


def _ordinary(replies: Sequence[Reply], hints: Hints) -> frozenset[Shape]:
    """Return the lines of hints after which a game went on."""
    return frozenset(
        shape
        for reply in replies
        if hints.are_in(reply) and not reply.is_last
        for shape in reply.shapes
    )


def _bad_shapes(replies: Sequence[Reply], hints: Hints) -> frozenset[Shape]:
    """Return the lines of replies to messages that were not guesses; not of hints."""
    bad = {shape for reply in replies if reply.guess is None for shape in reply.shapes}
    return frozenset(bad - hints.higher - hints.lower - _ordinary(replies, hints))
