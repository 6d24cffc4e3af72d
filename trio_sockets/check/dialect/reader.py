"""Reads the messages of one side of a conversation, without ignored ones.

The checker uses it to read what a program sends, as it comes; the judges use it to read the
transcript afterwards. The rules:

- `Framing` says where a message ends. Segmentation makes no difference, unless messages have no
  terminator: then a message ends at a silence, or when the other side speaks. So
  does a line without a newline, of a server that is known to omit newlines.
- A message that a dialect ignores, such as a banner or a score, is dropped. A prompt has no
  newline, so the reply follows it on the same line: a prompt is removed from the beginning of a
  message, too. If messages have no terminator, each line of a message is examined, and a prompt may
  also follow a reply.
- A template with several lines is one message, even if each of its lines is framed separately. If
  its first lines are a message of their own, such as a hint before the end of a game, silence or
  the other side's turn shows that no more of it comes.
- A game begins with its greeting. If the dialect has no greeting, an empty one is returned, so a
  judge always sees a greeting and then a reply to each guess. The greeting of another service is
  not a reply, and is dropped.
"""

from collections import deque
from collections.abc import Sequence
from enum import Enum, auto
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.patterns import Pattern, Template
from trio_sockets.check.dialect.unheeded import Unheeded


class Greeting(Enum):
    """How a conversation begins."""

    READ = auto()
    """Without a greeting, or with one that is an ordinary message."""
    ABSENT = auto()
    """Without a greeting; an empty message is returned in its place."""
    DROPPED = auto()
    """With a greeting that is dropped."""


@final
class MessageReader:
    """A reader of one side of one conversation.

    :param patterns: the patterns of the messages; those with several lines are joined.
    :param unheeded: the patterns of ignored text.
    :param silence_ends: a silence ends a line that has no newline.
    """

    def __init__(
        self,
        framing: Framing,
        *,
        patterns: Sequence[Pattern] = (),
        unheeded: Sequence[Pattern] = (),
        greeting: Greeting = Greeting.READ,
        silence_ends: bool = False,
    ) -> None:
        self._framing = framing
        self._silence_ends = silence_ends or framing is Framing.NOTHING
        self._unheeded = Unheeded(unheeded)
        texts = [pattern.text for pattern in patterns if isinstance(pattern, Template)]
        self._long = [
            [Template(line) for line in text.split("\n")]
            for text in texts
            if "\n" in text and framing is Framing.LINE
        ]
        self._whole = patterns if self._long else ()
        self._buffer = bytearray()
        self._searched = 0
        self._held: list[bytes] = []  # lines that may begin a message of several lines
        self._messages: deque[bytes] = deque([b""] if greeting is Greeting.ABSENT else [])
        self._drops = greeting is Greeting.DROPPED
        self._taken = False

    @property
    def greeted(self) -> bool:
        """Whether the greeting to drop has come; true if no greeting is dropped."""
        while self._drops and self._look():
            pass
        return not self._drops

    @property
    def unread(self) -> bytes:
        """The bytes of the message that is still incomplete."""
        return bytes(self._buffer)

    @property
    def rest(self) -> bytes:
        """The incomplete message, without ignored text such as a prompt."""
        self._look_at_all()
        if self._silence_ends:
            return b""
        rest = bytes(self._buffer)
        return rest if self._framing is Framing.LENGTH else self._unheeded.heeded(rest) or b""

    @property
    def awaits_silence(self) -> bool:
        """Whether bytes have come that only silence can end."""
        if not self._silence_ends:
            return False
        self._look_at_all()
        return bool(self._buffer)

    def receive_data(self, data: bytes) -> None:
        """Take bytes that arrived."""
        self._buffer += data

    def next_message(self) -> bytes | None:
        """Return the next message to heed, without its terminator; None if none is complete."""
        while not self._messages and self._look():
            pass
        return self._messages.popleft() if self._messages else None

    @property
    def holds_a_message(self) -> bool:
        """Whether lines have come that are a message, or the first ones of a longer one."""
        if not self._whole:
            return False
        self._look_at_all()
        text = "\n".join(line.decode(errors="replace") for line in self._held)
        return bool(self._held) and any(pattern.read(text) is not None for pattern in self._whole)

    def silence(self) -> None:
        """Note that no more bytes came: this ends a message that nothing else ends."""
        if self._silence_ends:
            self._look_at_all()
        if self._silence_ends and self._buffer:
            self._taken = True
            self._heed(self.take_all(), lines=self._framing is Framing.NOTHING)
        if self.holds_a_message:
            self._keep(b"\n".join(self._held))
            self._held.clear()

    def turn(self) -> None:
        """Note that the other side speaks, so this side's message is complete.

        Bytes that come late belong to the message that was taken as complete.
        """
        if self._silence_ends:
            self._look_at_all()
            if self._taken:
                self.take_all()
        self.silence()
        self._taken = False

    def finish(self) -> list[bytes]:
        """Return all remaining messages; an incomplete one is the last, unless it is ignored."""
        self.silence()
        rest = self.rest
        messages = [*self._messages, *self._held, *([rest] if rest else [])]
        self._messages.clear()
        self._held.clear()
        return messages

    def take(self, count: int) -> bytes | None:
        """Return the next ``count`` bytes uninterpreted; None if fewer have come."""
        if len(self._buffer) < count:
            return None
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        self._searched = 0
        return data

    def take_all(self) -> bytes:
        """Return all remaining bytes uninterpreted."""
        data = bytes(self._buffer)
        self._buffer.clear()
        self._searched = 0
        return data

    def _look(self) -> bool:
        """Handle the first complete message; return False if there is none."""
        message = self._framing.take(self._buffer, self._searched)
        self._searched = len(self._buffer) if message is None else 0
        if message is None:
            return False
        self._heed(message)
        return True

    def _look_at_all(self) -> None:
        while self._look():
            pass

    def _heed(self, message: bytes, *, lines: bool = False) -> None:
        left = self._unheeded.heeded(message, lines=lines)
        if left is not None:
            self._hold(left)

    def _hold(self, message: bytes) -> None:
        """Hold back a message that may be the first line of a longer one."""
        self._held.append(message)
        while self._held:
            text = [line.decode(errors="replace") for line in self._held]
            fitting = [lines for lines in self._long if _begins(lines, text)]
            if any(len(lines) == len(text) for lines in fitting):
                self._keep(b"\n".join(self._held))
                self._held.clear()
            elif fitting:
                return
            else:
                self._keep(self._held.pop(0))

    def _keep(self, message: bytes) -> None:
        if self._drops:
            self._drops = False
        else:
            self._messages.append(message)


def _begins(templates: Sequence[Template], lines: Sequence[str]) -> bool:
    """Tell whether these lines begin one of the templates."""
    pairs = list(zip(templates, lines, strict=False))
    return len(lines) <= len(templates) and all(each.read(line) is not None for each, line in pairs)
