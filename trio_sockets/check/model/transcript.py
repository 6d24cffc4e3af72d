"""Transcripts: the events between the checker and a program, which are all that a judge reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar, final

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.reader import MessageReader


# Every `at` is in seconds since the check began.
@final
@dataclass(frozen=True, slots=True)
class Sent:
    """The checker sent this data, normally as one packet."""

    at: float
    data: bytes


@final
@dataclass(frozen=True, slots=True)
class Received:
    """The checker received this data in one ``recv``."""

    at: float
    data: bytes


@final
@dataclass(frozen=True, slots=True)
class HalfClosed:
    """The checker shut down its sending side (FIN) and still reads."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Left:
    """The checker closed the connection.

    :param rudely: with an RST, as if it had crashed.
    """

    at: float
    rudely: bool


@final
@dataclass(frozen=True, slots=True)
class Ended:
    """The program shut down its sending side (FIN)."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Reset:
    """The program's side reset the connection (RST)."""

    at: float


@final
@dataclass(frozen=True, slots=True)
class Refused:
    """The connection could not be established.

    :param reason: the system's error message.
    :param elsewhere: the addresses where the program listens instead, as far as they are known.
    :param port: the port where it should listen; None for an address without a TCP port.
    """

    at: float
    reason: str
    elsewhere: tuple[TcpAddress, ...] = ()
    port: int | None = None


@final
@dataclass(frozen=True, slots=True)
class Silence:
    """The checker waited in vain.

    :param seconds: how long it waited.
    :param blocked: it waited to send, because the program did not read.
    """

    at: float
    seconds: float
    blocked: bool = False


Event: TypeAlias = Sent | Received | HalfClosed | Left | Ended | Reset | Refused | Silence
E_ = TypeVar("E_", bound=Event)


@final
@dataclass(frozen=True, slots=True)
class Endpoints:
    """The two ends of a connection, each as ``HOST:PORT``.

    :param at: when the checker asked for it; if it did not, when it was accepted.
    :param until: when it was established.
    :param own: the checker's.
    """

    at: float
    until: float
    own: str
    peer: str


@final
@dataclass(frozen=True, slots=True)
class Conversation:
    """The events of one connection.

    :param link: the two ends; None if there was no connection, or it is not TCP.
    """

    events: tuple[Event, ...]
    link: Endpoints | None = None

    def all(self, kind: type[E_]) -> list[E_]:
        """Return the events of one kind, in order."""
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
        """How the program ended the connection; None if it did not."""
        ends = [event for event in self.events if isinstance(event, Ended | Reset | Refused)]
        return ends[0] if ends else None

    @property
    def silent(self) -> bool:
        """Whether the last event is that the checker waited in vain."""
        heard = [event for event in self.events if not isinstance(event, Left)]
        return bool(heard) and isinstance(heard[-1], Silence)

    def fed_to(self, reader: MessageReader) -> MessageReader:
        """Feed a reader what the program sent; return the reader."""
        for event in self.events:
            match event:
                case Received():
                    reader.receive_data(event.data)
                case Sent():
                    reader.turn()
                case _:
                    pass
        return reader

    def said_to(self, reader: MessageReader) -> MessageReader:
        """Feed a reader what the checker sent; return the reader."""
        for event in self.events:
            match event:
                case Sent():
                    reader.receive_data(event.data)
                case Received():
                    reader.turn()
                case _:
                    pass
        return reader


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All conversations of one check, in the order in which they began.

    :param facts: other measurements, by name; each check defines its own.
    """

    conversations: tuple[Conversation, ...]
    dialect: Dialect
    facts: Mapping[str, object] = field(default_factory=dict)

    def messages(self, conversation: int = 0) -> list[bytes]:
        """Return the messages that the program sent in a conversation, without ignored ones.

        The dialect reads them: see `trio_sockets.check.dialect.reader`. The first message of a game
        is its greeting, which may be empty.
        """
        if conversation >= len(self.conversations):
            return []
        return self.conversations[conversation].fed_to(self.dialect.reader()).finish()

    def after_greeting(self, conversation: int = 0) -> bytes:
        """Return all bytes that the program sent after its greeting."""
        if self.dialect.service == "game" or not self.dialect.greets:
            return self.conversations[conversation].received
        reader, came = self.dialect.reader(), 0
        for event in self.conversations[conversation].events:
            if isinstance(event, Sent):
                reader.silence()
            elif isinstance(event, Received):
                reader.receive_data(event.data)
                came += len(event.data)
            if reader.greeted:
                break
        return self.conversations[conversation].received[came - len(reader.unread) :]

    def unterminated(self, conversation: int = 0) -> bytes:
        """Return the bytes after the program's last whole message, without ignored text; may be
        empty.
        """
        return self.conversations[conversation].fed_to(self.dialect.reader()).rest
