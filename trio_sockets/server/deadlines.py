"""How long a conversation may take, and which of its deadlines comes next."""

import math
from dataclasses import dataclass, fields
from typing import final

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Timeouts in seconds; None turns one off.

    :param proxy: for a proxy to say who its client is, if it has to.
    :param handshake: for the TLS handshake, if there is one. The others begin after both of these.
    :param idle: without a complete message. Any reply starts it anew.
    :param line: from a line's first byte to its end, so that a byte now and then is not enough.
    :param write: for one reply to be taken by the peer.
    :param session: for the whole conversation, such as a game.
    :param unended: after which bytes that came without a newline, on a connection that never sent
        one, are taken as the whole message. Every new byte starts it anew.
    :param linger: how long, after the last words, what still comes is read and dropped. Closing
        with unread input would turn the goodbye into a reset (RFC 1122, 4.2.2.13).
    :raises ValueError: one of them is negative.
    """

    proxy: float | None = 5
    handshake: float | None = 10
    idle: float | None = 300
    line: float | None = 30
    write: float | None = 10
    session: float | None = 3600
    unended: float | None = 0.5
    linger: float = 1

    def __post_init__(self) -> None:
        for field in fields(self):
            seconds = getattr(self, field.name)
            if seconds is not None and not seconds >= 0:
                raise ValueError(
                    f"the {field.name} timeout must be 0 seconds or more, not {seconds}"
                )


class Timer:
    """Keeps the times that one conversation's deadlines count from. It reads no clock itself.

    :param deadlines: the timeouts in force.
    :param now: the time the conversation began, in seconds of any one clock.
    """

    __slots__ = (
        "_deadlines",
        "_heard",
        "_line_began",
        "_messages",
        "_pending",
        "_start",
        "progressed",
    )

    def __init__(self, deadlines: Deadlines, now: float) -> None:
        self._deadlines = deadlines
        self._start = self._heard = self._line_began = now
        self.progressed = now
        """When the last reply went out; to be set for each. An attribute, as every request does."""
        self._messages = 0
        self._pending = False

    def heard(self, session: Session, now: float) -> None:
        """Note what the session makes of the bytes that it was given `now`."""
        if not self._pending or session.messages != self._messages:
            self._line_began = now  # if a line is pending at all, it began with these bytes
        self._messages = session.messages
        self._pending = session.pending
        self._heard = now

    def resumed(self, now: float) -> None:
        """Note that a reply which took its time went out `now`: the peer could only wait for it."""
        self.progressed = self._heard = self._line_began = now

    def next(self, session: Session, *, answering: bool = False) -> tuple[float, ErrorCode | None]:
        """Return when the next deadline is, and what it is: None is that of an unended message.

        :param answering: whether the peer waits for us, so that it can be blamed for no silence.
        """
        limits = self._deadlines
        deadline: float = math.inf
        due: ErrorCode | None = None
        if limits.session is not None:
            deadline, due = self._start + limits.session, ErrorCode.SESSION_TIMEOUT
        if answering:
            return deadline, due
        if limits.idle is not None and (idle := self.progressed + limits.idle) <= deadline:
            deadline, due = idle, ErrorCode.IDLE_TIMEOUT
        if session.pending:
            if limits.line is not None and (line := self._line_began + limits.line) <= deadline:
                deadline, due = line, ErrorCode.LINE_TIMEOUT
            if (
                limits.unended is not None
                and session.unended
                and (unended := self._heard + limits.unended) <= deadline
            ):
                deadline, due = unended, None
        return deadline, due
