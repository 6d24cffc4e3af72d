"""The fast path and the general one are the same to a client, and in the log."""

import random
from typing import Any

import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.support import (
    Running,
    connect,
    needs_epoll,
    plain_socket_pair,
    receive_all,
    running_pump,
    socket_pair,
)
from trio_sockets import Deadlines, Parameters, all_services
from trio_sockets.server.clients import Clients
from trio_sockets.server.limits import Admission, Limits

pytestmark = needs_epoll

WORDS = st.sampled_from(
    [
        *(b"UPPER a", b"\n", b"\r\n", b"50\n", b"7", b"LOWER \xc3\x89\n", b"\xff", b"QUIT\n"),
        *(b"JOIN ana\n", b"JOIN ana maths\n", b"1\n2\n3\n"),
        *(b"x" * 700, b"\n" * 19, b"UPPER b\nUPPER c\n", b"HELP\n", b"UPPER \xc3", b"\xa9\n"),
    ]
)
ENDS = st.sampled_from(["half-close", "reset", "silence"])


async def conversation(
    *, fast: bool, service: str, chunks: list[bytes], pause: float, end: str
) -> tuple[bytes, list[Any]]:
    """Say this to a server on one path; return what it said, and its log."""
    with capture_logs() as logs:
        async with running_pump() as pump:
            clients = Clients(Deadlines(), Admission(Limits(), None), pump if fast else None)
            near, far = plain_socket_pair() if fast else socket_pair()
            game = all_services(Parameters(1, 100, 7), seed=1)
            async with trio.open_nursery() as background:
                if run := game[service].run:
                    await background.start(run)
                async with trio.open_nursery() as serving:
                    serving.start_soon(clients.serve, game[service], far)
                    heard = await say(near, chunks, pause, end)
                background.cancel_scope.cancel()
    return heard, logs


async def say(near: trio.SocketStream, chunks: list[bytes], pause: float, end: str) -> bytes:
    """Say this, end it so, and return what is heard until the other end."""
    try:
        for chunk in chunks:
            await near.send_all(chunk)
            await trio.sleep(pause)
        if end == "half-close":
            await near.send_eof()
    except trio.BrokenResourceError:
        pass  # it had the last word already
    if end == "reset":
        await trio.sleep(1)
        await near.aclose()
        return b""
    heard = await receive_all(near)
    await near.aclose()
    return heard


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["echo", "text", "game", "race"]),
    st.lists(WORDS, max_size=8),
    st.sampled_from([0.1, 0.6, 20]),
    ENDS,
)
def test_both_give_the_same_bytes_ends_and_log_lines(
    service: str, chunks: list[bytes], pause: float, end: str
) -> None:
    what = {"service": service, "chunks": chunks, "pause": pause, "end": end}

    def run(*, fast: bool) -> tuple[bytes, list[Any]]:
        async def main() -> tuple[bytes, list[Any]]:
            return await conversation(fast=fast, **what)  # type: ignore[arg-type]

        return trio.run(main, clock=MockClock(autojump_threshold=0))

    assert run(fast=True) == run(fast=False)


async def test_a_client_cancelled_before_it_could_wait_is_no_fault() -> None:
    with capture_logs() as logs:
        near, far = plain_socket_pair()
        async with near, running_pump() as pump, trio.open_nursery() as nursery:
            clients = Clients(Deadlines(), Admission(Limits(), None), pump)
            nursery.start_soon(clients.serve, all_services()["echo"], far)
            nursery.cancel_scope.cancel()
    assert [log["ended"] for log in logs] == ["cancelled"]


async def test_a_flood_of_replies_that_do_not_fit_arrives_whole(
    running: Running, patient: Deadlines
) -> None:
    """Back-pressure: what does not fit waits, and its client is not read meanwhile."""
    data = random.Random(5).randbytes(20_000_000)  # more than the kernel's buffers hold
    options = {"deadlines": patient}
    async with running("echo@:0", **options) as serving, await connect(serving, "echo") as client:
        received, sent = bytearray(), trio.Event()

        async def send() -> None:
            await client.send_all(data)
            sent.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(send)
            await wait_all_tasks_blocked(0.01)  # both sides wait for each other
            assert not sent.is_set()
            while len(received) < len(data):
                received += await client.receive_some()
        assert received == data


async def test_one_that_floods_keeps_no_other_waiting(running: Running) -> None:
    async with running("text@:0") as serving, await connect(serving, "text") as other:

        async def flood() -> None:
            async with await connect(serving, "text") as client, trio.open_nursery() as nursery:

                async def read() -> None:
                    while await client.receive_some():
                        pass

                nursery.start_soon(read)
                while True:
                    await client.send_all(2000 * b"UPPER a\n")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(flood)
            for _ in range(100):
                await other.send_all(b"UPPER b\n")
                assert await other.receive_some() == b"B\n"
            nursery.cancel_scope.cancel()
