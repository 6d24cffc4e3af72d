"""A room that many servers share, as one of them sees it."""

import math
from functools import partial
from typing import final

from trio_sockets.event_log import EventLog
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.race.names import name_key
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.race.audience import Audience
from trio_sockets.race.cluster.events import PlayerReply
from trio_sockets.race.cluster.feed import Feed, ReplyTo
from trio_sockets.race.cluster.hosts import Hosts
from trio_sockets.race.cluster.link import Link, OnReply
from trio_sockets.race.cluster.pulse import Pulse
from trio_sockets.race.cluster.questions import Questions
from trio_sockets.race.cluster.script import ScriptWords, read_answer, read_published, read_snapshot
from trio_sockets.race.cluster.seat import Seat


@final
class ClusterRoom:
    """Asks what its own players want, and tells them what has happened.

    What is asked is answered, and what others do is published. Both have a number, and are told by
    it. When the link is lost, what waits is asked once more after `sync`, which is what makes this
    server's players and the room agree again. No guess is decided twice, as it has a number too.

    :param questions: sends questions about this room.
    :param hosts: where players have places.
    :param server: this server's name in the cluster.
    :param audience: those of its players who are in the room.
    :ivar seats: its players here, by mark.
    """

    def __init__(
        self,
        questions: Questions,
        hosts: Hosts,
        link: Link,
        server: str,
        audience: Audience,
    ) -> None:
        self.seats: dict[str, Seat] = {}
        self._questions = questions
        self._hosts = hosts
        self._link = link
        self._server = server
        self._pulse = Pulse()
        self._feed = Feed(self.seats, self._pulse, self._remove, audience)
        self._syncing = False
        self._beating = False
        self._stuck_after: int | None = None

    def join(self, player: RaceSession, name: str) -> Seat:
        """Let a player of this server ask for his place."""
        seat = Seat(player, name, name_key(name))
        self.seats[seat.mark] = seat
        self._want(seat, {"op": "join", "name": name})
        return seat

    def guess(self, seat: Seat, number: int) -> None:
        """Let a player who has joined ask whether that is the number."""
        seat.guesses += 1
        words = {"guess": seat.guesses, "number": str(number), "round": self._feed.known.round}
        self._want(seat, {"op": "guess", **words})

    def leave(self, seat: Seat, *, excused: bool = False) -> None:
        """Let a player go, even one who only asked to join.

        :param excused: see `Rooms.leave`.
        """
        if seat.mark not in self.seats:
            return  # he was not let in
        self._questions.leave(seat, self._if_still(self._answered))
        self._remove(seat, excused=excused)

    def _remove(self, seat: Seat, *, excused: bool = False) -> None:
        del self.seats[seat.mark]
        self._hosts.leave(seat.mark)
        self._feed.leave(seat, excused=excused)
        if not self.seats:
            self._forget()
            self._pulse.wake()

    def _forget(self) -> None:
        """Know nothing of the room, as if nobody had joined it from here."""
        self._feed.forget()
        self._syncing = self._beating = False

    def _want(self, seat: Seat, words: ScriptWords) -> None:
        seat.waits_for = {**words, "key": seat.key, "seat": seat.mark}
        if not self._link.is_up:
            seat.pause()
        elif not self._syncing:
            self._ask_for(seat, seat.waits_for)

    def _ask_for(self, seat: Seat, words: ScriptWords) -> None:
        if words["op"] == "join" and not seat.admitted and seat.player.host is not None:
            admitted = partial(self._admitted, seat, words)
            self._hosts.enter(seat.player.host, seat.mark, admitted)
            return
        decided = self._if_still(partial(self._decided, seat, words))
        self._questions.want(words, self._feed.order.epoch, decided)

    def _admitted(self, seat: Seat, words: ScriptWords, answer: ScriptWords) -> None:
        seat.admitted = answer["admitted"]
        if seat.mark not in self.seats:
            self._hosts.leave(seat.mark)
        elif seat.admitted:
            self._ask_for(seat, words)
        else:
            seat.resume()
            seat.player.expel(ErrorCode.BUSY)

    def _if_still(self, answered: OnReply) -> OnReply:
        """Let nobody be answered who asked before the room was forgotten."""
        order = self._feed.order

        def take(words: ScriptWords) -> None:
            if order is self._feed.order:
                answered(words)

        return take

    def heard(self, data: bytes) -> None:
        """Take what has been published; one's own steps come as answers."""
        try:
            step = read_published(data)
        except ValueError as error:
            EventLog().warning("cluster garbled", room=self._questions.channel, reason=str(error))
            return
        if step.server == self._server:
            return
        self._feed.take(step)
        if self._feed.order.epoch not in ("", step.epoch):
            self._sync()
        self._feed.tell()

    def _decided(self, seat: Seat, asked: ScriptWords, words: ScriptWords) -> None:
        self._answered(words, partial(PlayerReply, seat, asked))

    def _answered(self, words: ScriptWords, judge: ReplyTo | None = None) -> None:
        """Take an answer to anything but `sync`. It may be that a player or the room is lost."""
        if "steps" in words:
            answer = read_answer(words)
            self._questions.bounds = answer.low, answer.high
            self._feed.answered(answer, self._link.run, judge)
            self._feed.tell()
        if ("lost" in words or "steps" not in words) and self._feed.order.epoch:
            self._sync()

    async def keep(self) -> None:
        """Keep the time, and this server's players in the room, until the last one leaves."""
        while self.seats:
            await self._pulse.next()
            if self.seats and self._feed.order.epoch and not self._syncing:
                self._beat()

    def up(self) -> None:
        """Go on, on a new link."""
        self._link.subscribe(self._questions.channel)
        self._syncing = self._beating = False
        if self._feed.order.epoch:
            self._sync()
        else:
            self._ask_again()

    def down(self) -> None:
        """Have the players wait."""
        for seat in list(self.seats.values()):
            seat.pause()

    def _beat(self) -> None:
        order = self._feed.order
        stuck, self._stuck_after = self._stuck_after, order.seq if order.gap else None
        if stuck is not None and stuck == self._stuck_after:  # what is missing does not come
            self._sync()
        elif not self._beating:
            self._beating = True
            self._questions.beat(order.epoch, self._if_still(self._beaten))

    def _beaten(self, words: ScriptWords) -> None:
        self._beating = False
        self._pulse.wake_in(words.get("wait", math.inf))
        self._answered(words)

    def _ask_again(self) -> None:
        """Let those who are there play on, and ask what waits: they do once it is decided."""
        for seat in list(self.seats.values()):
            if seat.waits_for is None:
                seat.resume()
            else:
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
        order, run = self._feed.order, self._feed.known.run
        known = {"epoch": order.epoch, "seq": order.seq, "run": run}
        self._questions.sync(known, joined, self._if_still(self._synced))

    def _synced(self, words: ScriptWords) -> None:
        self._syncing = False
        if "steps" not in words:  # it was asked on an old link: there is a newer one
            return
        answer = read_answer(words)
        self._questions.bounds = answer.low, answer.high
        self._feed.catch_up(answer, read_snapshot(words), self._link.run)
        self._ask_again()  # but for what is known by now to have been decided
