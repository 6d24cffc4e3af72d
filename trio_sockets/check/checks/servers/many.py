"""Checks of many clients at once, and of the harm that one client may do to others."""

import contextlib
from functools import partial

import trio

from trio_sockets.check.checks.servers.serving import CONCURRENT_LOOK, answered, ask, ask_one_more
from trio_sockets.check.harness.opening import introduce
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.recognising import one_at_a_time
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.connecting import LISTEN
from trio_sockets.check.programming.receiving import RESET, RESET_ERROR
from trio_sockets.check.programming.sending import SEND_ALL, SURVIVE_SIGPIPE
from trio_sockets.words import say

CROWD = 50
"""How many clients are connected at once."""

_CROWDED = 5.0
"""The most seconds that each of them waits for a reply."""

_PARTS_APART = 0.5
"""Seconds of silence that end a message without a terminator: a server with so many clients may
send it in parts that lie apart.
"""

_HASTY = 6
"""How many clients leave before their replies come."""

_IN_HASTE = 2**15
"""How many bytes of requests each of them sends, so that the server is still answering when it
leaves.
"""

_READ = 0.1
"""Seconds after which a server has read half a message, and waits for the rest."""

_AFTERMATH = 0.5
"""Seconds after which a server that such clients crash has ended, even on a busy machine."""

_FLOOD = 2**20
"""The most bytes to send to a server while its replies are not read."""

_STUCK = 0.3
"""Seconds without progress after which a server is taken to be blocked in a send."""


def many_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the checks for a service."""
    return [
        Check(
            id="many.01",
            title=say("two clients are served at once"),
            teaches=say("While one client is connected, another one can connect and be served."),
            section=profile.section,
            script=partial(_interleaved, profile),
            judge=partial(_both_answered, profile),
            needs=(profile.basis, "tcp.04"),
            recognises=(one_at_a_time,),
        ),
        Check(
            id="many.02",
            title=say("a silent client does not delay others"),
            teaches=say("A server that waits for one client keeps all others waiting."),
            section=profile.section,
            script=partial(_behind_a_silent_one, profile),
            judge=answered(profile, 1, 0, look=CONCURRENT_LOOK),
            needs=("many.01",),
            at_once=True,
        ),
        Check(
            id="many.03",
            title=say("half a message of one client neither delays nor disturbs others"),
            teaches=say("Keep the incomplete message of each client in its own buffer."),
            section=profile.section,
            script=partial(_beside_half_a_message, profile),
            judge=answered(
                profile,
                1,
                0,
                look=say(
                    "Does each client have its own buffer, and can others be served while it "
                    "is incomplete?"
                ),
            ),
            needs=("many.01", "line.01"),
            for_messages=True,
            at_once=True,
        ),
        Check(
            id="many.04",
            title=say("{count} clients are served at once", count=CROWD),
            teaches=say("A class has thirty clients, each with a window or two."),
            section=profile.section,
            script=partial(_crowd, profile),
            judge=answered(
                profile,
                *range(CROWD),
                look=say(
                    "Is the backlog of {listen}, or a pool of threads, too small?", listen=LISTEN
                ),
            ),
            needs=("many.01", "many.03"),
            at_once=True,
        ),
        Check(
            id="many.05",
            title=say("a client that crashes in the middle of a message does not harm others"),
            teaches=say("After an RST, {reset}: end only that client's conversation.", reset=RESET),
            section=profile.section,
            script=partial(_after_crashes, profile),
            judge=answered(
                profile,
                look=say(
                    "Is {reset_error} handled separately for each client?", reset_error=RESET_ERROR
                ),
            ),
            needs=(profile.basis, "tcp.04"),
        ),
        Check(
            id="many.06",
            title=say("a client that leaves before its replies come does not harm others"),
            teaches=say(
                "Sending to a client that has gone fails: end only that client's conversation."
            ),
            section=profile.section,
            script=partial(_after_hasty_ones, profile),
            judge=answered(
                profile,
                look=say(
                    "A client may be gone when you send to it: {survive}.", survive=SURVIVE_SIGPIPE
                ),
            ),
            needs=("many.05",),
        ),
        Check(
            id="many.07",
            title=say("a client that never reads does not delay others"),
            teaches=say(
                "A client that does not read holds up {send_all}: only that client may wait.",
                send_all=SEND_ALL,
            ),
            section=profile.section,
            script=partial(_beside_one_that_never_reads, profile),
            judge=answered(profile, look=CONCURRENT_LOOK),
            needs=("many.01", "many.03"),
            at_once=True,
        ),
    ]


async def _interleaved(profile: ServiceProfile, harness: ServerHarness) -> None:
    wires = [await harness.connect(), await harness.connect()]
    if harness.dialect.mistakes.one_at_a_time:
        for place, wire in enumerate(wires):
            await _ask_and_leave(profile, wire, place, 1 if harness.one_message else 2)
        return
    if harness.one_message:
        for place, wire in reversed([*enumerate(wires)]):
            await ask(profile, wire, place)
        return
    greetings = [await ask(profile, wire, 2 * place) for place, wire in enumerate(wires)]
    for place, wire in enumerate(wires):
        await ask(profile, wire, 2 * place + 1, greetings[place])


async def _ask_and_leave(profile: ServiceProfile, wire: Wire, place: int, each: int) -> None:
    greeting = None
    for number in range(place * each, place * each + each):
        greeting = await ask(profile, wire, number, greeting)
    await wire.leave()


def _both_answered(profile: ServiceProfile, transcript: Transcript) -> Finding:
    each = 1 if transcript.dialect.flow.one_message else 2
    return answered(profile, 0, 1, look=CONCURRENT_LOOK, each=each)(transcript)


async def _behind_a_silent_one(profile: ServiceProfile, harness: ServerHarness) -> None:
    silent = await harness.connect()
    await ask(profile, await harness.connect(), 1)
    await ask(profile, silent, 0)


async def _beside_half_a_message(profile: ServiceProfile, harness: ServerHarness) -> None:
    slow = await harness.connect()
    greeting = await profile.begin(slow)
    request = harness.dialect.request(profile.exchange(harness.dialect, 0, greeting).request)
    half = len(request) // 2
    await slow.send(request[:half])
    await trio.sleep(_READ)
    await ask(profile, await harness.connect(), 1)
    await slow.send(request[half:])
    await slow.read_message()


async def _crowd(profile: ServiceProfile, harness: ServerHarness) -> None:
    wires = [await harness.connect() for _ in range(CROWD)]
    for wire in wires:
        wire.unended = _PARTS_APART
    async with trio.open_nursery() as nursery:
        for place, wire in enumerate(wires):
            nursery.start_soon(_ask_alone, profile, wire, place)


async def _ask_alone(profile: ServiceProfile, wire: Wire, place: int) -> None:
    with contextlib.suppress(StopScript):  # one failure must not end the others' scripts
        await ask(profile, wire, place, within=_CROWDED)


async def _after_crashes(profile: ServiceProfile, harness: ServerHarness) -> None:
    for number in range(3):
        wire = await harness.connect()
        greeting = await profile.begin(wire)
        request = harness.dialect.request(
            profile.exchange(harness.dialect, number, greeting).request
        )
        await wire.send(request[: len(request) // 2 + 1])
        await trio.sleep(_READ)
        await wire.leave(rudely=True)
    await trio.sleep(_AFTERMATH)
    await ask_one_more(profile, harness)


async def _after_hasty_ones(profile: ServiceProfile, harness: ServerHarness) -> None:
    for number in range(_HASTY):
        wire = await harness.connect()
        greeting = await profile.begin(wire)
        request = harness.dialect.request(
            profile.exchange(harness.dialect, number, greeting).request
        )
        await wire.send(request * (_IN_HASTE // len(request)))
        await wire.leave(rudely=number % 2 == 1)
    await trio.sleep(_AFTERMATH)
    await ask_one_more(profile, harness)


async def _beside_one_that_never_reads(profile: ServiceProfile, harness: ServerHarness) -> None:
    wire = await harness.connect(narrow=True)
    await introduce(wire)
    request = harness.dialect.request(profile.exchange(harness.dialect, 0, b"").request)
    block = request * (16384 // len(request))
    with contextlib.suppress(StopScript):  # it stops reading, too, as it should
        for _ in range(_FLOOD // len(block)):
            await wire.send(block, within=_STUCK)
    await ask_one_more(profile, harness)
