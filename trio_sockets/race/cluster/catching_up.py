"""Catching up: the messages a player missed while his server was cut off from the room."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import final

from trio_sockets.protocol.messages import Higher, Lower, Win
from trio_sockets.protocol.race.messages import (
    Decision,
    NextRound,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Push,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
)
from trio_sockets.race.cluster.script import ScriptReply, Snapshot


@final
@dataclass(slots=True)
class Known:
    """The state of a room as a server's players have been told.

    :ivar run: which start of Valkey told it.
    :ivar players: their points, by name.
    :ivar round: the round that runs or ran last.
    :ivar running: whether it runs.
    """

    run: str = ""
    players: dict[str, int] = field(default_factory=dict)
    round: int = 0
    running: bool = False

    def hear(self, pushes: Iterable[Push]) -> None:
        """Note who is there, and what he has."""
        for push in pushes:
            match push:
                case PlayerHere(name, total) | Score(name, _, total):
                    self.players[name] = total
                case PlayerJoined(name):
                    self.players[name] = 0
                case PlayerLeft(name):
                    self.players.pop(name, None)


def missed(
    known: Known, answer: ScriptReply, now: Snapshot, *, lost: bool, plays: bool
) -> list[Push]:
    """Return what a player has to be told, so that he knows where his room stands.

    :param known: the state he was told before.
    :param lost: whether the room that he knew is forgotten, and this is a new one.
    :param plays: whether he takes part in the round that runs.
    """
    told: list[Push] = [RoundVoid(known.round)] if lost and known.running else []
    told += [PlayerLeft(name) for name in known.players if name not in now.players]
    told += [
        PlayerHere(name, total)
        for name, total in now.players.items()
        if known.players.get(name) != total
    ]
    if not lost and (known.round, known.running) == (answer.round, answer.running):
        if answer.running and not plays:  # he may have, but had to join anew
            told.append(RoundUnderWay(answer.round))
        return told
    over = known.running and known.round == answer.round and not answer.running
    if over and not lost and now.ended is not None:
        told.append(RoundEnded(now.ended))
    if not answer.running:
        told.append(NextRound(now.seconds))
    elif plays:
        bounds = (answer.low, answer.high, answer.tries)
        told.append(RoundBegins(answer.round, *bounds))
    else:
        told.append(RoundUnderWay(answer.round))
    return told


def noted(known: Known, answer: ScriptReply, *, lost: bool) -> list[Push]:
    """Return what `missed` comes to for the results of rounds.

    A round that was over meanwhile has results, also if its number is not known any more.
    """
    if lost:
        return [RoundVoid(known.round)]
    if (known.round, known.running) == (answer.round, answer.running):
        return []
    over: list[Push] = [RoundEnded(0)] if known.running else []
    if not answer.running:
        return over
    return [*over, RoundBegins(answer.round, answer.low, answer.high, answer.tries)]


def guessed(name: str, decision: Decision) -> Push:
    """Return what the others were told of a guess, for the results."""
    match decision:
        case Win(used):
            return PlayerWon(name, used)
        case Higher(left) | Lower(left):
            return PlayerGuessed(name, left)
        case _:
            return PlayerOut(name)
