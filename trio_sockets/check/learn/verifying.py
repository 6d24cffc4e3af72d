"""Reading the games with the learned dialect: it must find the known meaning of each reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.learn.games.course import Learned
from trio_sockets.check.learn.heard.record import PlayedTalk
from trio_sockets.check.learn.inference.ends import ReplyPart
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.messages import KINDS
from trio_sockets.check.model.transcript import Conversation, Event, Received, Sent, Transcript


@final
@dataclass(frozen=True, slots=True)
class Verified:
    """How the dialect reads the games.

    :param right: the number of replies that it reads with their known meaning.
    :param unread: the bytes of all other replies.
    """

    right: int
    unread: Sequence[bytes] = ()


def verify(learned: Learned, dialect: Dialect, *, swapped: bool = False) -> Verified:
    """Read all games with a dialect.

    :param swapped: whether its "higher" was found to mean lower, and the other way round.
    """
    known = Knowledge(learned.games)
    spoken = dialect.of_service("game")
    right, unread = 0, list[bytes]()
    for place, game in enumerate(learned.games):
        transcript = Transcript(conversations=(conversation_of(game, spoken),), dialect=spoken)
        moves = read_game(transcript).moves
        pairs = [
            (reply, part)
            for reply, part in zip(known.replies, known.parts, strict=True)
            if reply.game == place
        ]
        for number, (reply, part) in enumerate(pairs):
            if part in {ReplyPart.NOTHING, ReplyPart.UNKNOWN}:
                continue
            meant = _other(KINDS[part]) if swapped else KINDS[part]
            if number < len(moves) and moves[number].heard.kind is meant:
                right += 1
            else:
                unread.append(reply.heard.turn.heard)
    return Verified(right, unread)


def conversation_of(talk: PlayedTalk, dialect: Dialect) -> Conversation:
    """Return a conversation as an event for each message of either side."""
    events: list[Event] = []
    for turn in talk.turns:
        if turn.said is not None:
            events.append(Sent(0, dialect.request(turn.said.text)))
        if turn.heard:
            events.append(Received(0, turn.heard))
    return Conversation(tuple(events))


def _other(kind: Kind) -> Kind:
    return {Kind.HIGHER: Kind.LOWER, Kind.LOWER: Kind.HIGHER}.get(kind, kind)
