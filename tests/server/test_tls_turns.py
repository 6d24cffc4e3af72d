"""Handshakes take turns: a crowd of them costs each of Trio's passes no more than one."""

import ssl
from collections import Counter

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from helpers.certificates import HOST, Authority
from helpers.support import InMemory
from trio_sockets.tls import TlsStream

CROWD = 12


class Passes(trio.abc.Instrument):
    """Counts Trio's passes."""

    number = 0

    def before_io_wait(self, timeout: float) -> None:
        self.number += 1


async def test_of_a_crowd_that_shakes_hands_at_once_one_has_its_turn_in_a_pass(
    in_memory: InMemory, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: Counter[int] = Counter()
    passes = Passes()
    shake = ssl.SSLObject.do_handshake

    def noted(tls: ssl.SSLObject) -> None:
        if tls.server_side:
            steps[passes.number] += 1
        shake(tls)

    monkeypatch.setattr(ssl.SSLObject, "do_handshake", noted)
    async with in_memory("text", tls=authority.server()) as (_, listener):
        trio.lowlevel.add_instrument(passes)
        clients = [
            TlsStream(await listener.connect(), authority.client(), server_hostname=HOST)
            for _ in range(CROWD)
        ]
        async with trio.open_nursery() as nursery:
            for client in clients:
                nursery.start_soon(client.do_handshake)
        await wait_all_tasks_blocked()
        trio.lowlevel.remove_instrument(passes)
        for client in clients:
            await client.aclose()
    assert steps.total() == 2 * CROWD
    assert max(steps.values()) == 1
