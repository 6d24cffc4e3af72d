"""Checks of the text server: ``DATENOW``."""

import time
from collections.abc import Sequence
from datetime import datetime

import trio

from trio_sockets.check.checks.servers.serving import replies_in_turn, wrong_in_turn
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import TEXT_SECTION
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.judging.timestamps import readings
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.expected import Something
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.clock import NOW
from trio_sockets.words import say

NEAR = 5.0
"""The most seconds by which a time may differ: it was written earlier, perhaps without fractions,
and the machine may be busy.
"""

MINUTE = 60.0
"""Seconds for which a clock without seconds does not change."""

SOON = 0.05
"""Seconds between two requests for the time."""

APART = 1.1
"""Seconds before a third request, for a clock in whole seconds."""


def time_checks() -> list[Check[ServerHarness]]:
    """Return the checks."""
    return [
        Check(
            id="text.10",
            title=say("DATENOW tells a time that can be read"),
            teaches=say("Send a time in a form that another program can read: ISO 8601, or POSIX."),
            section=TEXT_SECTION,
            script=_ask,
            judge=_is_a_time,
            needs=("tcp.03",),
            applies_to=lambda dialect: bool(dialect.datenow),
        ),
        Check(
            id="text.11",
            title=say("DATENOW moves on"),
            teaches=say("Answer each request with the time of that request."),
            section=TEXT_SECTION,
            script=_ask_again,
            judge=_moves,
            needs=("text.10",),
            applies_to=lambda dialect: bool(dialect.datenow),
        ),
        Check(
            id="text.12",
            title=say("DATENOW tells the current time"),
            teaches=say("A time without a zone is local to one place; UTC is the same everywhere."),
            section=TEXT_SECTION,
            script=_ask,
            judge=_is_now,
            needs=("text.11",),
            applies_to=lambda dialect: bool(dialect.datenow),
        ),
    ]


async def _ask(harness: ServerHarness, *pauses: float) -> None:
    offset = datetime.now().astimezone().utcoffset()
    harness.facts["offset"] = offset.total_seconds() if offset else 0.0
    harness.facts["asked at"] = time.time()
    wire = await _connected(harness)
    told = {await wire.ask(harness.dialect.datenow)}
    for pause in pauses:
        await trio.sleep(pause)
        if harness.one_message:
            wire = await _connected(harness)
        told.add(await wire.ask(harness.dialect.datenow))
        if len(told) > 1:
            return


async def _connected(harness: ServerHarness) -> Wire:
    wire = await harness.connect()
    await begin(wire)
    return wire


async def _ask_again(harness: ServerHarness) -> None:
    await _ask(harness, SOON, APART)


def _times(transcript: Transcript, number: int = 0) -> Sequence[float]:
    """Return the possible times of the reply with this number."""
    reply = replies_in_turn(transcript)[number].decode(errors="replace")
    return list(readings(reply, float(str(transcript.facts["offset"]))))


def _asked_at(transcript: Transcript) -> float:
    return float(str(transcript.facts["asked at"]))


def _is_a_time(transcript: Transcript) -> Finding:
    look = say("Use {now}, which any program can read.", now=NOW)
    fault = wrong_replies(transcript, [Something()], look=look)
    if fault is not None or _times(transcript):
        return first_fault(fault)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("this is not a time that can be read"),
        look=look,
        expected=say("a time, such as {example}", example=_example(_asked_at(transcript))),
        received=transcript.messages()[0],
    )


def _moves(transcript: Transcript) -> Finding:
    look = say("Do you read the clock at each request, and not once when the server starts?")
    fault = wrong_in_turn(transcript, [Something(), Something()], look)
    if not fault.verdict.good:
        return fault
    pairs = list(zip(_times(transcript, 0), _times(transcript, -1), strict=False))
    if any(first < second for first, second in pairs):
        return first_fault()
    if any(first == second and _is_this_minute(first, transcript) for first, second in pairs):
        return _to_the_minute(transcript)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("{seconds:g} s later, it tells the same time", seconds=APART),
        look=look,
        expected=say("a later time"),
        received=replies_in_turn(transcript)[-1],
        conversation=len(transcript.conversations) - 1,
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
        words=say("this is not the current time"),
        look=say("In which unit and in which time zone is it?"),
        expected=say("a time, such as {example}", example=_example(asked)),
        received=transcript.messages()[0],
    )


def _is_this_minute(told: float, transcript: Transcript) -> bool:
    return told % MINUTE == 0 and -NEAR <= _asked_at(transcript) - told < MINUTE


def _to_the_minute(transcript: Transcript) -> Finding:
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it tells the time only to the minute"),
        look=say("Tell the seconds, too, as by {now}.", now=NOW),
        received=replies_in_turn(transcript)[-1],
        conversation=len(transcript.conversations) - 1,
    )


def _example(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp).astimezone().isoformat(timespec="seconds")
