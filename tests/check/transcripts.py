"""Transcripts of checks, written by hand."""

from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
    Transcript,
)
from trio_sockets.check.model.verdict import Finding

HAPPENINGS: dict[str, Event] = {
    "(FIN)": Ended(1),
    "(RST)": Reset(1),
    "(half-close)": HalfClosed(1),
    "(leaves)": Left(1, rudely=False),
    "(refused)": Refused(0, "Connection refused"),
    "(silence)": Silence(3, 2.0),
    "(reads no more)": Silence(3, 2.0, blocked=True),
}


def conversation(*lines: str) -> Conversation:
    """Return a conversation: ``C: `` and ``S: `` with a newline, ``C| `` and ``S| `` without."""
    return Conversation(tuple(map(_event, lines)))


def _event(line: str) -> Event:
    if line in HAPPENINGS:
        return HAPPENINGS[line]
    who, end, text = line[0], line[1], line[3:].encode()
    data = text + b"\n" if end == ":" else text
    return Sent(1, data) if who == "C" else Received(1, data)


def transcript(
    *conversations: Conversation,
    dialect: str = "ours",
    service: str = "game",
    facts: dict[str, object] | None = None,
) -> Transcript:
    spoken = load_dialect(dialect).of_service(service)
    return Transcript(conversations=conversations, dialect=spoken, facts=facts or {})


def judged(
    service: str,
    id_: str,
    *conversations: Conversation,
    dialect: str = "ours",
    facts: dict[str, object] | None = None,
) -> Finding:
    """Return what the judge of a check says."""
    [check] = [check for check in server_checks(service) if check.id == id_]
    return check.judge(transcript(*conversations, dialect=dialect, service=service, facts=facts))


def said(finding: Finding) -> str:
    """Return its sentence."""
    assert finding.words is not None
    return finding.words.read()
