"""Services made up for a test: replies of any size, at once or later, and what waits for a peer."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from helpers.markdown_blocks import page, programs
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Text


@dataclass(frozen=True)
class Plan:
    """What a service answers: to its n-th line so many letters; and which replies take time."""

    sizes: tuple[int, ...]
    later: frozenset[int] = frozenset()

    def reply(self, number: int) -> str:
        """Return what the line of this number is answered, counted from 0."""
        return chr(ord("a") + number % 26) * self.sizes[number % len(self.sizes)]

    def takes_time(self, number: int) -> bool:
        """Return whether this reply comes later."""
        return number % len(self.sizes) in self.later

    @property
    def longest(self) -> int:
        """Bytes of the longest reply, its LF counted."""
        return max(self.sizes) + 1

    def whole(self, lines: int) -> bytes:
        """Return all that so many lines are answered."""
        return "".join(f"{self.reply(number)}\n" for number in range(lines)).encode()


@dataclass
class Asked:
    """Sessions that owe a reply, and what it is; in the order in which they were asked."""

    owed: deque[tuple[AnySession, Text]] = field(default_factory=deque)

    def answer(self) -> None:
        """Have them reply."""
        while self.owed:
            session, text = self.owed.popleft()
            session.reply(text)


class Measured(LineSession):
    """Measures what waits for its peer.

    :ivar most: bytes that ever did: in it, and in the hands of its driver.
    """

    most = 0

    def data_to_send(self) -> bytes:
        """See `Session.data_to_send`. The piece is the driver's while the rest waits."""
        piece = super().data_to_send()
        self.most = max(self.most, len(piece) + len(self._output))
        return piece


class AnySession(Measured):
    """A session that answers as planned.

    :param asked: takes note of replies that come later.
    """

    def __init__(self, plan: Plan, asked: Asked) -> None:
        super().__init__()
        self._plan = plan
        self._asked = asked
        self._number = 0

    def answer(self, line: str) -> Text | None:
        """See `LineSession.answer`."""
        number, self._number = self._number, self._number + 1
        text = Text(self._plan.reply(number))
        if not self._plan.takes_time(number):
            return text
        self._asked.owed.append((self, text))
        return None


def verbose_total(length: int) -> Measured:
    """Return the session of ``docs/new-service.md``, but that each reply has so many letters."""
    names: dict[str, Any] = {}
    exec(programs(page("new-service.md"))["total.py"], names)
    total_session: Any = names["TotalSession"]

    class VerboseTotal(Measured, total_session):  # type: ignore[misc]
        def answer(self, line: str) -> Text:
            reply = total_session.answer(self, line)
            return Text(reply.text.rjust(length, "0"))

    return VerboseTotal()
