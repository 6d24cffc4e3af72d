"""Checks of what a server keeps: descriptors and memory of clients, and lines without an end."""

from functools import partial

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.checks.serving import LOOP_LOOK, ask_one_more, unanswered
from trio_sockets.check.judging import first_fault, not_connected
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import say

MANY = 200
"""Clients one after another."""

_WARM_UP = 20
_LEAKED_DESCRIPTORS = 10
_LEAKED_BYTES = 32 * 2**20
"""Above what a garbage collector may leave lying; 200 threads that never end hold more."""

_ENDLESS = 16 * 2**20
"""Bytes to send, at most, of a line that never ends."""

_LONG_ENOUGH = 2 * 2**20
"""Bytes of a line, from which on memory tells whether it is kept."""

_KEPT = 0.75
"""The share of them that a program may hold more than before: above it, it keeps them."""

_BLOCK = b"a" * 2**18


def hoarding_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    return [
        Check(
            id="many.08",
            title=say("{count} clients leave nothing behind", count=MANY),
            teaches=say(
                "Each accepted socket is closed, or the system's limit is reached one day."
            ),
            section=talk.section,
            script=partial(_many, talk),
            judge=partial(_nothing_left, talk),
            needs=(talk.basis, "tcp.04", *(("game.15",) if talk.greets else ())),
            seconds=60,
            for_commands=True,
        ),
        Check(
            id="many.09",
            title=say("a line that never ends does no harm"),
            teaches=say("A buffer without a bound lets one client eat all memory."),
            section=talk.section,
            script=partial(_endless, talk),
            judge=partial(_bounded, talk),
            needs=("many.03", "many.05"),
            seconds=20,
            for_messages=True,
        ),
    ]


# --- 08 ----------------------------------------------------------------------------------------
async def _many(talk: Talk, lab: ServerLab) -> None:
    before = lab.resources()
    for number in range(MANY + _WARM_UP):
        if number == _WARM_UP:
            before = lab.resources()
        wire = await lab.connect()
        if talk.greets:
            await wire.hear()
        await wire.say(talk.exchange(lab.dialect, number, b"").request)
        await wire.hear()
        await wire.leave()
    for _ in range(10):
        after = lab.resources()
        if before and after:
            lab.facts["descriptors grown by"] = after.descriptors - before.descriptors
            lab.facts["memory grown by"] = after.memory - before.memory
            if after.descriptors <= before.descriptors:
                break
        await trio.sleep(0.05)  # it may still be busy with the last ones
    await ask_one_more(talk, lab)


def _nothing_left(talk: Talk, transcript: Transcript) -> Finding:
    last = max(0, len(transcript.conversations) - 1)
    fault = unanswered(talk, transcript, last, look=LOOP_LOOK)
    if fault is not None:
        return fault
    descriptors = transcript.facts.get("descriptors grown by")
    memory = transcript.facts.get("memory grown by")
    if isinstance(descriptors, int) and descriptors > _LEAKED_DESCRIPTORS:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "after {count} clients, {found} more descriptors are open",
                count=MANY,
                found=descriptors,
            ),
            look=say("Is each accepted socket closed? `with conn:` does it on every way out."),
        )
    if isinstance(memory, int) and memory > _LEAKED_BYTES:
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "after {count} clients, it holds {found:.0f} MiB more",
                count=MANY,
                found=memory / 2**20,
            ),
            look=say("Does each client's thread end, and is its state let go?"),
        )
    return first_fault()


# --- 09 ----------------------------------------------------------------------------------------
async def _endless(talk: Talk, lab: ServerLab) -> None:
    before = lab.resources()
    drip = await lab.connect()
    await talk.begin(drip)
    sent = 0
    with trio.move_on_after(5):
        try:
            while sent < _ENDLESS:
                await drip.send(_BLOCK, within=1)
                sent += len(_BLOCK)
        except Enough:
            pass  # it does not read on, or it has closed: both are good answers
    await drip.settle(0.1)
    lab.facts["sent"] = sent
    after = lab.resources()
    if before and after:
        lab.facts["memory grown by"] = after.memory - before.memory
    await drip.leave(rudely=True)
    await ask_one_more(talk, lab)


def _bounded(talk: Talk, transcript: Transcript) -> Finding:
    look = say("What does the next client meet, once such a client is gone?")
    return first_fault(
        not_connected(transcript),
        _kept(talk, transcript),
        unanswered(talk, transcript, 1, look=look),
    )


def _kept(talk: Talk, transcript: Transcript) -> Finding | None:
    grown, sent = transcript.facts.get("memory grown by"), transcript.facts.get("sent")
    has_answered = len(transcript.messages()) > talk.skip
    if not isinstance(grown, int) or not isinstance(sent, int):
        return None
    if has_answered or transcript.conversations[0].end is not None:
        return None
    if sent < _LONG_ENOUGH or grown < sent * _KEPT:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "of a line of {sent:.0f} MiB without an end, it keeps {grown:.0f} MiB",
            sent=sent / 2**20,
            grown=grown / 2**20,
        ),
        look=say("Give the buffer a bound: answer an error, or close, when a line is longer."),
    )
