"""The deadlines of a conversation, and the choice of the next one."""

import math
from dataclasses import dataclass, fields
from typing import final

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import Session


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Timeouts in seconds; None turns one off.

    :param proxy: for a proxy to send the header with its client's address, if one is required.
    :param handshake: for the TLS handshake, if there is one. The others begin after both of these.
    :param idle: without a complete message. Any reply restarts it.
    :param line: from a line's first byte to its end, so that a byte now and then is not enough.
    :param write: for one reply to be taken by the peer.
    :param session: for the whole conversation, such as a game.
    :param unterminated: on a connection that never sent a newline, after which pending bytes are
        taken as a complete message. Every new byte restarts it.
    :param linger: how long input is read and discarded after the final reply (lingering close).
        Closing with unread input would send a reset, which can destroy that reply (RFC 1122,
        4.2.2.13).
    :raises ValueError: one of them is negative.
    """

    proxy: float | None = 5
    handshake: float | None = 10
    idle: float | None = 300
    line: float | None = 30
    write: float | None = 10
    session: float | None = 3600
    unterminated: float | None = 0.5
    linger: float = 1

    def __post_init__(self) -> None:
        for field in fields(self):
            seconds = getattr(self, field.name)
            if seconds is not None and not seconds >= 0:
                raise ValueError(
                    f"the {field.name} timeout must be 0 seconds or more, not {seconds}"
                )


def seconds(timeout: float | None) -> float:
    """Return a timeout as Trio takes it."""
    return math.inf if timeout is None else timeout


class Timer:
    """Keeps the times that one conversation's deadlines count from. It reads no clock itself.

    :param deadlines: the timeouts in force.
    :param now: the time the conversation began, in seconds of any clock.
    """

    __slots__ = (
        "_deadlines",
        "_heard",
        "_line_began",
        "_messages",
        "_pending",
        "_start",
        "answered",
        "progressed",
        "replying",
    )

    def __init__(self, deadlines: Deadlines, now: float) -> None:
        self._deadlines = deadlines
        self._start = self._heard = self._line_began = now
        self.progressed = now
        """When the last message had been answered. An attribute, as every request sets it."""
        self.answered = 0
        """The number of messages then."""
        self.replying = False
        """Whether a reply takes its time."""
        self._messages = 0
        self._pending = False

    @property
    def end(self) -> float:
        """When the whole conversation has to be over."""
        limit = self._deadlines.session
        return math.inf if limit is None else self._start + limit

    def heard(self, session: Session, now: float) -> None:
        """Note what the session makes of the bytes that it was given `now`."""
        if not self._pending or session.messages != self._messages:
            self._line_began = now  # if a line is pending at all, it began with these bytes
        self._messages = session.messages
        self._pending = session.pending
        self._heard = now

    def sent(self, session: Session, now: float) -> None:
        """Note that all that the session had to say until `now` has been sent."""
        if not session.wants_input:
            self.replying = True
            return
        if session.messages != self.answered:
            self.answered, self.progressed = session.messages, now
        if session.messages != self._messages:  # a line that is pending began with what came last
            self._messages, self._line_began = session.messages, self._heard
        self._pending = session.pending
        if self.replying:  # until now, the peer could only wait
            self.replying = False
            self._heard = self._line_began = now

    def next(self, session: Session) -> tuple[float, ErrorCode | None]:
        """Return when the next deadline is, and what it is: None for an unterminated message's.

        A peer that waits for a reply which takes its time can be blamed for no silence.
        """
        limits = self._deadlines
        deadline, due = self.end, ErrorCode.SESSION_TIMEOUT
        if not session.wants_input:
            return deadline, due
        if limits.idle is not None and (idle := self.progressed + limits.idle) <= deadline:
            deadline, due = idle, ErrorCode.IDLE_TIMEOUT
        if session.pending:
            if limits.line is not None and (line := self._line_began + limits.line) <= deadline:
                deadline, due = line, ErrorCode.LINE_TIMEOUT
            if (
                limits.unterminated is not None
                and session.unterminated
                and (unterminated := self._heard + limits.unterminated) <= deadline
            ):
                return unterminated, None
        return deadline, due
