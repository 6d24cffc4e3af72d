"""Commands whose standard streams are full, closed, stalled, or read by nobody any more."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import pytest
import trio

from helpers.command import COMMAND
from helpers.support import receive_all
from helpers.waiting import PATIENCE, patience
from trio_sockets import ConnectError, UnixAddress, open_stream

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="/dev/full and /proc are Linux's"),
]

CLOSED = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]


@contextmanager
def full() -> Iterator[int]:
    fd = os.open("/dev/full", os.O_WRONLY)
    yield fd
    os.close(fd)


@contextmanager
def left_by_its_reader() -> Iterator[int]:
    near, far = os.pipe()
    os.close(near)
    yield far
    os.close(far)


@contextmanager
def stalled_pipe() -> Iterator[int]:
    near, far = os.pipe()
    os.set_blocking(far, False)
    for size in (4096, 1):
        try:
            while True:
                os.write(far, bytes(size))
        except BlockingIOError:
            os.set_blocking(far, size == 1)
    yield far
    os.close(far)
    os.close(near)


@contextmanager
def stalled_terminal() -> Iterator[int]:
    """Yield a terminal on which Ctrl-S was pressed."""
    import termios  # noqa: PLC0415 - Unix only

    near, far = os.openpty()
    termios.tcflow(far, termios.TCOOFF)
    yield far
    os.close(near)
    os.close(far)


@asynccontextmanager
async def serving(
    path: Path, *words: str, output: int | None = None, under: list[str] | None = None
) -> AsyncIterator[trio.Process]:
    """Run a server of text at a Unix socket, and wait until it serves.

    :param output: the descriptor of its standard output and error; None inherits them.
    """
    command = [*(under or []), *COMMAND, "serve", f"text@unix:{path}", "--log-repeats", *words]
    process = await trio.lowlevel.open_process(command, stdout=output, stderr=output)
    try:
        with patience(process):
            while not await trio.Path(path).exists():
                assert process.poll() is None, process.poll()
                await trio.sleep(0.01)
            await ask(path)
            yield process
    finally:
        if process.poll() is None:
            process.kill()
        with trio.CancelScope(shield=True, deadline=trio.current_time() + PATIENCE):
            await process.wait()


async def ask(path: Path, times: int = 1) -> None:
    """Have a client served so many times, which causes a line in the log each time."""
    for number in range(times):
        while True:
            try:
                stream = await open_stream(UnixAddress(str(path)))
                break
            except ConnectError:  # it is bound, but does not listen yet
                await trio.sleep(0.01)
        async with stream:
            await stream.send_all(b"UPPER a%d\nQUIT\n" % number)
            assert await receive_all(stream) == b"A%d\nBYE\n" % number


def standard_streams(pid: int) -> list[str]:
    return [str(Path(f"/proc/{pid}/fd/{fd}").readlink()) for fd in range(3)]


async def tell_to_end(process: trio.Process) -> None:
    """Send SIGTERM again and again: two that come at the same moment are one."""
    while True:
        process.send_signal(signal.SIGTERM)
        await trio.sleep(0.05)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        pytest.param(full, [], marks=pytest.mark.thorough),
        (full, ["--workers", "2"]),
        (left_by_its_reader, ["--no-fast"]),
        pytest.param(stalled_pipe, [], marks=pytest.mark.thorough),
        pytest.param(stalled_pipe, ["--workers", "2"], marks=pytest.mark.thorough),
        (stalled_terminal, ["--log-format", "json"]),
    ],
)
async def test_clients_are_served_and_sigterm_ends_it_whatever_its_output_takes(
    tmp_path: Path, output: type, words: list[str]
) -> None:
    with output() as fd:
        async with serving(tmp_path / "text", *words, output=fd) as process:
            await ask(tmp_path / "text", 20)
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0


async def test_a_second_signal_while_the_log_stalls_is_no_other_end(tmp_path: Path) -> None:
    with stalled_pipe() as fd:
        async with (
            serving(tmp_path / "text", "--drain", "none", output=fd) as process,
            await open_stream(UnixAddress(str(tmp_path / "text"))) as client,
        ):
            await client.send_all(b"UPPER a\n")
            assert await client.receive_some() == b"A\n"
            async with trio.open_nursery() as nursery:
                nursery.start_soon(tell_to_end, process)
                assert (await client.receive_some()).startswith(b"ERR shutting-down ")
                nursery.cancel_scope.cancel()
            assert await process.wait() == 0


async def test_no_socket_gets_the_number_of_a_standard_stream_that_is_closed(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "text", "--workers", "2", under=CLOSED) as process:
        await ask(tmp_path / "text", 5)
        workers = psutil.Process(process.pid).children()
        assert len(workers) == 2
        for pid in (process.pid, *(worker.pid for worker in workers)):
            # Not each is the null device: libffi keeps its own library open, on some systems.
            assert not any(stream.startswith("socket:") for stream in standard_streams(pid))
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


def test_what_a_person_is_told_needs_no_standard_error() -> None:
    """On a terminal, talk tells of its connection there."""
    near, far = os.openpty()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        words = ["talk", f":{listener.getsockname()[1]}"]
        without = ["sh", "-c", 'exec "$@" 2>&-', "sh"]
        talk = subprocess.Popen([*without, *COMMAND, *words], stdin=subprocess.DEVNULL, stdout=far)
        with talk:
            listener.settimeout(PATIENCE)
            listener.accept()[0].close()
            assert talk.wait(PATIENCE) == 0
    os.close(near)
    os.close(far)


def test_an_error_that_cannot_be_shown_changes_no_exit_code() -> None:
    with full() as fd:
        ended = subprocess.run([*COMMAND, "serve", "chat"], stderr=fd, check=False)
    assert ended.returncode == 2
