"""What only real sockets show. Few, and all in this place."""

import random
import socket
import struct
from contextlib import suppress

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import check_half_closeable_stream, wait_all_tasks_blocked

from helpers.support import Running, connect, receive_all
from helpers.waiting import PATIENCE, until
from trio_sockets import (
    Connection,
    Deadlines,
    Endpoint,
    Service,
    TcpAddress,
    Totals,
    parse_address,
)
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.session import BytesLike
from trio_sockets.services import DEFAULT_GAME


def reset(stream: trio.SocketStream) -> None:
    """Close with an RST: SO_LINGER on, and no time to linger."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.socket.close()


async def play_to_the_end(address: TcpAddress) -> bytes:
    """Win a game by bisection, with nothing but a stream."""
    async with await trio.open_tcp_stream(address.host, address.port) as stream:
        buffer, low, high, guess = b"", DEFAULT_GAME.low, DEFAULT_GAME.high, 0
        while True:
            while b"\n" not in buffer:
                buffer += await stream.receive_some()
            line, _, buffer = buffer.partition(b"\n")
            if line.startswith(b"HIGHER"):
                low = guess + 1
            elif line.startswith(b"LOWER"):
                high = guess - 1
            elif not line.startswith(b"GAME"):
                assert await receive_all(stream) == b""
                return line
            guess = (low + high) // 2
            await stream.send_all(b"%d\n" % guess)


@pytest.mark.parametrize("half_close", [True, False])
async def test_a_mebibyte_comes_back_unchanged(running: Running, *, half_close: bool) -> None:
    data = random.Random(1).randbytes(2**20)
    async with running("echo@:0") as serving, await connect(serving, "echo") as client:
        received = bytearray()

        async def send() -> None:
            await client.send_all(data)
            if half_close:
                await client.send_eof()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(send)
            while len(received) < len(data):
                received += await client.receive_some()
        assert received == data
        if half_close:
            assert await client.receive_some() == b""


async def test_the_unterminated_last_line_before_a_half_close_is_answered(running: Running) -> None:
    async with running("text@:0") as serving, await connect(serving, "text") as client:
        await client.send_all(b"UPPER a\nUPPER b")
        await client.send_eof()
        assert await receive_all(client) == b"A\nB\n"


async def test_two_hundred_play_at_once_among_saboteurs(running: Running) -> None:
    async with running("game@:0") as serving:
        address = serving.address("game")
        assert isinstance(address, TcpAddress)
        outcomes: list[bytes] = []

        async def player() -> None:
            outcomes.append(await play_to_the_end(address))

        async def send_garbage() -> None:
            async with await connect(serving, "game") as client:
                await client.send_all(random.Random(2).randbytes(100_000))
                assert b"ERR " in await receive_all(client)

        async def reset_again_and_again() -> None:
            for _ in range(50):
                client = await connect(serving, "game")
                await client.send_all(b"50")
                reset(client)

        async with trio.open_nursery() as sabotage:

            async def again_and_again(data: bytes, pause: float) -> None:
                """Send, never read; when the game is over and the server has gone, come back."""
                while True:
                    async with await connect(serving, "game") as client:
                        with suppress(trio.BrokenResourceError):
                            while True:
                                await client.send_all(data)
                                await trio.sleep(pause)

            sabotage.start_soon(again_and_again, b"5", 1)
            sabotage.start_soon(again_and_again, b"50\nfoo\n", 0)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(send_garbage)
                nursery.start_soon(reset_again_and_again)
                for _ in range(200):
                    nursery.start_soon(player)
            sabotage.cancel_scope.cancel()
        assert len(outcomes) == 200
        assert all(outcome.startswith(b"WIN ") for outcome in outcomes)


async def test_the_last_reply_arrives_whole_with_unread_input_behind_it(running: Running) -> None:
    """Closing with unread input would make the kernel send a reset, and lose the reply."""
    async with running("text@:0", deadlines=Deadlines(linger=PATIENCE)) as serving:
        for _ in range(50):
            async with await connect(serving, "text") as client:
                await client.send_all(b"QUIT\n" + 20_000 * b"UPPER too late\n")
                assert await receive_all(client) == b"BYE\n"


async def test_a_reset_is_one_line_in_the_log_and_nobody_elses_business(
    running: Running, patient: Deadlines
) -> None:
    totals = Totals()
    options = {"deadlines": patient, "totals": totals}
    with capture_logs() as logs:
        async with (
            running("text@:0", **options) as serving,
            await connect(serving, "text") as healthy,
        ):
            client = await connect(serving, "text")
            await client.send_all(b"UPPER a")
            await until(lambda: totals.tally()["received_bytes_total", "text"] == 7)
            reset(client)
            await healthy.send_all(b"UPPER b\n")
            assert await healthy.receive_some() == b"B\n"
            await until(lambda: logs)
    assert logs[0]["ended"] == "reset"
    assert logs[0]["received"] == 7


class PoisonedSession(EchoSession):
    """A service with a bug that one client finds."""

    def receive_data(self, data: BytesLike) -> None:
        if b"poison" in bytes(data):
            raise RuntimeError("a bug,\non purpose")
        super().receive_data(data)


async def test_a_handlers_bug_ends_one_connection_with_one_line(running: Running) -> None:
    poisoned = Endpoint(Service("poisoned", 0, PoisonedSession), parse_address(":0"))
    with capture_logs() as logs:
        async with running(poisoned) as serving, await connect(serving, "poisoned") as healthy:
            async with await connect(serving, "poisoned") as client:
                await client.send_all(b"poison")
                assert await client.receive_some() == b""
            await healthy.send_all(b"still here")
            assert await healthy.receive_some() == b"still here"
    assert [log["ended"] for log in logs] == ["fault", "peer-closed"]
    assert logs[0]["log_level"] == "error"
    assert isinstance(logs[0]["exc_info"], RuntimeError)


async def test_a_service_that_cannot_even_begin_ends_one_connection(running: Running) -> None:
    def session() -> EchoSession:
        raise RuntimeError("a bug, on purpose")

    broken = Endpoint(Service("broken", 0, session), parse_address(":0"))
    async with running(broken, "echo@:0") as serving:
        async with await connect(serving, "broken") as client:
            assert await receive_all(client) == b""
        async with await connect(serving, "echo") as client:
            await client.send_all(b"still here")
            assert await client.receive_some() == b"still here"


async def test_the_log_counts_what_went_both_ways(running: Running) -> None:
    with capture_logs() as logs:
        async with running("text@:0") as serving, await connect(serving, "text") as client:
            await client.send_all("UPPER é\nLOWER\nQUIT\n".encode())
            said = await receive_all(client)
            port = client.socket.getsockname()[1]
    [log] = logs
    assert log["service"] == "text"
    assert log["peer"] == f"127.0.0.1:{port}"
    assert log["received"] == 20
    assert log["sent"] == len(said)
    assert log["messages"] == 3
    assert log["ended"] == "finished"
    assert log["seconds"] >= 0


async def test_ipv6_is_served_like_ipv4(running: Running) -> None:
    async with running("text@[::1]:0") as serving:
        address = serving.address("text")
        assert str(address).startswith("[::1]:")
        async with await connect(serving, "text") as client:
            await client.send_all(b"UPPER v6\n")
            assert await client.receive_some() == b"V6\n"


async def test_who_connects_while_it_drains_is_refused(running: Running) -> None:
    async with running("game@:0") as serving, await connect(serving, "game") as client:
        assert await client.receive_some() == b"GAME 1 100 7\n"
        serving.drain(PATIENCE)
        await wait_all_tasks_blocked()
        with pytest.raises(OSError, match="connect"):
            await connect(serving, "game")
        await client.send_all(b"QUIT\n")
        assert await receive_all(client) == b"BYE\n"


async def test_the_echo_handler_is_a_stream_as_trio_means_it() -> None:
    """`Connection` closes what it is given, and keeps to `trio.abc.Stream` while it uses it."""

    async def make_pair() -> tuple[trio.SocketStream, trio.SocketStream]:
        left, right = socket.socketpair()
        return (
            trio.SocketStream(trio.socket.from_stdlib_socket(left)),
            trio.SocketStream(trio.socket.from_stdlib_socket(right)),
        )

    await check_half_closeable_stream(make_pair, None)
    left, right = await make_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Connection(right, EchoSession(), Deadlines()).run)
        await left.send_all(b"x")
        assert await left.receive_some() == b"x"
        await left.aclose()
    with pytest.raises(trio.ClosedResourceError):
        await right.send_all(b"x")
