"""Starting a worker's process and ending it, with programs that do not do as they should."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from structlog.testing import capture_logs

from helpers.waiting import patience, until
from trio_sockets.workers import launcher as module
from trio_sockets.workers.errors import StartError
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.launcher import WorkerLauncher

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are Unix's")

READY = "os.write(control, b'None\\n')"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
ASLEEP = "time.sleep(60)"


@asynccontextmanager
async def launcher(*lines: str) -> AsyncIterator[WorkerLauncher]:
    """Launch this program, which knows its end of the control socket, instead of a worker."""

    def command(given: Inheritance) -> list[str]:
        [(name, copy)] = given.listeners
        assert name == "text"
        assert os.path.sameopenfile(copy, sock.fileno())
        first = f"import os, signal, time; control = {given.control}"
        return [sys.executable, "-c", "\n".join([first, *lines])]

    counts = open(os.devnull, "rb")  # noqa: ASYNC230, PTH123, SIM115 - it never blocks
    with counts, trio.socket.socket() as sock, patience(lines):
        yield WorkerLauncher(command, [("text", sock.fileno())], counts.fileno())


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (["raise SystemExit(3)"], "ended before it was ready: exit code 3"),
        (["os.kill(os.getpid(), signal.SIGKILL)"], "ended before it was ready: SIGKILL"),
        (["os.kill(os.getpid(), 40)"], "ended before it was ready: signal 40"),
    ],
)
async def test_one_that_ends_before_it_is_ready(program: list[str], reason: str) -> None:
    async with launcher(*program) as started:
        with pytest.raises(StartError, match=reason):
            await started.run(0)


async def test_one_that_is_never_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READY", 0.2)
    async with launcher(ASLEEP) as started:
        with pytest.raises(StartError, match="was not ready within 0 s"):
            await started.run(0)


async def test_one_that_says_nothing_but_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.2)
    async with launcher("os.close(control)", ASLEEP) as started:
        with pytest.raises(StartError, match="it still runs"):
            await started.run(0)


async def test_a_program_that_is_not_there() -> None:
    with trio.socket.socket() as sock:
        started = WorkerLauncher(
            lambda _: ["/nowhere/python"], [("text", sock.fileno())], sock.fileno()
        )
        with pytest.raises(StartError, match="a worker cannot be started: No such file"):
            await started.run(0)


async def test_one_that_ends_by_itself_is_a_warning() -> None:
    with capture_logs() as logs:
        async with launcher(READY, "raise SystemExit(7)") as started:
            await started.run(0)
    assert [log["event"] for log in logs] == ["worker ready", "worker ended"]
    assert logs[1]["exit"] == "exit code 7"
    assert logs[1]["log_level"] == "warning"


async def test_to_cancel_is_to_tell_it_and_to_wait() -> None:
    obedient = "signal.signal(signal.SIGTERM, lambda *_: os._exit(5))"
    with capture_logs() as logs:
        async with launcher(obedient, READY, ASLEEP) as started, trio.open_nursery() as nursery:
            await nursery.start(started.run, 0)
            nursery.cancel_scope.cancel()
    assert (logs[-1]["exit"], logs[-1]["log_level"]) == ("exit code 5", "info")


async def test_one_that_does_not_end_in_time_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.2)
    ready = "os.write(control, b'0.1\\n')"
    with capture_logs() as logs:
        async with launcher(DEAF, ready, ASLEEP) as started, trio.open_nursery() as nursery:
            await nursery.start(started.run, 0)
            nursery.cancel_scope.cancel()
    assert [log["event"] for log in logs] == ["worker ready", "worker killed", "worker ended"]
    assert logs[-1]["exit"] == "SIGKILL"


async def test_in_a_hurry_it_is_told_again_and_then_killed() -> None:
    deaf = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    with capture_logs() as logs:
        async with launcher(DEAF, deaf, READY, ASLEEP) as started, trio.open_nursery() as nursery:
            await nursery.start(started.run, 0)
            nursery.cancel_scope.cancel()
            started.hurry()
    assert [log["event"] for log in logs] == ["worker ready", "worker ended"]
    assert logs[-1]["exit"] == "SIGKILL"


async def test_in_a_hurry_one_that_is_not_ready_is_killed() -> None:
    async with launcher(DEAF, ASLEEP) as started, trio.open_nursery() as nursery:
        nursery.start_soon(started.run, 0)
        await until(lambda: started._alive)
        nursery.cancel_scope.cancel()
        started.hurry()
