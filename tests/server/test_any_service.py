"""Any service, over any transport: the same bytes, and a bounded amount of them that waits."""

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from trio.testing import MockClock, memory_stream_pair

from helpers.any_service import AnySession, Asked, Measured, Plan, verbose_total
from helpers.certificates import HOST, Authority
from helpers.support import needs_epoll, plain_socket_pair, running_pump, socket_pair
from trio_sockets import Connection, Deadlines, Ending
from trio_sockets.protocol.session import PIECE
from trio_sockets.server.driver import Driver
from trio_sockets.server.fast_path.fast import FastConnection
from trio_sockets.server.fast_path.pump import Pump
from trio_sockets.server.peers.tls import Connect, TlsConnection
from trio_sockets.tls import TlsStream

NO_DEADLINES = Deadlines(handshake=None, idle=None, line=None, write=None, session=None)
TRANSPORTS = [
    pytest.param("fast", marks=needs_epoll),
    "general",
    "memory",
    "tls",
    "tls in memory",
    pytest.param("tls fast", marks=needs_epoll),
]

plans = st.builds(
    Plan,
    st.lists(st.sampled_from([0, 5, 900, 10_000, 100_000]), min_size=1, max_size=4).map(tuple),
    st.frozensets(st.integers(0, 3), max_size=1),
)


def connect(
    transport: str, authority: Authority, pump: Pump
) -> tuple[trio.abc.HalfCloseableStream, Callable[[Measured, Deadlines], Driver]]:
    """Return a client's stream, and what makes the server's end of it a connection."""
    near: trio.abc.HalfCloseableStream
    make: Connect
    if "fast" in transport:
        near, plain = plain_socket_pair()
        make = partial(FastConnection, plain, pump=pump)
    else:
        near, far = memory_stream_pair() if "memory" in transport else socket_pair()
        make = partial(Connection, far)
    if not transport.startswith("tls"):
        return near, make
    context = authority.server()
    stream = TlsStream(near, authority.client(), server_hostname=HOST)
    return stream, lambda session, limits: TlsConnection(make, session, limits, context)


async def converse(
    transport: str, authority: Authority, plan: Plan, packets: list[bytes]
) -> tuple[bytes, AnySession]:
    """Send these, read all, and return what was read."""
    asked = Asked()
    session = AnySession(plan, asked)
    said = bytearray()
    async with running_pump() as pump, trio.open_nursery() as background:
        client, connection = connect(transport, authority, pump)

        async def answer() -> None:
            while True:
                await trio.sleep(0.1)
                asked.answer()

        async def send() -> None:
            for packet in packets:
                await client.send_all(packet)
            await client.send_eof()

        background.start_soon(answer)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(connection(session, NO_DEADLINES).run)
            nursery.start_soon(send)
            async for chunk in client:
                said += chunk
            await client.aclose()
        background.cancel_scope.cancel()
    return bytes(said), session


@pytest.mark.parametrize("transport", TRANSPORTS)
@settings(deadline=None, max_examples=25)
@given(plan=plans, lines=st.lists(st.integers(1, 60), max_size=4), cut=st.booleans())
def test_every_transport_gives_the_same_bytes_and_the_bound_holds(
    transport: str, authority: Authority, plan: Plan, lines: list[int], *, cut: bool
) -> None:
    packets = [b"x\n" * number for number in lines]
    if cut:
        packets = [half for packet in packets for half in (packet[:1], packet[1:])]
    main = partial(converse, transport, authority, plan, packets)
    said, session = trio.run(main, clock=MockClock(autojump_threshold=0))
    assert said == plan.whole(sum(lines))
    assert session.most < 2 * PIECE + plan.longest


@pytest.mark.parametrize(
    "make",
    [partial(AnySession, Plan((10_000,)), Asked()), partial(verbose_total, 10_000)],
    ids=["any", "the page's"],
)
@pytest.mark.parametrize(
    "transport",
    [
        "general",
        pytest.param("fast", marks=needs_epoll),
        "tls",
        pytest.param("tls fast", marks=needs_epoll),
    ],
)
async def test_a_client_that_pipelines_and_never_reads_costs_little_and_is_gone_at_the_deadline(
    autojump_clock: MockClock, authority: Authority, transport: str, make: Callable[[], Measured]
) -> None:
    session = make()

    async def flood(client: trio.abc.HalfCloseableStream) -> None:
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            while True:
                await client.send_all(b"1\n" * 1000)

    tracemalloc.start()
    async with running_pump() as pump, trio.open_nursery() as nursery:
        client, connection = connect(transport, authority, pump)
        nursery.start_soon(flood, client)
        start = trio.current_time()
        assert await connection(session, Deadlines()).run() is Ending.WRITE_TIMEOUT
        assert trio.current_time() - start == pytest.approx(10)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await trio.aclose_forcefully(client)
        nursery.cancel_scope.cancel()
    assert 10_000 < session.most < 2 * PIECE + 10_001
    assert peak < 2_000_000  # one packet of these lines earns 10 MB of replies
