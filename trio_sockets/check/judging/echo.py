"""Judging an echo: the bytes that were sent come back, and nothing else."""

from trio_sockets.check.judging.unclear import not_understood
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.transcript import Ended, Reset, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import Words, say

_SHOWN = 64
"""Bytes of a long message to show around the first wrong one."""

_CHANCE = 2
"""Bytes that may be the same by chance."""


def not_echoed(transcript: Transcript, place: int, look: Words) -> Finding | None:
    """Find that other bytes came back than were sent.

    :param place: of the conversation.
    :param look: what to look at, unless the bytes themselves tell it.
    """
    conversation = transcript.conversations[place]
    dialect, received = transcript.dialect, transcript.after_greeting(place)
    first = b"".join(dialect.request(first.said) for first in dialect.flow.first)
    sent = conversation.sent.removeprefix(first)
    if sent == received:
        return None
    wrong = next(
        (place for place, pair in enumerate(zip(sent, received, strict=False)) if len({*pair}) > 1),
        min(len(sent), len(received)),
    )
    verdict = Verdict.FAIL
    if wrong < len(received) and wrong < len(sent):
        words = say("byte {number} of {all} came back changed", number=wrong + 1, all=len(sent))
    elif len(received) > len(sent):
        words = say("{count} bytes too many came back", count=len(received) - len(sent))
    elif isinstance(conversation.end, Ended | Reset):
        words = say("the server closed after {count} of {all} bytes", count=wrong, all=len(sent))
    else:
        verdict = Verdict.TIMEOUT
        words = say("only {count} of {all} bytes came back", count=wrong, all=len(sent))
    banner = _banner(transcript, place, sent, received)
    if banner is not None:
        return banner
    begin = max(0, wrong - _SHOWN // 2)
    return Finding(
        verdict=verdict,
        words=words,
        look=look,
        conversation=place,
        expected=sent[begin : begin + _SHOWN],
        received=received[begin : begin + _SHOWN],
    )


def _banner(transcript: Transcript, place: int, sent: bytes, received: bytes) -> Finding | None:
    """Find that all came back, behind something else; or that something else came alone."""
    said, _, behind = received.rpartition(sent)
    if sent not in received:  # what was read may end in the midst of the echo
        said = received[: len(received) - _overlap(received, sent)]
    is_text = said.decode(errors="replace").replace("\n", " ").replace("\r", "").isprintable()
    if not said.strip() or said == received or said in sent or behind or not is_text:
        return None
    unclear = not_understood(transcript.dialect, said, (Possibility.IGNORE,), place=place)
    return unclear or Finding(
        verdict=Verdict.FAIL,
        words=say("before the echo it says something of its own: a banner, or a prompt"),
        look=say("An echo sends back what it received, and nothing else: send no welcome."),
        conversation=place,
        expected=sent,
        received=said,
    )


def _overlap(received: bytes, sent: bytes) -> int:
    """Return how many bytes at the end of what came are the first ones of what was sent."""
    # An overlap begins with these: to compare every length would take minutes for megabytes.
    first = sent[: _CHANCE + 1]
    begin = max(0, len(received) - len(sent))
    while len(first) > _CHANCE and (begin := received.find(first, begin)) >= 0:
        if sent.startswith(received[begin:]):
            return len(received) - begin
        begin += 1
    return 0
