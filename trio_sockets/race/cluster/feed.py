"""Delivers the events of a shared room to one server's players."""

from collections.abc import Callable, Mapping
from typing import TypeAlias, final

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.messages import Joined
from trio_sockets.protocol.race.messages import Decision, Push, Score
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.race.audience import Audience
from trio_sockets.race.cluster.catching_up import Known, guessed, missed, noted
from trio_sockets.race.cluster.events import PlayerReply, RoomUpdate
from trio_sockets.race.cluster.order import InOrder
from trio_sockets.race.cluster.pulse import Pulse
from trio_sockets.race.cluster.script import RoomStep, ScriptReply, Snapshot
from trio_sockets.race.cluster.seat import Seat

ReplyTo: TypeAlias = Callable[[Decision, tuple[Push, ...]], PlayerReply]
"""Makes a verdict of what was decided, and what its player is told besides."""


@final
class Feed:
    """Tells players what has happened, and what was decided for them, in the room's order.

    :param seats: this server's players, by mark: those who ask to join among them.
    :param pulse: is told when the room has something to do next.
    :param turned_away: takes the seat of a player who was not let in.
    :param audience: those who are in the room.
    :ivar order: the steps held back, and the position of the last one delivered.
    :ivar known: the state that these players have been told.
    """

    def __init__(
        self,
        seats: Mapping[str, Seat],
        pulse: Pulse,
        turned_away: Callable[[Seat], object],
        audience: Audience,
    ) -> None:
        self.order: InOrder[RoomUpdate] = InOrder()
        self.known = Known()
        self._seats = seats
        self._pulse = pulse
        self._turned_away = turned_away
        self._audience = audience

    def forget(self) -> None:
        """Reset to the state before the first player joined."""
        self.order, self.known = InOrder(), Known()

    def leave(self, seat: Seat, *, excused: bool = False) -> None:
        """Stop telling a player. The last one leaves a round that he has not won.

        :param excused: see `Audience.leave`.
        """
        if self._audience.players.get(seat.key) is seat.player:
            self._audience.leave(seat.key, excused=excused)
        if not self._seats:
            self._audience.disperse()

    # What comes is taken first, and told then: a step and what it decides are one.

    def take(self, step: RoomStep, verdict: PlayerReply | None = None) -> None:
        """Take what has happened, from wherever it was heard."""
        self.order.take(RoomUpdate(step.epoch, step.seq, step, verdict))

    def answered(self, answer: ScriptReply, run: str, judge: ReplyTo | None = None) -> None:
        """Take what a question brought about, and how it was decided.

        :param run: the start of Valkey that answered.
        :param judge: whose question it was; None if nobody waits for it.
        """
        order, steps = self.order, answer.steps
        if not order.epoch:
            order.start(answer.epoch, answer.seq - len(steps))
            self.known = Known(run, {}, answer.round, answer.running)
            self.known.hear(answer.told)
            self._pulse.wake_in(answer.wait)
        verdict = judge(answer.decision, answer.told) if judge and answer.decision else None
        for step in steps:
            self.take(step, verdict if step is steps[-1] else None)
        told = steps and not order.has_given(steps[-1])
        if verdict is not None and not told:
            order.note(RoomUpdate(answer.epoch, answer.seq, None, verdict))

    def tell(self) -> None:
        """Deliver the steps that are due."""
        for event in self.order:
            if event.verdict is not None:
                self.tell_one(event.verdict)
            if event.step is not None:
                self._tell_all(event.step)

    def tell_one(self, verdict: PlayerReply) -> None:
        """Deliver a player's reply."""
        seat = verdict.seat
        if seat.waits_for is not verdict.asked or seat.mark not in self._seats:
            return  # it was asked twice, or he has gone
        seat.waits_for = None
        seat.resume()
        joined = seat.joined or isinstance(verdict.decision, Joined)
        if joined and not seat.joined:
            seat.joined = True
            self._audience.add(seat.key, seat.player)
        elif not joined:
            self._turned_away(seat)
        seat.player.decided(verdict.decision, verdict.told, joined=joined)

    def _tell_all(self, step: RoomStep) -> None:
        self.known.hear(pushed.push for pushed in step.pushed)
        scores = {p.push.name: p.push.total for p in step.pushed if isinstance(p.push, Score)}
        for seat in self._seats.values() if scores else ():
            seat.total = scores.get(seat.name, seat.total)
        self.known.round, self.known.running = step.round, step.running
        self._pulse.wake_in(step.wait)
        self._audience.tell(step.pushed)

    def catch_up(self, answer: ScriptReply, now: Snapshot, run: str) -> None:
        """Tell the players who are in the room what they have missed, and go on from there.

        :param run: the start of Valkey that answered.
        """
        lost = answer.epoch != self.order.epoch
        known = self.known
        self.known = Known(run, dict(now.players), answer.round, answer.running)
        self.order.start(answer.epoch, answer.seq)
        self._pulse.wake_in(answer.wait)
        decided = {
            mark: decision
            for mark, (guess, decision) in now.decided.items()
            if mark in self._seats and self._seats[mark].waits_for_guess == guess
        }
        for mark, decision in decided.items():
            seat = self._seats[mark]
            self._audience.note((Pushed(guessed(seat.name, decision), but=seat.key),))
        self._audience.note(tuple(map(Pushed, noted(known, answer, lost=lost))))
        for seat in list(self._seats.values()):
            match now.seats.get(seat.mark):
                case None:
                    continue  # he has joined since
                case ("plays" | "waits") as state:
                    seat.total = now.players[seat.name]
                    seat.resume()
                    news = missed(known, answer, now, lost=lost, plays=state == "plays")
                    seat.catch_up(news, decided.get(seat.mark))
                case error:
                    seat.player.expel(ErrorCode(error))
        self.tell()
