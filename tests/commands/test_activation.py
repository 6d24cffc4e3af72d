"""Under a service manager: sockets that it has opened, and what it is told."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

from command import COMMAND, PATIENCE
from support import receive_all, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")


MANAGER = """\
import fcntl, os, sys
copies = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 100) for fd in sys.argv[1].split(",")]
for number, copy in enumerate(copies, 3):
    os.dup2(copy, number)
    os.close(copy)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Moves the descriptors to where they belong, and becomes the server, whose process id it has."""


@asynccontextmanager
async def activated(
    *sockets: tuple[str, socket.socket], words: tuple[str, ...] = (), notify: Path | None = None
) -> AsyncIterator[trio.Process]:
    """Run ``serve`` as systemd would: the sockets from 3 on, and its own process id beside them."""
    names = ":".join(name for name, _ in sockets)
    numbers = ",".join(str(sock.fileno()) for _, sock in sockets)
    environment = {"LISTEN_FDS": str(len(sockets)), "LISTEN_FDNAMES": names}
    if notify is not None:
        environment["NOTIFY_SOCKET"] = str(notify)
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [sys.executable, "-c", MANAGER, numbers, *COMMAND, "serve", *words],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[sock.fileno() for _, sock in sockets],
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        try:
            with trio.fail_after(PATIENCE):
                yield process
        finally:
            if process.returncode is None:
                process.kill()


async def first_line(process: trio.Process) -> bytes:
    assert process.stdout
    said = b""
    while not said.endswith(b"\n"):
        chunk = await process.stdout.receive_some()
        assert chunk, said
        said += chunk
    return said


@pytest.mark.parametrize("words", [(), ("--workers", "2"), ("--no-fast",)], ids=" ".join)
async def test_it_serves_the_sockets_it_is_given_and_no_others(words: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        async with activated(("text", listening), words=words) as process:
            assert await first_line(process) == b"text listening on 127.0.0.1:%d\n" % port
            async with await trio.open_tcp_stream("127.0.0.1", port) as client:
                await client.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(client) == b"A\nBYE\n"
            process.terminate()
            assert await process.wait() == 0


async def test_who_comes_while_it_restarts_waits_and_is_served() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with activated(("text", listening)) as process:
            await first_line(process)
            process.terminate()
            await process.wait()
        async with await trio.open_tcp_stream(*listening.getsockname()) as client:
            await client.send_all(b"UPPER a\nQUIT\n")
            async with activated(("text", listening)):
                assert await receive_all(client) == b"A\nBYE\n"


async def test_a_unix_sockets_file_is_left_to_who_made_it(tmp_path: Path) -> None:
    path = tmp_path / "game.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        async with activated(("game", listening)) as process:
            assert await first_line(process) == f"game listening on unix:{path}\n".encode()
            process.terminate()
            assert await process.wait() == 0
    assert path.exists()


async def test_services_in_words_are_served_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with activated(("text", listening), words=("echo@:0",)) as process:
            said = await first_line(process)
            while said.count(b"\n") < 2:
                said += await first_line(process)
            assert [line.split()[0] for line in said.splitlines()] == [b"text", b"echo"]


@pytest.mark.measured
@pytest.mark.parametrize(
    ("name", "listens", "hint"),
    [
        ("chat", True, b"'chat' is no service: write FileDescriptorName= in its unit, one of echo"),
        ("text", False, b"'text' accepts no streams: write ListenStream= and Accept=no"),
    ],
)
async def test_a_socket_of_no_use_is_one_line_that_says_what_to_do(
    name: str, hint: bytes, *, listens: bool
) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        if listens:
            sock.listen()
        async with activated((name, sock)) as process:
            assert process.stderr
            errors = await receive_all(process.stderr)
            assert await process.wait() == 1
    assert hint in errors
    assert errors.count(b"\n") == 1


async def test_sockets_for_another_process_are_not_ours() -> None:
    environment = os.environ | {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "text"}
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, "serve", "echo@:0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        with trio.fail_after(PATIENCE):
            assert (await first_line(process)).startswith(b"echo ")
        process.kill()


@pytest.mark.parametrize("words", [(), ("--workers", "2")], ids=" ".join)
async def test_the_manager_is_told_when_it_is_ready_and_when_it_stops(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "notify"
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        manager.bind(str(path))
        async with activated(("text", listening), words=words, notify=path) as process:
            await trio.lowlevel.wait_readable(manager)
            assert manager.recv(100) == b"READY=1"
            process.send_signal(signal.SIGTERM)
            await trio.lowlevel.wait_readable(manager)
            assert manager.recv(100) == b"STOPPING=1"
            assert await process.wait() == 0


@pytest.mark.measured
async def test_a_manager_that_is_gone_hinders_nobody(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        path = tmp_path / "nobody"
        async with activated(("text", listening), notify=path) as process:
            assert await first_line(process)
            process.terminate()
            assert await process.wait() == 0


async def test_systemd_socket_activate_starts_it_with_the_first_client() -> None:
    program = shutil.which("systemd-socket-activate")
    if program is None:
        pytest.skip("systemd-socket-activate is not installed")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [program, "-l", f"127.0.0.1:{port}", "--fdname=text", *COMMAND, "serve"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        with trio.fail_after(PATIENCE):
            await until(lambda: _listens(port))
            async with await trio.open_tcp_stream("127.0.0.1", port) as client:
                await client.send_all(b"LOWER A\nQUIT\n")
                assert await receive_all(client) == b"a\nBYE\n"
            process.terminate()
            assert await process.wait() == 0


def _listens(port: int) -> bool:
    """Whether it does, without being its first client."""
    listening = f":{port:04X} 00000000:0000 0A"
    return listening in Path("/proc/net/tcp").read_text("ascii")
