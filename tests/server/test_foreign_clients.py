"""Clients that none of us wrote: the sheet's own, nc, telnet, socat, expect."""

import random
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import trio

from helpers.installed import installed
from helpers.programs import run_to_end
from helpers.support import Running, tcp_address
from helpers.waiting import PATIENCE, patience
from trio_sockets import Endpoint, Serving, TcpAddress, all_services, parse_address


def the_sheets(address: TcpAddress) -> socket.socket:
    """Connect as the sheet's client does: a blocking socket, and plain `recv`s."""
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.settimeout(PATIENCE)
    s.connect((address.host, address.port))
    return s


async def pipe_into(command: list[str], request: bytes) -> bytes:
    """Pipe bytes into a program, and return what it prints before it ends."""
    result = await run_to_end([installed(command[0]), *command[1:]], stdin=request)
    return result.stdout


def words_of(serving: Serving) -> list[str]:
    address = tcp_address(serving.endpoints[0])
    return [address.host, str(address.port)]


async def test_the_sheets_echo_client(running: Running) -> None:
    def client(address: TcpAddress) -> bytes:
        with the_sheets(address) as s:
            s.sendall(b"Hello, world")
            return s.recv(1024)

    async with running("echo@:0") as serving:
        address = tcp_address(serving.endpoints[0])
        assert await trio.to_thread.run_sync(client, address) == b"Hello, world"


async def test_a_mebibyte_through_blocking_sockets(running: Running) -> None:
    data = random.Random(3).randbytes(2**20)

    def client(address: TcpAddress) -> bytes:
        with the_sheets(address) as s:
            received = bytearray()
            for start in range(0, len(data), 4096):
                chunk = data[start : start + 4096]
                s.sendall(chunk)
                echoed = 0
                while echoed < len(chunk):
                    received += (part := s.recv(1024))
                    echoed += len(part)
            return bytes(received)

    async with running("echo@:0") as serving:
        assert await trio.to_thread.run_sync(client, tcp_address(serving.endpoints[0])) == data


async def test_five_requests_without_a_newline_get_five_replies(running: Running) -> None:
    def client(address: TcpAddress) -> list[bytes]:
        replies = []
        with the_sheets(address) as s:
            for word in ("hello", "été", "UPPER", " spaces ", "last"):
                s.sendall(b"UPPER " + word.encode())
                replies.append(s.recv(1024))
        return replies

    async with running("text@:0") as serving:
        replies = await trio.to_thread.run_sync(client, tcp_address(serving.endpoints[0]))
    assert [reply.decode() for reply in replies] == [
        "HELLO\n",
        "ÉTÉ\n",
        "UPPER\n",
        " SPACES \n",
        "LAST\n",
    ]


async def test_a_game_without_a_newline(running: Running) -> None:
    def client(address: TcpAddress) -> bytes:
        with the_sheets(address) as s:
            _, low, high, tries = s.recv(1024).split()
            bounds, reply = [int(low), int(high)], b""
            for _ in range(int(tries)):
                guess = sum(bounds) // 2
                s.sendall(str(guess).encode())
                reply = s.recv(1024)
                if reply.startswith(b"HIGHER"):
                    bounds[0] = guess + 1
                elif reply.startswith(b"LOWER"):
                    bounds[1] = guess - 1
                else:
                    break
            assert s.recv(1024) == b""
            return reply

    async with running("game@:0") as serving:
        reply = await trio.to_thread.run_sync(client, tcp_address(serving.endpoints[0]))
    assert reply.startswith(b"WIN ")


async def test_nc_with_a_half_close(running: Running) -> None:
    async with running("text@:0") as serving:
        request = "UPPER hé\nLOWER ÀB\nDATENOW\n".encode()
        output = await pipe_into(["nc", "-N", *words_of(serving)], request)
    upper, lower, now = output.decode().splitlines()
    assert (upper, lower) == ("HÉ", "àb")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(now)) < timedelta(seconds=PATIENCE)


async def test_nc_without_newline_nor_half_close(running: Running) -> None:
    """``printf x | nc`` sends no FIN, and goes on when the reply has come."""
    async with running("text@:0") as serving, trio.open_nursery() as nursery:
        command = [installed("nc"), *words_of(serving)]
        start = partial(
            trio.run_process, command, stdin=b"UPPER hello", stdout=subprocess.PIPE, check=False
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdout
        async with process.stdout:
            with patience(process):
                assert await process.stdout.receive_some() == b"HELLO\n"
            assert process.returncode is None
            process.kill()


async def test_nc_that_sends_its_crlf_apart_from_the_text(running: Running) -> None:
    async with running("text@:0") as serving:
        output = await pipe_into(
            ["nc", "-C", "-N", *words_of(serving)], b"UPPER a\nLOWER B\nQUIT\n"
        )
    assert output == b"A\nb\nBYE\n"


async def test_nc_loses_a_game_and_is_let_go(running: Running) -> None:
    async with running("game@:0") as serving:
        guesses = b"1\n" + b"1\n2\nthree\n4\n5\n6\n7\n8\n"
        output = await pipe_into(["nc", *words_of(serving)], guesses)
    first, *_, last = output.splitlines()
    assert first == b"GAME 1 100 7"
    assert last.startswith((b"LOSE ", b"WIN "))


async def test_socat_half_closes_and_waits_for_the_last_reply(running: Running) -> None:
    async with running("text@:0") as serving:
        address = ":".join(words_of(serving))
        request = "UPPER hé\nLOWER ÀB\nUPPER last".encode()
        output = await pipe_into(["socat", "-t", f"{PATIENCE:.0f}", "-", f"TCP:{address}"], request)
    assert output.decode() == "HÉ\nàb\nLAST\n"


EXPECT = rf"""
set timeout {PATIENCE:.0f}
spawn -noecho -open [socket {{*}}$argv]
expect "GAME 1 100 7\n"
send "fifty\n"
expect "ERR not-a-number"
send "50\n"
expect "LOWER 6\n"
send "QUIT\n"
expect "BYE\n"
expect eof
"""


async def test_expect_waits_for_each_reply_before_it_sends(running: Running) -> None:
    seeded = Endpoint(all_services(seed=1)["game"], parse_address(":0"))
    async with running(seeded) as serving:
        output = await pipe_into(["expect", "-f", "-", *words_of(serving)], EXPECT.encode())
    greeting, error, outcome, goodbye = output.splitlines()
    assert (greeting, outcome, goodbye) == (b"GAME 1 100 7", b"LOWER 6", b"BYE")
    assert error.startswith(b"ERR not-a-number ")


async def telnet(serving: Serving, request: bytes) -> list[bytes]:
    """Pipe bytes into telnet, which leaves at the end of its input: so that comes last."""
    path = installed("telnet")
    output = b""
    async with trio.open_nursery() as nursery:
        pipe = subprocess.PIPE
        start = partial(
            trio.run_process, [path, *words_of(serving)], stdin=pipe, stdout=pipe, check=False
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdin
        assert process.stdout
        await process.stdin.send_all(request)
        with patience(process, lambda: output):
            async for chunk in process.stdout:
                output += chunk
        await process.stdin.aclose()
    return output.replace(b"\r", b"").splitlines()


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
async def test_telnet(running: Running, newline: bytes) -> None:
    """A CRLF that is piped into telnet arrives as CR NUL CR LF."""
    lines = (b"UPPER a", b"LOWER B", b"QUIT", b"")
    async with running("text@:0") as serving:
        assert (await telnet(serving, newline.join(lines)))[-3:] == [b"A", b"b", b"BYE"]


async def test_telnet_wins_or_loses_a_game(running: Running) -> None:
    async with running("game@:0") as serving:
        lines = await telnet(serving, b"".join(b"%d\r\n" % guess for guess in range(1, 8)))
    assert b"GAME 1 100 7" in lines
    assert lines[-1].startswith((b"LOSE ", b"WIN "))


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        bytes.fromhex("16030100c8010000c40303") + random.Random(4).randbytes(200),
        b"*1\r\n$4\r\nPING\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\0" * 100,
    ],
    ids=["http", "tls", "redis", "ssh", "nul"],
)
async def test_who_speaks_another_protocol_hears_err(
    running: Running, request_bytes: bytes
) -> None:
    async with running("text@:0") as serving:
        address = tcp_address(serving.endpoints[0])
        async with await trio.open_tcp_stream(address.host, address.port) as client:
            await client.send_all(request_bytes)
            with patience():
                assert (await client.receive_some()).startswith(b"ERR ")
