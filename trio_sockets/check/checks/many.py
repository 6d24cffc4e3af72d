"""Checks of many clients at once, and of what one of them may do to the others."""

import contextlib
from functools import partial

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.checks.serving import CONCURRENT_LOOK, answered, ask, ask_one_more
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.wire import Enough, Wire
from trio_sockets.check.words import say

CROWD = 50
"""Clients at once."""

_CROWDED = 5.0
"""Seconds that one of them may wait for a reply."""

_HASTY = 6
"""Clients that leave before their replies come."""

_IN_HASTE = 2**15
"""Bytes that each of them asks first: the server is still answering when it has gone."""

_READ = 0.1
"""Seconds after which a server has read the half of a message, and waits for the rest."""

_AFTERMATH = 0.5
"""Seconds after which a server that such clients upset has ended, also where it has to share its
processor with others."""

_FLOOD = 2**20
"""Bytes to send, at most, to a server whose answers nobody reads."""

_STUCK = 0.3
"""Seconds after which a server that takes no more bytes is thought to wait for its reader."""


def many_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    return [
        Check(
            id="many.01",
            title=say("two clients are served at once"),
            teaches=say("While one client is connected, another one can be too."),
            section=talk.section,
            script=partial(_interleaved, talk),
            judge=answered(talk, 0, 1, look=CONCURRENT_LOOK, each=2),
            needs=(talk.basis, "tcp.04"),
        ),
        Check(
            id="many.02",
            title=say("a client that says nothing delays nobody"),
            teaches=say("A server that waits for one client's words keeps all others waiting."),
            section=talk.section,
            script=partial(_behind_a_silent_one, talk),
            judge=answered(talk, 1, 0, look=CONCURRENT_LOOK),
            needs=("many.01",),
        ),
        Check(
            id="many.03",
            title=say("half a message of one client neither delays nor disturbs another"),
            teaches=say("What has come of a message is kept for each client apart."),
            section=talk.section,
            script=partial(_beside_half_a_message, talk),
            judge=answered(
                talk,
                1,
                0,
                look=say("Has each client a buffer of its own, and does nobody wait for its end?"),
            ),
            needs=("many.01", "line.01"),
            for_messages=True,
        ),
        Check(
            id="many.04",
            title=say("{count} clients are served at once", count=CROWD),
            teaches=say("A class is thirty clients, each with a window or two."),
            section=talk.section,
            script=partial(_crowd, talk),
            judge=answered(
                talk, *range(CROWD), look=say("Is listen()'s backlog, or a pool, too small?")
            ),
            needs=("many.01", "many.03"),
            seconds=20,
        ),
        Check(
            id="many.05",
            title=say("a client that crashes in the middle of a message does no harm"),
            teaches=say("An RST makes recv() raise ConnectionResetError: it ends one client only."),
            section=talk.section,
            script=partial(_after_crashes, talk),
            judge=answered(
                talk, look=say("Is ConnectionResetError caught, for each client alone?")
            ),
            needs=(talk.basis, "tcp.04"),
        ),
        Check(
            id="many.06",
            title=say("a client that leaves before its replies come does no harm"),
            teaches=say("Sending to a client that has gone fails: it ends one client, no more."),
            section=talk.section,
            script=partial(_after_hasty_ones, talk),
            judge=answered(
                talk,
                look=say("Is BrokenPipeError caught, or SIGPIPE ignored, for each client alone?"),
            ),
            needs=("many.05",),
        ),
        Check(
            id="many.07",
            title=say("a client that never reads delays nobody"),
            teaches=say("sendall() waits while a client does not read: only that one may wait."),
            section=talk.section,
            script=partial(_beside_one_that_never_reads, talk),
            judge=answered(talk, look=CONCURRENT_LOOK),
            needs=("many.01", "many.03"),
            seconds=20,
        ),
    ]


async def _interleaved(talk: Talk, lab: ServerLab) -> None:
    wires = [await lab.connect(), await lab.connect()]
    greetings = [await ask(talk, wire, 2 * place) for place, wire in enumerate(wires)]
    for place, wire in enumerate(wires):
        await ask(talk, wire, 2 * place + 1, greetings[place])


async def _behind_a_silent_one(talk: Talk, lab: ServerLab) -> None:
    silent = await lab.connect()
    await ask(talk, await lab.connect(), 1)
    await ask(talk, silent, 0)


async def _beside_half_a_message(talk: Talk, lab: ServerLab) -> None:
    slow = await lab.connect()
    greeting = await talk.begin(slow)
    request = lab.dialect.request(talk.exchange(lab.dialect, 0, greeting).request)
    half = len(request) // 2
    await slow.send(request[:half])
    await trio.sleep(_READ)
    await ask(talk, await lab.connect(), 1)
    await slow.send(request[half:])
    await slow.read_message()


async def _crowd(talk: Talk, lab: ServerLab) -> None:
    wires = [await lab.connect() for _ in range(CROWD)]
    async with trio.open_nursery() as nursery:
        for place, wire in enumerate(wires):
            nursery.start_soon(_ask_alone, talk, wire, place)


async def _ask_alone(talk: Talk, wire: Wire, place: int) -> None:
    with contextlib.suppress(Enough):  # one failure ends no other client's script
        await ask(talk, wire, place, within=_CROWDED)


async def _after_crashes(talk: Talk, lab: ServerLab) -> None:
    for number in range(3):
        wire = await lab.connect()
        greeting = await talk.begin(wire)
        request = talk.exchange(lab.dialect, number, greeting).request.encode()
        await wire.send(request[: len(request) // 2 + 1])
        await trio.sleep(_READ)
        await wire.leave(rudely=True)
    await trio.sleep(_AFTERMATH)
    await ask_one_more(talk, lab)


async def _after_hasty_ones(talk: Talk, lab: ServerLab) -> None:
    for number in range(_HASTY):
        wire = await lab.connect()
        greeting = await talk.begin(wire)
        request = lab.dialect.request(talk.exchange(lab.dialect, number, greeting).request)
        await wire.send(request * (_IN_HASTE // len(request)))
        await wire.leave(rudely=number % 2 == 1)
    await trio.sleep(_AFTERMATH)
    await ask_one_more(talk, lab)


async def _beside_one_that_never_reads(talk: Talk, lab: ServerLab) -> None:
    wire = await lab.connect(narrow=True)
    request = lab.dialect.request(talk.exchange(lab.dialect, 0, b"").request)
    block = request * (16384 // len(request))
    with contextlib.suppress(Enough):  # it reads no more either, as it should
        for _ in range(_FLOOD // len(block)):
            await wire.send(block, within=_STUCK)
    await ask_one_more(talk, lab)
