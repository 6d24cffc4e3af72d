"""Transcripts of clients' checks, written as they read."""

from collections.abc import Mapping
from types import MappingProxyType

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.exit_status import ENDINGS, TYPED, ExitStatus
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Received,
    Reset,
    Sent,
    Silence,
    Transcript,
)

OURS = load_dialect("ours")
ENDED_WELL = ExitStatus(exit_code=0, output=b"WIN 1\n", last_words=b"WIN 1\n")
RUNNING = ExitStatus(exit_code=None, awaited=3)

_WORDS: dict[str, Event] = {
    "C ends": Ended(1),
    "C breaks off": Reset(1),
    "C is silent": Silence(1, seconds=2),
    "S closes": HalfClosed(1),
}


def conversation(text: str) -> Conversation:
    """Read ``S:`` and ``C:`` lines: a backslash at the end of one is no newline on the wire."""
    events = []
    for line in filter(None, map(str.strip, text.splitlines())):
        speaker, _, words = line.partition(": ")
        if line in _WORDS:
            events.append(_WORDS[line])
        else:
            end = "" if words.endswith("\\") else "\n"
            data = (words.removesuffix("\\") + end).encode()
            events.append(Sent(1, data) if speaker == "S" else Received(1, data))
    return Conversation(tuple(events))


def transcript(
    *texts: str,
    ending: ExitStatus = ENDED_WELL,
    typed: tuple[str, ...] = (),
    facts: Mapping[str, object] = MappingProxyType({}),
    service: str = "game",
    dialect: Dialect = OURS,
) -> Transcript:
    return Transcript(
        conversations=tuple(map(conversation, texts)),
        dialect=dialect.of_service(service),
        facts={ENDINGS: (ending,) * max(1, len(texts)), TYPED: typed, **facts},
    )
