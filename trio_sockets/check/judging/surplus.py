"""Messages that nobody asked for: a banner, an empty line behind each reply, a second reply."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import final

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.patterns import Template
from trio_sockets.check.model.transcript import Received, Sent, Transcript


@final
@dataclass(frozen=True, slots=True)
class Surplus:
    """A message that came although no request was left to be answered.

    :param reply: what came before it as the answer to the same request; None if nothing had been
        asked yet.
    """

    message: bytes
    reply: bytes | None

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line."""
        return not self.message.strip()


def surplus_of(transcript: Transcript, place: int, *, greetings: int) -> list[Surplus]:
    """Return the messages of a conversation that are one too many, in their order.

    Each packet of the checker holds one request, but for what a client says first.

    :param greetings: how many messages come before the first request.
    """
    found = []
    for number, turn in enumerate(_turns(transcript, place)):
        due = 1 if number else greetings
        reply = turn[0] if number and turn else None
        found += [Surplus(message, reply) for message in turn[due:]]
    return found


def pattern_of(surplus: Surplus, transcript: Transcript) -> Template | None:
    """Return the pattern by which such messages can be passed over; None if that would not do.

    It knows the message with other numbers, too. It must not know what answers a request.
    """
    text = surplus.message.decode(errors="replace").strip()
    if "{" in text or "}" in text:
        return None
    names = count(1)
    pattern = Template(re.sub(r"\d+", lambda _: f"{{n{next(names)}}}", text))
    if transcript.dialect.service == "game" and not surplus.is_blank:
        heard = transcript.dialect.understand(surplus.message)
        if heard.kind is not Kind.UNKNOWN:
            return None
    if surplus.reply is not None and pattern.read(surplus.reply.decode(errors="replace")):
        return None
    return pattern


def _turns(transcript: Transcript, place: int) -> Iterator[list[bytes]]:
    """Give what came before the first request, then what came after each."""
    reader = transcript.dialect.reader()
    introduced = len(transcript.dialect.flow.first)
    came: list[bytes] = []
    for event in transcript.conversations[place].events:
        if isinstance(event, Received):
            reader.receive_data(event.data)
        elif isinstance(event, Sent) and introduced:
            introduced -= 1
        elif isinstance(event, Sent):
            reader.turn()
            yield [*came, *iter(reader.next_message, None)]
            came = []
    yield [*came, *reader.finish()]
