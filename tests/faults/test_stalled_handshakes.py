"""Clients that begin a TLS handshake, or not even that, and never end it."""

import ssl
from contextlib import suppress
from pathlib import Path

from faults.players import fifty_players
from faults.strangers import STRANGER, connection, crowd
from faults.watching import events
from helpers.certificates import HOST, Authority
from helpers.command import server
from helpers.waiting import until
from trio_sockets.tls import TlsStream

SILENT = 200
HALFWAY = 200
STALLED = SILENT + HALFWAY
HANDSHAKE_TIMEOUT = 10.0
"""Seconds: the server's default."""
LATE = 10.0
"""Seconds for a machine that is busy: see test_slow_drip.py."""
PACE = 0.15
"""Seconds: fifty players shake hands for each game."""


def client_hello(context: ssl.SSLContext) -> bytes:
    """Return what a client says first."""
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=HOST)
    with suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


async def test_they_have_a_place_for_10_s_and_are_gone_and_nobody_else_notices(
    authority: Authority, tmp_path: Path
) -> None:
    certificate = tmp_path / "server.pem"
    certificate.write_bytes(authority.issue())
    context = authority.client()
    hello = client_hello(context)
    words = ("game@:0", "--tls-cert", str(certificate), "--log-format", "json", "--log-repeats")
    limits = ("--max-clients-per-host", str(STALLED))
    async with server(*words, *limits) as running:
        address = running.addresses["game"]
        async with fifty_players(address, pace=PACE, tls=context) as players:
            async with crowd(address, STALLED, source=STRANGER) as stalled:
                for client in stalled[SILENT:]:
                    await client.send_all(hello[: len(hello) // 2])
                transport = await connection(address, source=STRANGER)
                async with TlsStream(transport, context, server_hostname=HOST) as one_more:
                    assert (await one_more.receive_some()).startswith(b"ERR busy ")
                for client in stalled:
                    assert await client.receive_some() == b""
            await players.win_another()
        await until(lambda: len(events(running, ended="handshake-timeout")) == STALLED)
        for event in events(running, ended="handshake-timeout"):
            assert event["peer"].startswith(f"{STRANGER}:")
            assert HANDSHAKE_TIMEOUT <= event["seconds"] < HANDSHAKE_TIMEOUT + LATE
        assert {event["ended"] for event in events(running)} == {
            *("finished", "busy", "handshake-timeout")
        }
