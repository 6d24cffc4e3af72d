"""The course for clients of the game: what the learner says as their server. It is pure."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.clients.candidates import (
    GREETINGS,
    HintPair,
    ends_for,
    pairs_for,
)
from trio_sockets.check.learn.clients.scripts import (
    FURTHEST,
    HIGH,
    LOW,
    followed_in,
    greeting_of,
    guesses_in,
    lead,
    listen,
    message_of,
    number_in,
    push,
    say_all,
)
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn, Say
from trio_sockets.check.learn.planned import Course, PlannedTalk, Script

BRIEF = 1.0
"""Seconds to wait for a client's message."""

_MOST_PAIRS = 60
_ENDS = 18
"""How many pairs of hints, and how many messages for an end, are tried."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedClient:
    """What was learned of a client.

    :param first: what it says before the game; empty if it says nothing.
    :param message: one of its guesses, as it came.
    :param replies: the framing of the server's messages that it understands.
    :param greeting: the greeting that it waits for; empty if it waits for none.
    :param reads: whether it takes its bounds from the greeting.
    :param hints: the hints that it follows; None if it follows none of those that were tried.
    :param followed: how many hints it was seen to follow.
    :param tried: how many pairs of hints were tried.
    :param bounds: the bounds that it has by itself; None if it reads them, or they were not found.
    :param win: the message after which it stops guessing; None if none was found. The same goes
        for `lose`.
    :param typed: whether its player types.
    """

    talks: tuple[PlayedTalk, ...] = ()
    first: str = ""
    message: bytes = b""
    replies: Framing = Framing.LINE
    greeting: str = ""
    reads: bool = False
    hints: HintPair | None = None
    followed: int = 0
    tried: int = 0
    bounds: tuple[int, int] | None = None
    win: str | None = None
    lose: str | None = None
    typed: bool = False


def client_course(strings: Sequence[str], is_typed: Callable[[], bool]) -> Course[LearnedClient]:
    """Yield conversations to hold as the server; the caller sends back each.

    :param strings: what the program's text holds: it is tried first.
    :param is_typed: returns whether the player has typed so far.
    """
    return _Course(strings, is_typed).run()


@final
@dataclass(slots=True)
class _Course:
    strings: Sequence[str]
    is_typed: Callable[[], bool]
    talks: list[PlayedTalk] = field(default_factory=list)
    learned: LearnedClient = field(default_factory=LearnedClient)

    def run(self) -> Course[LearnedClient]:
        opening = yield from self._hold(Framing.LINE, listen)
        said = opening.turns[0].text.strip() if opening.turns else ""
        if said and number_in(opening.turns[0]) is None:
            self.learned = replace(self.learned, first=said)
            said = ""
        if said:
            self.learned = replace(self.learned, message=opening.turns[0].heard)
        else:
            yield from self._greet()
        self.learned = replace(self.learned, typed=self.is_typed())
        if self.learned.message:
            yield from ([] if self.learned.typed else self._hints())
            if self.learned.hints is not None and not self.learned.reads:
                yield from self._bounds()
            if self.learned.hints is not None or self.learned.typed:
                yield from self._end(won=True)
                yield from self._end(won=False)
        return replace(self.learned, talks=tuple(self.talks), typed=self.is_typed())

    def _hold(
        self, sends: Framing, script: Callable[[PlayedTurn], Script]
    ) -> Generator[PlannedTalk, PlayedTalk, PlayedTalk]:
        talk = yield PlannedTalk(sends, script, BRIEF)
        self.talks.append(talk)
        return talk

    def _greet(self) -> Generator[PlannedTalk, PlayedTalk, None]:
        """Find the greeting that it waits for, and reads, if it reads any."""
        best: tuple[int, LearnedClient] = (0, self.learned)
        for sends in (Framing.LINE, Framing.LENGTH):
            for greeting in GREETINGS:
                talk = yield from self._hold(sends, partial(say_all, [greeting_of(greeting)]))
                turn = talk.turns[-1] if len(talk.turns) > 1 else None
                guess = number_in(turn) if turn is not None else None
                if turn is None or guess is None:
                    continue
                reads = LOW <= guess <= HIGH
                rank = 2 if reads else 1
                if rank > best[0] or (rank == 1 and "{" not in greeting):
                    found = replace(
                        self.learned,
                        message=turn.heard,
                        replies=sends,
                        greeting=greeting,
                        reads=reads,
                    )
                    best = max(rank, best[0]), found
                if reads or self.is_typed():
                    break
            if best[0]:
                break
        self.learned = best[1]

    def _hints(self) -> Generator[PlannedTalk, PlayedTalk, None]:
        """Find hints that it follows."""
        framings = [self.learned.replies]
        if framings == [Framing.LINE]:
            framings.append(Framing.NOTHING)
        if Framing.LENGTH.cut(self.learned.message) == ([self.learned.message[2:]], b""):
            framings = [Framing.LENGTH]
        for tried, pair in enumerate(pairs_for(self.strings)[:_MOST_PAIRS], 1):
            for sends in framings:
                script = partial(lead, self._openingsay_alls(), pair)
                talk = yield from self._hold(sends, script)
                followed = followed_in(talk)
                self.learned = replace(self.learned, tried=tried)
                if followed:
                    self.learned = replace(
                        self.learned, hints=pair, followed=followed, replies=sends
                    )
                    return

    def _bounds(self) -> Generator[PlannedTalk, PlayedTalk, None]:
        """Find its bounds: the greatest and the least of its guesses."""
        found = []
        for name in ("lower", "higher"):
            hint = getattr(self.learned.hints, name)
            script = partial(push, self._openingsay_alls(), hint)
            talk = yield from self._hold(self.learned.replies, script)
            guesses = guesses_in(talk)
            if not guesses or len(guesses) > FURTHEST:
                return
            found.append(max(guesses) if name == "higher" else min(guesses))
        self.learned = replace(self.learned, bounds=(found[0], found[1]))

    def _end(self, *, won: bool) -> Generator[PlannedTalk, PlayedTalk, None]:
        """Find a message after which it stops guessing."""
        texts = ends_for(self.strings, won=won)[:_ENDS]
        framings = [self.learned.replies]
        if self.learned.typed and won and framings == [Framing.LINE]:
            framings.append(Framing.NOTHING)  # it may compare what it receives as it comes
        for sends, text in [(sends, text) for sends in framings for text in texts]:
            says = [*self._openingsay_alls(), message_of(text, 1)]
            talk = yield from self._hold(sends, partial(say_all, says))
            last = talk.turns[-1] if talk.turns else None
            stopped = (
                last is not None
                and last.said == says[-1]
                and not last.heard
                and talk.exit_code in {None, 0}
            )
            if stopped and (last is not None and (last.ended or not self.learned.typed)):
                found = replace(self.learned, replies=sends)
                self.learned = replace(found, win=text) if won else replace(found, lose=text)
                return

    def _openingsay_alls(self) -> list[Say]:
        return [greeting_of(self.learned.greeting)] if self.learned.greeting else []
