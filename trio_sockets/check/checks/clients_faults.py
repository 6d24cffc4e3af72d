"""Checks of clients whose server fails: they tell the user, and end."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.client_judging import (
    crashed,
    crashed_on,
    fails_badly,
    never_came,
    says_nothing,
    stalled,
    still_runs,
)
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import ClientTalk
from trio_sockets.check.judging import first_fault
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.visit import Visit
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import Words, say

CLOSED = say("the server closed")
BROKE_OFF = say("the server broke the connection off")
NONSENSE = say("the server sent nonsense")

CLOSED_LOOK = say("When recv() returns b'', leave the loop, also if there is more to type.")
DECODE_LOOK = say("decode(errors='replace') takes any bytes; without it, catch UnicodeDecodeError.")

Script: TypeAlias = Callable[[ClientLab], Awaitable[object]]
Fault: TypeAlias = Callable[[Visit], Awaitable[None]]

GARBAGE = b"\xff\xfe\x1b[2J ~ garbage ~ \x00\n"
"""No UTF-8, no message of any dialect."""


def fault_checks(talk: ClientTalk, needs: str) -> list[Check[ClientLab]]:
    """Return them.

    :param needs: the check that shows that it sends something.
    """
    in_turn = partial(_check, talk, needs=needs)
    return [
        *_before_the_first_word(talk),
        in_turn(
            "client.20",
            say("it notices that the server has closed"),
            say("recv() returns b'' when the other side has closed: that is an end, no message."),
            partial(_after_a_message, talk=talk, then=_close),
            partial(_fails_well, of=CLOSED, awaited=talk.awaited)
            if talk.greets
            else partial(_ends_well, of=CLOSED, awaited=talk.awaited),
        ),
        in_turn(
            "client.21",
            say("it survives that the server crashes"),
            say("An RST makes recv() raise ConnectionResetError: the other side is gone."),
            partial(_after_a_message, talk=talk, then=_reset),
            partial(_fails_well, of=BROKE_OFF, awaited=talk.awaited),
        ),
        in_turn(
            "client.22",
            say("it survives an answer that is none"),
            say("What comes from the network may be anything: look before you convert it."),
            partial(_after_a_message, talk=talk, then=_garbage),
            partial(_fails_well, of=NONSENSE, awaited=talk.awaited)
            if talk.greets
            else partial(_survives, awaited=talk.awaited),
        ),
    ]


def _before_the_first_word(talk: ClientTalk) -> list[Check[ClientLab]]:
    """Return those of a server that fails where it should have spoken first."""
    if not talk.greets:
        return []
    at_once = partial(_check, talk, needs="client.01")
    return [
        at_once(
            "client.18",
            say("it notices that the server closes at once"),
            say("A server that has no place for a client closes: there are no parameters then."),
            partial(_at_once, talk=talk, then=_close),
            partial(_fails_well, of=CLOSED),
        ),
        at_once(
            "client.19",
            say("it survives parameters that are none"),
            say("Perhaps another server listens there: what it says is not to be trusted."),
            partial(_at_once, talk=talk, then=_garbage),
            partial(_fails_well, of=NONSENSE),
        ),
    ]


def _check(  # noqa: PLR0913, PLR0917 - a check's own fields
    talk: ClientTalk,
    id_: str,
    title: Words,
    teaches: Words,
    script: Script,
    judge: Judge,
    needs: str,
) -> Check[ClientLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=talk.section,
        script=script,
        judge=judge,
        needs=(needs,),
    )


async def _at_once(lab: ClientLab, talk: ClientTalk, then: Fault) -> None:
    visit = await lab.visit(talk.responder(lab))
    await visit.let_it_print()
    await then(visit)
    await visit.ended()


async def _after_a_message(lab: ClientLab, talk: ClientTalk, then: Fault) -> None:
    visit = await lab.visit(talk.responder(lab))
    await visit.greet()
    await visit.hear()
    await visit.let_it_print()
    await then(visit)
    await visit.ended()


async def _close(visit: Visit) -> None:
    await visit.close()


async def _reset(visit: Visit) -> None:
    await visit.wire.leave(rudely=True)


async def _garbage(visit: Visit) -> None:
    with contextlib.suppress(Enough):
        await visit.wire.send(GARBAGE)
    await visit.settle()
    await visit.close()


def _fails_well(transcript: Transcript, of: Words, awaited: Words | None = None) -> Finding:
    return first_fault(_unheard(transcript, awaited) or fails_badly(transcript, of))


def _ends_well(transcript: Transcript, of: Words, awaited: Words) -> Finding:
    """Judge a client for which a server may close whenever it likes, though it should say so."""
    fault = _unheard(transcript, awaited) or crashed(transcript)
    fault = fault or still_runs(transcript, of, look=CLOSED_LOOK)
    if fault is not None:
        return fault
    silent = says_nothing(transcript, of)
    return first_fault(silent and replace(silent, verdict=Verdict.LENIENT))


def _survives(transcript: Transcript, awaited: Words) -> Finding:
    return first_fault(_unheard(transcript, awaited) or crashed_on(transcript, DECODE_LOOK))


def _unheard(transcript: Transcript, awaited: Words | None) -> Finding | None:
    """Find that it did not come to the fault."""
    fault = never_came(transcript)
    if fault is not None or awaited is None or transcript.conversations[0].received:
        return fault
    return crashed(transcript) or stalled(transcript, awaited)
