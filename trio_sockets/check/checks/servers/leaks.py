"""Checks of leaks: descriptors and memory of clients, and endless lines."""

from functools import partial

import trio

from trio_sockets.check.checks.servers.serving import LOOP_LOOK, ask_one_more, unanswered
from trio_sockets.check.harness.opening import begin_anyhow
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import PATIENCE
from trio_sockets.check.judging.servers import first_fault, not_connected
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import CLOSE, REAP
from trio_sockets.words import say

MANY = 200
"""How many clients connect, one after another."""

_WARM_UP = 20
_LEAKED_DESCRIPTORS = 10
_LEFT_ZOMBIES = 40
"""A server that collects its children only now and then leaves fewer, as Python's ForkingMixIn."""

_LEAKED_BYTES = 32 * 2**20
"""Bytes by which a program's memory may grow. A garbage collector may leave less than this; 200
threads that never end hold more.
"""

_ENDLESS = 16 * 2**20
"""The most bytes of an endless line to send."""

_LONG_ENOUGH = 2 * 2**20
"""The length in bytes from which a buffered line shows in the memory of a program."""

_KEPT = 0.75
"""The share of the line's bytes by which memory may grow. More means that the line is buffered."""

_BLOCK = b"a" * 2**18


def leak_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the checks for a service."""
    return [
        Check(
            id="many.08",
            title=say("{count} clients leave nothing behind", count=MANY),
            teaches=say("Close each accepted socket, or one day the system's limit is reached."),
            section=profile.section,
            script=partial(_many, profile),
            judge=partial(_nothing_left, profile),
            needs=(profile.basis, "tcp.04", *(("game.15",) if profile.greets else ())),
            seconds=240,
            for_commands=True,
        ),
        Check(
            id="many.09",
            title=say("a line that never ends does no harm"),
            teaches=say("An unbounded buffer lets one client use all memory."),
            section=profile.section,
            script=partial(_endless, profile),
            judge=partial(_bounded, profile),
            needs=("many.03", "many.05"),
            meets=(profile.errors,),
            for_messages=True,
            for_lines=True,
        ),
    ]


# --- 08 ----------------------------------------------------------------------------------------
async def _many(profile: ServiceProfile, harness: ServerHarness) -> None:
    before = harness.resources()
    for number in range(MANY + _WARM_UP):
        if number == _WARM_UP:
            before = harness.resources()
        wire = await harness.connect()
        greeting = await begin_anyhow(wire)
        await wire.say(profile.exchange(harness.dialect, number, greeting).request)
        await wire.try_message(PATIENCE)
        await wire.leave()
    for _ in range(10):
        after = harness.resources()
        if before and after:
            harness.facts["descriptors grown by"] = after.descriptors - before.descriptors
            harness.facts["memory grown by"] = after.memory - before.memory
            harness.facts["zombies"] = after.zombies
            if after.descriptors <= before.descriptors and not after.zombies:
                break
        await trio.sleep(0.05)  # it may still be closing the last ones
    await ask_one_more(profile, harness)


def _nothing_left(profile: ServiceProfile, transcript: Transcript) -> Finding:
    last = max(0, len(transcript.conversations) - 1)
    fault = unanswered(profile, transcript, last, look=LOOP_LOOK)
    if fault is not None:
        return fault
    descriptors = transcript.facts.get("descriptors grown by")
    memory = transcript.facts.get("memory grown by")
    zombies = transcript.facts.get("zombies")
    if isinstance(zombies, int) and zombies > _LEFT_ZOMBIES:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "after {count} clients, {found} of its child processes have ended, but it never "
                "waited for them: zombies",
                count=MANY,
                found=zombies,
            ),
            look=say("Wait for each child process: {reap}.", reap=REAP),
        )
    if isinstance(descriptors, int) and descriptors > _LEAKED_DESCRIPTORS:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "after {count} clients, {found} more descriptors are open",
                count=MANY,
                found=descriptors,
            ),
            look=say("Is {close} for each client, however its conversation ends?", close=CLOSE),
        )
    if isinstance(memory, int) and memory > _LEAKED_BYTES:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "after {count} clients, it holds {found:.0f} MiB more",
                count=MANY,
                found=memory / 2**20,
            ),
            look=say("Does each client's thread end, and is its state freed?"),
        )
    return first_fault()


# --- 09 ----------------------------------------------------------------------------------------
async def _endless(profile: ServiceProfile, harness: ServerHarness) -> None:
    before = harness.resources()
    drip = await harness.connect()
    await profile.begin(drip)
    sent = 0
    with trio.move_on_after(5):
        try:
            while sent < _ENDLESS:
                await drip.send(_BLOCK, within=1)
                sent += len(_BLOCK)
        except StopScript:
            pass  # it stopped reading or closed: both are fine
    await drip.settle(0.1)
    harness.facts["sent"] = sent
    after = harness.resources()
    if before and after:
        harness.facts["memory grown by"] = after.memory - before.memory
    await drip.leave(rudely=True)
    await ask_one_more(profile, harness)


def _bounded(profile: ServiceProfile, transcript: Transcript) -> Finding:
    look = say("What happens to the next client after such a client has gone?")
    return first_fault(
        not_connected(transcript),
        _kept(profile, transcript),
        unanswered(profile, transcript, 1, look=look),
    )


def _kept(profile: ServiceProfile, transcript: Transcript) -> Finding | None:
    grown, sent = transcript.facts.get("memory grown by"), transcript.facts.get("sent")
    has_answered = len(transcript.messages()) > profile.skip
    if not isinstance(grown, int) or not isinstance(sent, int):
        return None
    if has_answered or transcript.conversations[0].end is not None:
        return None
    if sent < _LONG_ENOUGH or grown < sent * _KEPT:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "of an endless line of {sent:.0f} MiB, it keeps {grown:.0f} MiB",
            sent=sent / 2**20,
            grown=grown / 2**20,
        ),
        look=say("Limit the buffer: answer an error, or close, when a line is longer."),
    )
