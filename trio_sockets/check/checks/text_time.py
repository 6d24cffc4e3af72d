"""Checks of the text server: ``DATENOW``."""

import time
from collections.abc import Sequence
from datetime import datetime

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.expected import Something
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import TEXT_SECTION
from trio_sockets.check.timestamps import readings
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.words import say

NEAR = 5.0
"""Seconds by which a time may be off: it was written before it was read, perhaps without seconds'
fractions, and the machine is busy."""

MINUTE = 60.0
"""Seconds for which a clock without seconds tells the same."""

SOON = 0.05
"""Seconds between two questions for the time."""

APART = 1.1
"""Seconds before a third one, for a clock that tells whole seconds."""


def time_checks() -> list[Check[ServerLab]]:
    """Return them."""
    return [
        Check(
            id="text.10",
            title=say("DATENOW tells a time that can be read"),
            teaches=say("A time is told so that another program can read it: ISO 8601, or POSIX."),
            section=TEXT_SECTION,
            script=_ask,
            judge=_is_a_time,
            needs=("tcp.03",),
        ),
        Check(
            id="text.11",
            title=say("DATENOW moves on"),
            teaches=say("Each request is answered with the time of that request."),
            section=TEXT_SECTION,
            script=_ask_again,
            judge=_moves,
            needs=("text.10",),
        ),
        Check(
            id="text.12",
            title=say("DATENOW tells the time it is now"),
            teaches=say("A time without a zone is one place's own; UTC is the same for all."),
            section=TEXT_SECTION,
            script=_ask,
            judge=_is_now,
            needs=("text.11",),
        ),
    ]


async def _ask(lab: ServerLab, *pauses: float) -> None:
    wire = await lab.connect()
    offset = datetime.now().astimezone().utcoffset()
    lab.facts["offset"] = offset.total_seconds() if offset else 0.0
    lab.facts["asked at"] = time.time()
    told = {await wire.ask(lab.dialect.datenow)}
    for pause in pauses:
        await trio.sleep(pause)
        told.add(await wire.ask(lab.dialect.datenow))
        if len(told) > 1:
            return


async def _ask_again(lab: ServerLab) -> None:
    await _ask(lab, SOON, APART)


def _times(transcript: Transcript, number: int = 0) -> Sequence[float]:
    """Return what the reply of this number may mean."""
    reply = transcript.messages()[number].decode(errors="replace")
    return list(readings(reply, float(str(transcript.facts["offset"]))))


def _asked_at(transcript: Transcript) -> float:
    return float(str(transcript.facts["asked at"]))


def _is_a_time(transcript: Transcript) -> Finding:
    look = say("time.time(), or datetime.now().isoformat(), tells it so that all can read it.")
    fault = wrong_replies(transcript, [Something()], look=look)
    if fault is not None or _times(transcript):
        return first_fault(fault)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("this is no time that can be read"),
        look=look,
        expected=say("a time, such as {example}", example=_example(_asked_at(transcript))),
        received=transcript.messages()[0],
    )


def _moves(transcript: Transcript) -> Finding:
    look = say("Is the time asked for at each request, and not once when the server starts?")
    fault = wrong_replies(transcript, [Something(), Something()], look=look)
    if fault is not None:
        return fault
    pairs = list(zip(_times(transcript, 0), _times(transcript, -1), strict=False))
    if any(first < second for first, second in pairs):
        return first_fault()
    if any(first == second and _is_this_minute(first, transcript) for first, second in pairs):
        return _to_the_minute(transcript)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("{seconds:g} s later it tells no later time", seconds=APART),
        look=look,
        expected=say("a later time"),
        received=transcript.messages()[-1],
    )


def _is_now(transcript: Transcript) -> Finding:
    fault = wrong_replies(transcript, [Something()])
    asked = _asked_at(transcript)
    if fault is not None or any(abs(told - asked) <= NEAR for told in _times(transcript)):
        return first_fault(fault)
    if any(_is_this_minute(told, transcript) for told in _times(transcript)):
        return _to_the_minute(transcript)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("this time is not now"),
        look=say("In which unit, and in which zone, does your program tell it?"),
        expected=say("a time, such as {example}", example=_example(asked)),
        received=transcript.messages()[0],
    )


def _is_this_minute(told: float, transcript: Transcript) -> bool:
    return told % MINUTE == 0 and -NEAR <= _asked_at(transcript) - told < MINUTE


def _to_the_minute(transcript: Transcript) -> Finding:
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it tells the time to the minute only"),
        look=say("Tell the seconds, too, as time.time() and datetime.now().isoformat() do."),
        received=transcript.messages()[-1],
    )


def _example(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp).astimezone().isoformat(timespec="seconds")
