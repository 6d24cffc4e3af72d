"""What happened between a checker and a program, as values: all that a judge may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar, final

from trio_sockets.check.dialect import Dialect


# All `at` are seconds since the check began.
@final
@dataclass(frozen=True, slots=True)
class Sent:
    """The checker sent this, as one packet where the kernel plays along."""

    at: float
    data: bytes


@final
@dataclass(frozen=True, slots=True)
class Received:
    """One ``recv`` of the checker gave this."""

    at: float
    data: bytes


@final
@dataclass(frozen=True, slots=True)
class HalfClosed:
    """The checker sends no more, and still reads (a FIN)."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Left:
    """The checker closed the connection.

    :param rudely: with an RST, as a program that crashed does.
    """

    at: float
    rudely: bool


@final
@dataclass(frozen=True, slots=True)
class Ended:
    """The program sends no more (its FIN)."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Reset:
    """The program's side broke the connection off (an RST)."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Refused:
    """No connection came about.

    :param reason: in the system's words.
    """

    at: float
    reason: str


@final
@dataclass(frozen=True, slots=True)
class Silence:
    """The checker waited, and nothing came.

    :param seconds: how long it waited.
    :param blocked: it waited to send, and the program did not read.
    """

    at: float
    seconds: float
    blocked: bool = False


Event: TypeAlias = Sent | Received | HalfClosed | Left | Ended | Reset | Refused | Silence
E_ = TypeVar("E_", bound=Event)


@final
@dataclass(frozen=True, slots=True)
class Conversation:
    """One connection, from its beginning to its end."""

    events: tuple[Event, ...]

    def all(self, kind: type[E_]) -> list[E_]:
        """Return the events of a kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def sent(self) -> bytes:
        """All that the checker sent."""
        return b"".join(event.data for event in self.all(Sent))

    @property
    def received(self) -> bytes:
        """All that the program sent."""
        return b"".join(event.data for event in self.all(Received))

    @property
    def end(self) -> Ended | Reset | Refused | None:
        """How the program ended it; None if it did not."""
        ends = [event for event in self.events if isinstance(event, Ended | Reset | Refused)]
        return ends[0] if ends else None

    @property
    def silent(self) -> bool:
        """Whether the last thing that happened is that something awaited did not come."""
        heard = [event for event in self.events if not isinstance(event, Left)]
        return bool(heard) and isinstance(heard[-1], Silence)

    def messages(self, *, lines: bool) -> list[bytes]:
        """Return what the program sent, cut into messages, without what ends them.

        :param lines: a message ends at LF, one CR before it is dropped, and an unended rest counts
            as one. If false, nothing ends a message, so what came between two sends is one.
        """
        if lines:
            *ended, rest = self.received.split(b"\n")
            return [line.removesuffix(b"\r") for line in ended] + ([rest] if rest else [])
        messages = [bytearray()]
        for event in self.events:
            match event:
                case Received():
                    messages[-1] += event.data
                case Sent() if messages[-1]:
                    messages.append(bytearray())
                case _:
                    pass
        return [bytes(message) for message in messages if message]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All conversations of one check, in the order in which they were begun.

    :param facts: what else was measured, by name; each check says which.
    """

    conversations: tuple[Conversation, ...]
    dialect: Dialect
    facts: Mapping[str, object] = field(default_factory=dict)

    def messages(self, conversation: int = 0) -> list[bytes]:
        """Return what the program sent in a conversation, cut as the dialect cuts it."""
        if conversation >= len(self.conversations):
            return []
        return self.conversations[conversation].messages(lines=self.dialect.replies_in_lines)
