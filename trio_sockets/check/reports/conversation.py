"""Shows a conversation as lines: which side did what, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never, final

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
)
from trio_sockets.check.reports import labels
from trio_sockets.check.text.glyphs import CUT, shorten
from trio_sockets.figures import DecimalFigure
from trio_sockets.system_errors import in_words
from trio_sockets.words import Translate, Words, say, show_bytes

FIRST, LAST = 3, 8
"""How many of the last lines of a long conversation are shown: the fault is at its end."""

_ENOUGH = 200
"""How many bytes of a packet are shown from either end."""


@final
@dataclass(frozen=True, slots=True)
class Step:
    """One line of a conversation.

    :param at: seconds since the check began.
    :param is_data: the text shows bytes, not a sentence.
    """

    at: str
    who: str
    text: str
    is_data: bool


def steps_of(conversation: Conversation, translate: Translate, width: int) -> list[Step]:
    """Return the lines of a conversation; consecutive packets share a line, with borders.

    :param width: the most columns of a text.
    """
    steps = list(_steps(conversation, translate, width))
    left_out = len(steps) - FIRST - LAST
    if left_out < 2:  # noqa: PLR2004 - the line that says so would take one itself
        return steps
    words = say("{count} lines omitted", count=left_out).read(translate)
    return [*steps[:FIRST], Step(CUT, "", f"({words})", is_data=False), *steps[-LAST:]]


def _steps(conversation: Conversation, translate: Translate, width: int) -> Iterator[Step]:
    for kind, group in groupby(conversation.events, type):
        events = list(group)
        by_checker = kind in {Sent, HalfClosed, Left}
        who = (labels.CHECKER if by_checker else labels.PROGRAM).read(translate)
        packets = [event.data for event in events if isinstance(event, Sent | Received)]
        if packets:
            text = _packets(packets, translate, width)
            yield Step(_time(events[0].at, translate), who, text, is_data=True)
        else:
            for event in events:
                text = f"({_said(event).read(translate)})"
                yield Step(_time(event.at, translate), who, text, is_data=False)


def _time(seconds: float, translate: Translate) -> str:
    return f"{DecimalFigure(seconds, 2).read(translate)} s"


def _packets(packets: Sequence[bytes], translate: Translate, width: int) -> str:
    shown = [_shown(packet) for packet in packets]
    text = shown[0] if len(shown) == 1 else f"│{'│'.join(shown)}│"
    note = labels.size(sum(map(len, packets))).read(translate)
    short = shorten(text, width)
    return text if short == text else f"{shorten(text, width - len(note) - 3)} ({note})"


def _shown(packet: bytes) -> str:
    if len(packet) <= 2 * _ENOUGH:
        return show_bytes(packet)
    return show_bytes(packet[:_ENOUGH]) + CUT + show_bytes(packet[-_ENOUGH:])


def _said(event: Event) -> Words:
    match event:
        case HalfClosed():
            words = say("half-closes, and still reads: FIN")
        case Left(rudely=False):
            words = say("closes the connection: FIN")
        case Left() | Reset():
            words = say("resets the connection: RST")
        case Ended():
            words = say("stops sending: FIN")
        case Refused(_, reason):
            words = say("no connection: {reason}", reason=in_words(reason))
        case Silence(_, seconds, blocked=True):
            words = say("does not read for {seconds:g} s", seconds=seconds)
        case Silence(_, seconds):
            words = say("sends nothing for {seconds:g} s", seconds=seconds)
        case Sent() | Received():
            words = labels.size(len(event.data))
        case _:
            assert_never(event)
    return words
