"""``serve --proxy-from`` behind a real HAProxy: the log and the caps see its clients."""

import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from helpers.certificates import HOST, Authority
from helpers.command import Server, run, server
from helpers.installed import installed
from helpers.support import receive_all
from helpers.waiting import PATIENCE, until
from helpers.worker_processes import WORKERS, ready
from trio_sockets import open_stream
from trio_sockets.tls import TlsStream

CONFIG = """
defaults
    mode tcp
    timeout connect {patience:.0f}s
    timeout client {patience:.0f}s
    timeout server {patience:.0f}s
listen proxy
    bind fd@{fd}
    server behind {address} {how}
"""

FROM_HERE = ("--proxy-from", "127.0.0.1", "--log-format", "json")


@asynccontextmanager
async def haproxy(address: str, how: str, folder: Path) -> AsyncIterator[int]:
    """Run HAProxy in front of an address, and yield its port."""
    path = installed("haproxy")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = folder / "haproxy.cfg"
        text = CONFIG.format(patience=PATIENCE, fd=listening.fileno(), address=address, how=how)
        await trio.Path(config).write_text(text)
        async with trio.open_nursery() as nursery:
            words = [path, "-db", "-q", "-f", str(config)]
            process = await nursery.start(run_until_killed, words, listening.fileno())
            yield listening.getsockname()[1]
            process.send_signal(signal.SIGKILL)


async def run_until_killed(
    words: list[str], fd: int, *, task_status: trio.TaskStatus[trio.Process]
) -> None:
    """Run a program that has to be killed; fail with what it said if it ends by itself."""
    done = await trio.run_process(
        words, pass_fds=[fd], check=False, capture_stderr=True, task_status=task_status
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


async def connect(port: int, host: str) -> trio.SocketStream:
    """Connect to HAProxy from one of this machine's many addresses."""
    sock = trio.socket.socket()
    await sock.bind((host, 0))
    await sock.connect(("127.0.0.1", port))
    return trio.SocketStream(sock)


def gone(running: Server) -> list[dict[str, Any]]:
    lines = bytes(running.errors).decode().rpartition("\n")[0].splitlines()
    return [event for line in lines if (event := json.loads(line))["event"] == "client gone"]


VERSIONS = pytest.mark.parametrize("how", ["send-proxy", "send-proxy-v2"])


@VERSIONS
@pytest.mark.parametrize("path", ["--fast", "--no-fast"])
async def test_the_log_has_the_clients_address(tmp_path: Path, how: str, path: str) -> None:
    async with server("text@:0", *FROM_HERE, path) as running:
        async with (
            haproxy(str(running.addresses["text"]), how, tmp_path) as port,
            await connect(port, "127.0.0.2") as client,
        ):
            await client.send_all(b"UPPER a\nQUIT\n")
            assert await receive_all(client) == b"A\nBYE\n"
            name = client.socket.getsockname()
        await until(lambda: len(gone(running)) == 1)
        [log] = gone(running)
        assert (log["peer"], log["ended"]) == (f"127.0.0.2:{name[1]}", "finished")


@VERSIONS
async def test_the_caps_are_on_each_of_its_clients(tmp_path: Path, how: str) -> None:
    async with (
        server("game@:0", *FROM_HERE, "--max-clients-per-host", "1") as running,
        haproxy(str(running.addresses["game"]), how, tmp_path) as port,
        await connect(port, "127.0.0.2") as one,
    ):
        assert await one.receive_some() == b"GAME 1 100 7\n"
        async with await connect(port, "127.0.0.2") as another:
            assert (await receive_all(another)).startswith(b"ERR busy ")
        async with await connect(port, "127.0.0.3") as elsewhere:
            assert await elsewhere.receive_some() == b"GAME 1 100 7\n"


@VERSIONS
async def test_workers_behind_it(tmp_path: Path, how: str) -> None:
    async with server("text@:0", *WORKERS, "--proxy-from", "127.0.0.0/8") as running:
        await ready(running)
        async with (
            haproxy(str(running.addresses["text"]), how, tmp_path) as port,
            await connect(port, "127.0.0.2") as client,
        ):
            await client.send_all(b"UPPER a\nQUIT\n")
            assert await receive_all(client) == b"A\nBYE\n"
        await until(lambda: len(gone(running)) == 1)
        assert gone(running)[0]["peer"].startswith("127.0.0.2:")


@VERSIONS
async def test_it_may_come_by_a_unix_socket(tmp_path: Path, how: str) -> None:
    path = f"{tmp_path}/text.sock"
    words = (f"text@unix:{path}", "--proxy-from", "unix", "--log-format", "json")
    async with server(*words) as running:
        async with (
            haproxy(f"unix@{path}", how, tmp_path) as port,
            await connect(port, "127.0.0.2") as client,
        ):
            await client.send_all(b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
        await until(lambda: len(gone(running)) == 1)
        assert gone(running)[0]["peer"].startswith("127.0.0.2:")


@VERSIONS
async def test_tls_goes_through_it(tmp_path: Path, authority: Authority, how: str) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(authority.issue())
    async with server("text@:0", *FROM_HERE, "--tls-cert", str(both)) as running:
        async with haproxy(str(running.addresses["text"]), how, tmp_path) as port:
            transport = await connect(port, "127.0.0.2")
            async with TlsStream(transport, authority.client(), server_hostname=HOST) as client:
                await client.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(client) == b"A\nBYE\n"
        await until(lambda: len(gone(running)) == 1)
        assert gone(running)[0]["peer"].startswith("127.0.0.2:")


async def test_one_that_says_nothing_of_its_clients_is_closed(tmp_path: Path) -> None:
    async with server("text@:0", *FROM_HERE) as running:
        async with (
            haproxy(str(running.addresses["text"]), "", tmp_path) as port,
            await connect(port, "127.0.0.2") as client,
        ):
            await client.send_all(b"UPPER a\n")
            assert await receive_all(client) == b""
        await until(lambda: len(gone(running)) == 1)
        assert gone(running)[0]["ended"] == "proxy-failed"


async def test_proxies_may_come_from_the_environment() -> None:
    env = {**os.environ, "TRIO_SOCKETS_SERVE_PROXY_FROM": "unix 10.0.0.0/8 127.0.0.1"}
    async with (
        server("text@:0", env=env) as running,
        await open_stream(running.addresses["text"]) as client,
    ):
        await client.send_all(b"PROXY UNKNOWN\r\nQUIT\n")
        assert await receive_all(client) == b"BYE\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--proxy-from", "proxy.example"], "'proxy.example' is no network: write one such as"),
        (["--proxy-from", "unix", "--proxy-from", "10.0.0.1/8"], "'10.0.0.1/8' is no network"),
        (["--proxy-timeout", "-1"], "Write 0 or more seconds, or none."),
    ],
)
async def test_what_is_wrong_is_one_line(words: list[str], hint: str) -> None:
    code, output, errors = await run("serve", *words)
    assert (code, output) == (2, "")
    assert hint in errors
    assert errors.count("\n") == 1
