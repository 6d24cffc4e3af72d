"""A room that many servers share, as one of them sees it."""

import math
from collections.abc import Callable
from functools import partial
from typing import final

import structlog

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import Joined
from trio_sockets.protocol.race.messages import Decision, Push, Score
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.room import Pushed
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.audience import Audience, Recorder
from trio_sockets.race.cluster.catching_up import Known, guessed, missed, noted
from trio_sockets.race.cluster.events import Event, Verdict
from trio_sockets.race.cluster.hosts import Hosts
from trio_sockets.race.cluster.link import Answered, Link
from trio_sockets.race.cluster.order import InOrder
from trio_sockets.race.cluster.pulse import Pulse
from trio_sockets.race.cluster.questions import Questions
from trio_sockets.race.cluster.script import (
    Step,
    Words,
    read_answer,
    read_published,
    read_snapshot,
)
from trio_sockets.race.cluster.seat import Seat


@final
class ClusterRoom:
    """Asks what its own players want, and tells them what has happened.

    What is asked is answered, and what others do is published. Both have a number, and are told by
    it. When the link is lost, what waits is asked once more after `sync`, which is what makes this
    server's players and the room agree again. No guess is decided twice, as it has a number too.

    :param questions: what it asks of this room.
    :param hosts: where players have places.
    :param server: what this server is called among the others.
    :param record: takes the results of its players.
    :ivar seats: its players here, by mark.
    """

    def __init__(
        self,
        questions: Questions,
        hosts: Hosts,
        link: Link,
        server: str,
        record: Recorder | None,
    ) -> None:
        self.seats: dict[str, Seat] = {}
        self._questions = questions
        self._hosts = hosts
        self._link = link
        self._server = server
        self._audience = Audience(record)
        self._order: InOrder[Event] = InOrder()
        self._known = Known()
        self._syncing = False
        self._beating = False
        self._stuck_after: int | None = None
        self._pulse = Pulse()

    # --- What players do ---------------------------------------------------------------------

    def join(self, player: RaceSession, name: str) -> Seat:
        """Let a player of this server ask for his place."""
        seat = Seat(player, name, name_key(name))
        self.seats[seat.mark] = seat
        self._want(seat, {"op": "join", "name": name})
        return seat

    def guess(self, seat: Seat, number: int) -> None:
        """Let a player who has joined ask whether that is the number."""
        seat.guesses += 1
        words = {"guess": seat.guesses, "number": str(number), "round": self._known.round}
        self._want(seat, {"op": "guess", **words})

    def leave(self, seat: Seat) -> None:
        """Let a player go, even one who only asked to join."""
        if seat.mark not in self.seats:
            return  # he was not let in
        self._questions.leave(seat, self._if_still(self._answered))
        self._remove(seat)

    def _remove(self, seat: Seat) -> None:
        del self.seats[seat.mark]
        self._hosts.leave(seat.mark)
        if self._audience.players.get(seat.key) is seat.player:
            del self._audience.players[seat.key]
        if not self.seats:
            self._forget()
            self._pulse.wake()

    def _forget(self) -> None:
        """Know nothing of the room, as if nobody had joined it from here."""
        self._order, self._known = InOrder(), Known()
        self._syncing = self._beating = False

    def _want(self, seat: Seat, words: Words) -> None:
        seat.waits_for = {**words, "key": seat.key, "seat": seat.mark}
        if not self._link.is_up:
            seat.pause()
        elif not self._syncing:
            self._ask_for(seat, seat.waits_for)

    def _ask_for(self, seat: Seat, words: Words) -> None:
        if words["op"] == "join" and not seat.admitted and seat.player.host is not None:
            admitted = self._if_still(partial(self._admitted, seat, words))
            self._hosts.enter(seat.player.host, seat.mark, admitted)
            return
        decided = self._if_still(partial(self._decided, seat, words))
        self._questions.want(words, self._order.epoch, decided)

    def _admitted(self, seat: Seat, words: Words, answer: Words) -> None:
        seat.admitted = answer["admitted"]
        if seat.mark not in self.seats:
            self._hosts.leave(seat.mark)
        elif seat.admitted:
            self._ask_for(seat, words)
        else:
            self._tell_one(Verdict(seat, words, Error(ErrorCode.BUSY), ()))

    def _if_still(self, answered: Answered) -> Answered:
        """Let nobody be answered who asked before the room was forgotten."""
        order = self._order

        def take(words: Words) -> None:
            if order is self._order:
                answered(words)

        return take

    # --- What comes back ---------------------------------------------------------------------

    def heard(self, data: bytes) -> None:
        """Take what has been published; one's own steps come as answers."""
        try:
            step = read_published(data)
        except ValueError as error:
            structlog.get_logger().warning(
                "cluster garbled", room=self._questions.channel, reason=str(error)
            )
            return
        if step.server == self._server:
            return
        self._take(step)
        if self._order.epoch and step.epoch != self._order.epoch:
            self._sync()
        self._tell()

    def _decided(self, seat: Seat, asked: Words, words: Words) -> None:
        self._answered(words, partial(Verdict, seat, asked))

    def _answered(
        self, words: Words, verdict: Callable[[Decision, tuple[Push, ...]], Verdict] | None = None
    ) -> None:
        """Take an answer to anything but `sync`."""
        if "steps" not in words:  # the room is lost
            if self._order.epoch:
                self._sync()
            return
        answer = read_answer(words)
        self._questions.bounds = answer.low, answer.high
        order, steps = self._order, answer.steps
        if not order.epoch:
            order.start(answer.epoch, answer.seq - len(steps))
            self._known = Known(self._link.run, {}, answer.round, answer.running)
            self._known.hear(answer.told)
            self._pulse.wake_in(answer.wait)
        said = verdict(answer.decision, answer.told) if verdict and answer.decision else None
        for step in steps:
            self._take(step, said if step is steps[-1] else None)
        told = steps and not order.has_given(steps[-1])
        if said is not None and not told:
            order.note(Event(answer.epoch, answer.seq, None, said))
        self._tell()

    def _take(self, step: Step, verdict: Verdict | None = None) -> None:
        self._order.take(Event(step.epoch, step.seq, step, verdict))

    def _tell(self) -> None:
        for event in self._order:
            if event.verdict is not None:
                self._tell_one(event.verdict)
            if event.step is not None:
                self._tell_all(event.step)

    def _tell_all(self, step: Step) -> None:
        self._known.hear(pushed.push for pushed in step.pushed)
        scores = {p.push.name: p.push.total for p in step.pushed if isinstance(p.push, Score)}
        for seat in self.seats.values() if scores else ():
            seat.total = scores.get(seat.name, seat.total)
        self._known.round, self._known.running = step.round, step.running
        self._pulse.wake_in(step.wait)
        self._audience.tell(step.pushed)

    def _tell_one(self, verdict: Verdict) -> None:
        seat = verdict.seat
        if seat.waits_for is not verdict.asked or seat.mark not in self.seats:
            return  # it was asked twice, or he has gone
        seat.waits_for = None
        joined = seat.joined or isinstance(verdict.decision, Joined)
        if joined and not seat.joined:
            seat.joined = True
            self._audience.players[seat.key] = seat.player
        elif not joined:
            self._remove(seat)
        seat.player.decided(verdict.decision, verdict.told, joined=joined)

    # --- What keeps the server and the room agreed ---------------------------------------------

    async def keep(self) -> None:
        """Keep the time, and this server's players in the room, until there are none."""
        while self.seats:
            await self._pulse.next()
            if self.seats and self._order.epoch and not self._syncing:
                self._beat()

    def up(self) -> None:
        """Go on, on a new link."""
        self._link.subscribe(self._questions.channel)
        self._syncing = self._beating = False
        if self._order.epoch:
            self._sync()
        else:
            self._ask_again()

    def down(self) -> None:
        """Have the players wait."""
        for seat in list(self.seats.values()):
            seat.pause()

    def _beat(self) -> None:
        stuck, self._stuck_after = self._stuck_after, self._order.seq if self._order.gap else None
        if stuck is not None and stuck == self._stuck_after:  # what is missing does not come
            self._sync()
        elif not self._beating:
            self._beating = True
            self._questions.beat(self._order.epoch, self._if_still(self._beaten))

    def _beaten(self, words: Words) -> None:
        self._beating = False
        self._pulse.wake_in(words.get("wait", math.inf))
        self._answered(words)

    def _ask_again(self) -> None:
        """Let those who are there play on, and ask what waits."""
        for seat in list(self.seats.values()):
            seat.resume()
            if seat.waits_for is not None:
                self._ask_for(seat, seat.waits_for)

    def _sync(self) -> None:
        if self._syncing or not self._link.is_up:
            return
        joined = [seat for seat in self.seats.values() if seat.joined]
        if not joined:
            self._forget()
            self._ask_again()
            return
        self._syncing = True
        known = {"epoch": self._order.epoch, "seq": self._order.seq, "run": self._known.run}
        self._questions.sync(known, joined, self._if_still(self._synced))

    def _synced(self, words: Words) -> None:
        self._syncing = False
        if "steps" not in words:  # it was asked on an old link: there is a newer one
            return
        answer, now = read_answer(words), read_snapshot(words)
        lost = answer.epoch != self._order.epoch
        known = self._known
        self._known = Known(self._link.run, dict(now.players), answer.round, answer.running)
        self._questions.bounds = answer.low, answer.high
        self._order.start(answer.epoch, answer.seq)
        self._pulse.wake_in(answer.wait)
        decided = {
            mark: decision
            for mark, (guess, decision) in now.decided.items()
            if mark in self.seats and self.seats[mark].waits_for_guess == guess
        }
        for mark, decision in decided.items():
            seat = self.seats[mark]
            self._audience.note((Pushed(guessed(seat.name, decision), but=seat.key),))
        self._audience.note(tuple(map(Pushed, noted(known, answer, lost=lost))))
        for seat in list(self.seats.values()):
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
        self._tell()  # what has been decided is not asked again
        self._ask_again()
