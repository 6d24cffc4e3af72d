"""``trio-sockets check class``, stopped half-way: no program of a student goes on without it."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest
import trio

from helpers.command import COMMAND
from helpers.waiting import goes_on, patience, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def programs_below(folder: Path, but: int) -> list[int]:
    """Return the processes that were told to put their files there."""
    found = []
    for process in psutil.process_iter():
        try:
            where = process.environ().get("TMPDIR", "")
        except psutil.Error:
            continue
        if where.startswith(str(folder)) and process.pid != but and goes_on(process.pid):
            found.append(process.pid)
    return found


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 130),
        (signal.SIGHUP, 130),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
async def test_no_program_goes_on(tmp_path: Path, number: signal.Signals, code: int) -> None:
    scratch, submission = tmp_path / "tmp", tmp_path / "class" / "adam"
    scratch.mkdir()
    submission.mkdir(parents=True)
    (submission / "echo_server.py").write_text(
        "import os, signal, time\nsignal.signal(15, signal.SIG_IGN)\nos.fork()\ntime.sleep(1000)"
    )
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, "check", "class", str(submission.parent)],
            env={**os.environ, "TMPDIR": str(scratch)},
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
        process: trio.Process = await nursery.start(start)

        def below() -> list[str]:
            return [f"{number}: {psutil.Process(number)}" for number in programs_below(scratch, -1)]

        with patience(process, below):
            await until(lambda: len(programs_below(scratch, process.pid)) >= 2)
            process.send_signal(number)
            assert await process.wait() == code
            await until(lambda: not programs_below(scratch, process.pid))
    if number != signal.SIGKILL:
        assert list(scratch.iterdir()) == []
