"""Trouble by how one connects, shakes hands and leaves."""

import random
from contextlib import suppress

import trio

from soak.visits import CROWD_HOST, PATIENCE, Visit, connect, wrong

CROWD = 99
"""Clients that come at once, besides the one who brings them: more than one host may have."""

STAY = 0.5
"""Seconds that they stay."""

CLIENT_HELLO = bytes.fromhex("16030100a5010000a10303")
"""How a TLS handshake begins."""


async def reset_in_a_line(client: Visit, _chance: random.Random) -> None:
    """A reset in the middle of a line."""
    await client.greet()
    await client.say(b"UPPER unen")
    client.reset()


async def reset_with_replies_due(client: Visit, chance: random.Random) -> None:
    """A reset while replies are under way."""
    await client.say(chance.randint(1, 200) * b"HELP\n")
    client.reset()


async def reset_at_once(client: Visit, _chance: random.Random) -> None:
    """A reset before a word; and before the handshake, where there is one."""
    client.reset()
    await trio.lowlevel.checkpoint()


async def leave(client: Visit, _chance: random.Random) -> None:
    """No goodbye: a close in the middle of a conversation; over TLS, without a close_notify."""
    await client.greet()
    await trio.aclose_forcefully(client.transport)


async def come_in_a_crowd(client: Visit, _chance: random.Random) -> None:
    """A hundred connections at once. Those for whom there is no place hear it, or are closed."""
    said: list[bytes] = []

    async def come() -> None:
        # No place may mean a reset, if it comes to that before we have looked.
        with suppress(OSError, trio.BrokenResourceError):
            stream = await connect(client.door.address, CROWD_HOST)
            async with stream:
                with trio.move_on_after(STAY):
                    said.append(bytes(await stream.receive_some()))
                await trio.sleep(STAY)

    async with trio.open_nursery() as nursery:
        for _ in range(CROWD):
            nursery.start_soon(come)
    for words in said:
        if not words.startswith((b"GAME ", b"ERR busy ")) and words:
            raise wrong(words, b"ERR busy ")


async def stall_the_handshake(client: Visit, chance: random.Random) -> None:
    """A TLS handshake that goes no further, until its deadline."""
    await client.say(CLIENT_HELLO[: chance.randint(0, len(CLIENT_HELLO))])
    await client.expect_rest(b"")


async def send_garbage_for_tls(client: Visit, chance: random.Random) -> None:
    """Bytes that are no TLS."""
    await client.say(b"\xff" + chance.randbytes(chance.randint(20, 2000)))
    await _until_closed(client)


async def stall_the_header(client: Visit, _chance: random.Random) -> None:
    """A proxy that never says whom it speaks for, until its deadline."""
    await client.say(b"PROXY TCP4 192.0.2.")
    await client.expect_rest(b"")


async def send_no_header(client: Visit, _chance: random.Random) -> None:
    """A proxy that says something else."""
    await client.say(b"GET / HTTP/1.1\r\n\r\n")
    await _until_closed(client)


async def _until_closed(client: Visit) -> None:
    """Wait for the end, or for a reset: what we have sent may not have been read."""
    with trio.fail_after(PATIENCE), suppress(trio.BrokenResourceError):
        while await client.stream.receive_some():
            pass
