"""Transcripts of clients' checks, written as they read."""

from collections.abc import Mapping
from types import MappingProxyType

from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.ending import ENDINGS, TYPED, Ending
from trio_sockets.check.transcript import (
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

ENDED_WELL = Ending(exit_code=0, output=b"WIN 1\n", last_words=b"WIN 1\n")
RUNNING = Ending(exit_code=None, awaited=3)

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
    ending: Ending = ENDED_WELL,
    typed: tuple[str, ...] = (),
    facts: Mapping[str, object] = MappingProxyType({}),
) -> Transcript:
    return Transcript(
        conversations=tuple(map(conversation, texts)),
        dialect=load_dialect("ours"),
        facts={ENDINGS: (ending,) * max(1, len(texts)), TYPED: typed, **facts},
    )
