"""``trio-sockets check server`` and ``check client``, stopped half-way: no program goes on."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
import trio

from helpers.command import COMMAND
from helpers.waiting import patience, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

STUBBORN = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
pathlib.Path(sys.argv[2], str(os.getpid())).touch()
time.sleep(1000)
"""


def running(folder: Path) -> list[psutil.Process]:
    """Return the processes that have put their numbers there, and run."""
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(path.name))
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.fixture
def numbers(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for the numbers of processes, which are ended after the test."""
    folder = tmp_path / "numbers"
    folder.mkdir()
    yield folder
    for process in running(folder):
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("role", ["server", "client"])
async def test_no_program_goes_on(
    tmp_path: Path, numbers: Path, role: str, number: signal.Signals
) -> None:
    program = tmp_path / "program.py"
    program.write_text(STUBBORN)
    started = [sys.executable, str(program), "{port}", str(numbers)]
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, "check", role, "echo", "--", *started],
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        with patience(process, lambda: running(numbers)):
            await until(lambda: len(running(numbers)) == 2)
            process.send_signal(number)
            assert await process.wait() == 130
            await until(lambda: not running(numbers), lambda: running(numbers))
