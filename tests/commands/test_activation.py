"""Under a service manager: sockets that it has opened, and what it is told."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

from helpers.command import COMMAND, server
from helpers.installed import installed
from helpers.programs import run_to_end
from helpers.support import receive_all
from helpers.waiting import patience, until
from trio_sockets import ListenError, all_services
from trio_sockets.server.listening import activation
from trio_sockets.server.listening.activation import HandedDown, read_environment, take_activated

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")


MANAGER = """\
import fcntl, os, sys
copies = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 100) for fd in sys.argv[1].split(",")]
for number, copy in enumerate(copies, 3):
    os.dup2(copy, number)
    os.close(copy)
os.environ["LISTEN_PID"] = str(os.getpid())
if "WITHOUT_STREAMS" in os.environ:
    os.closerange(0, 3)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Moves the descriptors to where they belong, and becomes the server, whose process id it has."""


@asynccontextmanager
async def activated(
    *sockets: tuple[str, socket.socket],
    words: tuple[str, ...] = (),
    notify: Path | None = None,
    streams: bool = True,
) -> AsyncIterator[trio.Process]:
    """Run ``serve`` as systemd would: the sockets from 3 on, and its own process id beside them.

    :param streams: whether descriptors 0 to 2 are open.
    """
    names = ":".join(name for name, _ in sockets)
    numbers = ",".join(str(sock.fileno()) for _, sock in sockets)
    environment = {"LISTEN_FDS": str(len(sockets)), "LISTEN_FDNAMES": names}
    if notify is not None:
        environment["NOTIFY_SOCKET"] = str(notify)
    if not streams:
        environment["WITHOUT_STREAMS"] = "1"
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
            with patience(process):
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


@pytest.mark.thorough
async def test_closed_streams_do_not_move_the_sockets_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with activated(("text", listening), words=("--workers", "2"), streams=False) as it:
            async with await trio.open_tcp_stream(*listening.getsockname()) as client:
                await client.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(client) == b"A\nBYE\n"
            it.terminate()
            assert await it.wait() == 0


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
        (
            "text",
            False,
            b"'text' (descriptor 3) accepts no streams: write ListenStream= and Accept=no",
        ),
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


@pytest.mark.parametrize("words", [(), ("--workers", "2")], ids=" ".join)
async def test_sockets_for_another_process_are_not_taken_and_the_log_says_what_to_do(
    words: tuple[str, ...],
) -> None:
    environment = os.environ | {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "text"}
    async with server("echo@:0", *words, env=environment) as running:
        await running.logged(b"sockets not taken")
        assert list(running.addresses) == ["echo"]
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    [line] = [line for line in running.errors.splitlines() if b"sockets not taken" in line]
    assert b"LISTEN_PID is '1', and this process is %d" % running.process.pid in line
    assert b"or a shell between them with exec" in line


async def test_a_shell_between_is_said_before_the_port_that_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        shell = 'LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=text "$@"; exit $?'
        command = ["/bin/sh", "-c", shell, "sh", *COMMAND, "serve", f"text@:{port}"]
        result = await run_to_end(command, env=os.environ)
    assert result.returncode == 1
    said, failed = result.stderr.splitlines()
    assert b"sockets not taken" in said
    assert b"is in use" in failed


def read(pid: str | None, number: str | None, names: str | None = None) -> HandedDown:
    """Read the environment as process 7."""
    said = {"LISTEN_PID": pid, "LISTEN_FDS": number, "LISTEN_FDNAMES": names, "LISTEN_PIDFDID": "1"}
    environment = {name: value for name, value in said.items() if value is not None} | {"A": "b"}
    try:
        return read_environment(environment, 7)
    finally:
        assert environment == {"A": "b"}


@pytest.mark.parametrize(
    ("number", "names", "called"),
    [
        ("1", "text", ("text",)),
        ("02", "text:game", ("text", "game")),
        ("2", "text:", ("text", "")),
        ("3", None, ("unknown",)),
        ("3", "", ("unknown",)),
    ],
)
def test_sockets_for_this_process_have_names(
    number: str, names: str | None, called: tuple[str, ...]
) -> None:
    assert read("7", number, names) == HandedDown(called)


@pytest.mark.parametrize(
    ("pid", "number"),
    [(None, None), ("", ""), ("7", None), ("7", "0"), ("8", "0"), ("8", ""), (None, "0")],
)
def test_no_sockets_are_nothing_to_speak_of(pid: str | None, number: str | None) -> None:
    assert read(pid, number, "text") == HandedDown()


@pytest.mark.parametrize(
    ("pid", "reason"),
    [
        ("8", "LISTEN_PID is '8'"),
        ("07", "LISTEN_PID is '07'"),
        ("x\x1b", r"LISTEN_PID is 'x\x1b'"),
        ("", "there is no LISTEN_PID"),
        (None, "there is no LISTEN_PID"),
    ],
)
@pytest.mark.parametrize("number", ["1", "many"])
def test_sockets_of_another_process_are_left_with_a_reason(
    pid: str | None, reason: str, number: str
) -> None:
    handed_down = read(pid, number, "text")
    assert handed_down.names == ()
    assert handed_down.not_ours.startswith(f"{reason}, and this process is 7: have ")


@pytest.mark.parametrize("number", ["many", "-1", "1.0", " 1", "\u0661", "9" * 5000])
def test_what_is_no_number_of_sockets_is_an_error(number: str) -> None:
    with pytest.raises(ListenError, match=r"^LISTEN_FDS is .*: it has to be a number of sockets$"):
        read("7", number, "text")


@pytest.mark.parametrize(("number", "names"), [("2", "text"), ("1", "text:game"), ("99", "a:b")])
def test_names_have_to_be_as_many_as_sockets(number: str, names: str) -> None:
    with pytest.raises(ListenError, match=f"^LISTEN_FDNAMES names .* LISTEN_FDS says {number}: "):
        read("7", number, names)


@pytest.mark.parametrize("what", ["nothing", "a file", "a datagram socket", "a connection"])
def test_a_descriptor_that_accepts_no_streams_is_an_error(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        if what == "a file":
            fd = os.open("/dev/null", os.O_RDONLY)
        elif what == "a datagram socket":
            fd = socket.socket(type=socket.SOCK_DGRAM).detach()
        elif what == "a connection":
            near, far = socket.socketpair()
            stack.enter_context(far)
            fd = near.detach()
        else:
            fd = 1_000_000
        monkeypatch.setattr(activation, "FIRST", fd)
        with pytest.raises(ListenError, match=rf"'text' \(descriptor {fd}\) accepts no streams"):
            take_activated(all_services(), HandedDown(("text",)))


async def test_an_abstract_name_is_written_as_systemd_writes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        name = f"trio-sockets-{os.getpid()}"
        listening.bind(b"\0" + name.encode())
        listening.listen()
        monkeypatch.setattr(activation, "FIRST", os.dup(listening.fileno()))
        [(endpoint, listener)] = take_activated(all_services(), HandedDown(("text",)))
    await listener.aclose()
    assert str(endpoint) == f"text@unix:@{name}"


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
    program = installed("systemd-socket-activate")
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
        with patience(process):
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
