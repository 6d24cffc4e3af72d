"""The receiving half of a line session: bytes become lines, which wait for their replies."""

from trio_sockets.protocol.lines import Line, LineFramer
from trio_sockets.protocol.session import BytesLike

SLICE = 1024
"""Bytes that are cut into lines at once, as lines take many times the memory, and that are answered
in one call, as their replies take time."""

NO_LINES: list[Line] = []
"""Shared by all receivers without a waiting line. Never changed."""


class LineReceiver:
    """Takes what a peer sends, as a `Session` does, and keeps it until it is answered.

    The other half takes the lines from `_lines`, has more of them cut by `_cut`, and says when
    input is wanted again.

    :param max_line: bytes a line may hold, its terminator not counted.
    """

    __slots__ = (
        "_eof",
        "_framer",
        "_lines",
        "_uncut",
        "finished",
        "messages",
        "pending",
        "wants_input",
    )

    def __init__(self, max_line: int) -> None:
        self._framer = LineFramer(max_line)
        self._lines = NO_LINES  # unanswered, the last one first
        self._uncut = b""  # what has arrived, and not been cut into lines
        self._eof = False
        self.finished = False
        """See `Session.finished`."""
        self.messages = 0
        """See `Session.messages`: here, lines."""
        self.pending = False
        """See `Session.pending`."""
        self.wants_input = False
        """See `Session.wants_input`; an attribute, as it is read for every chunk."""

    @property
    def unterminated(self) -> bool:
        """See `Session.unterminated`."""
        return self.pending and not self._framer.newline_seen

    def receive_data(self, data: BytesLike) -> None:
        """See `Session.receive_data`."""
        if self.finished or self._eof:
            return
        if self._uncut or len(data) > SLICE:
            self._uncut += data
            self.wants_input = False
            self._cut()
        else:
            self._take(self._framer.receive_data(data))

    def receive_eof(self) -> None:
        """See `Session.receive_eof`. Lines that wait for a reply get it first."""
        if not self.finished:
            self._eof = True
            self.wants_input = False
            self.flush()

    def flush(self) -> None:
        """See `Session.flush`."""
        if not (self.finished or self._uncut):
            self._take(self._framer.take_unterminated())

    def _cut(self) -> None:
        """Cut the next slice into lines, once those before it have been answered."""
        while self._uncut and not self._lines:
            data, self._uncut = self._uncut[:SLICE], self._uncut[SLICE:]
            self._take(self._framer.receive_data(data))
            if self._eof:
                self.flush()

    def _take(self, lines: list[Line]) -> None:
        framer = self._framer
        self.messages = framer.ended
        self.pending = framer.pending
        if lines:
            lines.reverse()
            self._lines = lines + self._lines if self._lines else lines
            self.wants_input = False
