"""How the checker begins a conversation with a server: with a client's first messages."""

import re
from contextlib import suppress

import trio

from trio_sockets.check.dialect.patterns import Pattern, Template
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.wire import PATIENCE, UNENDED, Wire


async def introduce(wire: Wire, *, within: float = PATIENCE) -> None:
    """Send a client's first messages, each after the prompt that precedes it.

    :param within: seconds to wait for each prompt, and for each reply.
    """
    heard = 0
    for first in wire.dialect.flow.first:
        if first.prompt:
            heard = await _until_said(wire, Template(first.prompt), heard, within)
        await wire.say(first.said)
        if first.reply is not None:
            heard = await _until_said(wire, first.reply, heard, within)
        else:  # let the server read it before more is sent, as it may use a single recv
            with trio.move_on_after(UNENDED):
                await wire.more()


async def begin(wire: Wire, *, within: float = PATIENCE) -> bytes:
    """Send the first messages, and read the server's greeting.

    :param within: seconds to wait for each message.
    :returns: the game's greeting, which may be empty.
    """
    await introduce(wire, within=within)
    return await wire.read_greeting(within=within)


async def begin_anyhow(wire: Wire, *, within: float = PATIENCE) -> bytes:
    """Do the same, but stop without an error if the server does not answer."""
    with suppress(StopScript):
        return await begin(wire, within=within)
    return b""


async def _until_said(wire: Wire, pattern: Pattern, heard: int, within: float) -> int:
    """Wait for text that fits a pattern; return the number of bytes received up to its end.

    :param heard: the number of bytes up to the end of the text that was awaited before.
    """
    while (end := _end_of(pattern, wire.conversation().received[heard:])) is None:
        await wire.more(within)
    return heard + end


def _end_of(pattern: Pattern, data: bytes) -> int | None:
    if not isinstance(pattern, Template):  # its words may stand anywhere
        return len(data) if pattern.read(data.decode(errors="replace")) is not None else None
    found = re.search(pattern.expression, data.decode(errors="surrogateescape"))
    return (
        None if found is None else len(found.string[: found.end()].encode(errors="surrogateescape"))
    )
