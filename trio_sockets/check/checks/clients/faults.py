"""Checks of clients whose server fails: they tell the user, and end."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from trio_sockets.check.checks.clients.guesses import begins_otherwise
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import ClientProfile
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.visit import Visit
from trio_sockets.check.judging.client_game import client_messages
from trio_sockets.check.judging.clients import (
    crashed,
    crashed_on,
    fails_badly,
    never_came,
    says_nothing,
    stalled,
    still_runs,
)
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check, Judge, any_dialect
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.receiving import END, RESET
from trio_sockets.check.programming.values import BAD_UTF8
from trio_sockets.words import Words, say

CLOSED = say("the server closed")
BROKE_OFF = say("the server reset the connection")
NONSENSE = say("the server sent nonsense")

CLOSED_LOOK = say("When {end}, leave the loop, even if the user has more to type.", end=END)
DECODE_LOOK = say("A server may send any bytes: {bad_utf8}.", bad_utf8=BAD_UTF8)

Script: TypeAlias = Callable[[ClientHarness], Awaitable[object]]
Fault: TypeAlias = Callable[[Visit], Awaitable[None]]

GARBAGE = b"\xff\xfe\x1b[2J ~ garbage ~ \x00\n"
"""Neither valid UTF-8 nor a message of any dialect."""


def fault_checks(profile: ClientProfile, needs: str) -> list[Check[ClientHarness]]:
    """Return the checks.

    :param needs: the id of the check that the client sends something.
    """
    in_turn = partial(_check, profile, needs=needs)
    return [
        *_before_the_first_word(profile),
        in_turn(
            "client.20",
            say("it notices that the server has closed"),
            say("When the other side has closed, {end}: that is the end, not a message.", end=END),
            partial(_after_a_message, profile=profile, then=_close),
            partial(_fails_well, of=CLOSED, awaited=profile.awaited)
            if profile.greets
            else partial(_ends_well, of=CLOSED, awaited=profile.awaited),
        ),
        in_turn(
            "client.21",
            say("it survives a crash of the server"),
            say("After an RST, {reset}: the other side is gone.", reset=RESET),
            partial(_after_a_message, profile=profile, then=_reset),
            partial(_fails_well, of=BROKE_OFF, awaited=profile.awaited),
        ),
        in_turn(
            "client.22",
            say("it survives an invalid answer"),
            say("Anything may come from the network: check it before you convert it."),
            partial(_after_a_message, profile=profile, then=_garbage),
            partial(_fails_well, of=NONSENSE, awaited=profile.awaited)
            if profile.greets
            else partial(_survives, awaited=profile.awaited),
        ),
    ]


def _before_the_first_word(profile: ClientProfile) -> list[Check[ClientHarness]]:
    """Return the checks with a server that fails instead of sending its greeting."""
    if not profile.greets:
        return []
    at_once = partial(_check, profile, needs="client.01")
    return [
        at_once(
            "client.18",
            say("it notices that the server closes at once"),
            say("A server that is full closes the connection: then no parameters come."),
            partial(_at_once, profile=profile, then=_close),
            partial(_fails_well, of=CLOSED),
        ),
        at_once(
            "client.19",
            say("it survives invalid parameters"),
            say("Another server may listen there: do not trust what it sends."),
            partial(_at_once, profile=profile, then=_garbage),
            partial(_fails_well, of=NONSENSE),
            applies_to=lambda dialect: dialect.greets,
        ),
    ]


def _check(  # noqa: PLR0913, PLR0917 - a check's own fields
    profile: ClientProfile,
    id_: str,
    title: Words,
    teaches: Words,
    script: Script,
    judge: Judge,
    needs: str,
    applies_to: Callable[[Dialect], bool] = any_dialect,
) -> Check[ClientHarness]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=profile.section,
        script=script,
        judge=judge,
        needs=(needs,),
        applies_to=applies_to,
    )


async def _at_once(harness: ClientHarness, profile: ClientProfile, then: Fault) -> None:
    visit = await harness.visit(profile.responder(harness))
    await visit.let_it_print()
    await then(visit)
    await visit.go_on()
    await visit.ended()


async def _after_a_message(harness: ClientHarness, profile: ClientProfile, then: Fault) -> None:
    visit = await harness.visit(profile.responder(harness))
    await visit.greet()
    await visit.hear()
    await visit.let_it_print()
    await then(visit)
    await visit.go_on()
    await visit.ended()


async def _close(visit: Visit) -> None:
    await visit.close()


async def _reset(visit: Visit) -> None:
    await visit.wire.leave(rudely=True)


async def _garbage(visit: Visit) -> None:
    with contextlib.suppress(StopScript):
        await visit.wire.send(GARBAGE)
    await visit.settle()
    await visit.close()


def _fails_well(transcript: Transcript, of: Words, awaited: Words | None = None) -> Finding:
    return first_fault(_unheard(transcript, awaited) or fails_badly(transcript, of))


def _ends_well(transcript: Transcript, of: Words, awaited: Words) -> Finding:
    """Judge a client whose server may close at any time; it should tell its user."""
    fault = _unheard(transcript, awaited) or crashed(transcript)
    fault = fault or still_runs(transcript, of, look=CLOSED_LOOK)
    if fault is not None:
        return fault
    silent = says_nothing(transcript, of)
    return first_fault(silent and replace(silent, verdict=Verdict.LENIENT))


def _survives(transcript: Transcript, awaited: Words) -> Finding:
    return first_fault(_unheard(transcript, awaited) or crashed_on(transcript, DECODE_LOOK))


def _unheard(transcript: Transcript, awaited: Words | None) -> Finding | None:
    """Return a finding if the conversation ended before the server's fault."""
    fault = never_came(transcript)
    if fault is not None or awaited is None or client_messages(transcript):
        return fault
    return crashed(transcript) or begins_otherwise(transcript) or stalled(transcript, awaited)
