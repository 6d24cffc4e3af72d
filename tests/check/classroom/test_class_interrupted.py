"""``trio-sockets check class``, stopped half-way: no program of a student goes on without it."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest
import trio

from helpers.command import COMMAND
from helpers.waiting import goes_on, patience, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def programs_below(folder: Path, but: int, program: str = "") -> list[int]:
    """Return the processes that were told to put their files there.

    :param program: a word of their command that names their program; empty for any.
    """
    found = []
    for process in psutil.process_iter():
        try:
            where = process.environ().get("TMPDIR", "")
            if program and program not in process.cmdline()[1:2]:
                continue
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
            await until(lambda: len(programs_below(scratch, process.pid, "./echo_server.py")) == 2)
            process.send_signal(number)
            assert await process.wait() == code
            await until(lambda: not programs_below(scratch, process.pid))
    if number != signal.SIGKILL:
        assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_what_has_been_graded_is_kept(tmp_path: Path, number: signal.Signals) -> None:
    names = {"adam": "this is no Python", "bea": "import time\ntime.sleep(1000)", "carl": ""}
    for name, source in names.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "echo_server.py").write_text(source)
    table, web = tmp_path / "table.csv", tmp_path / "table.html"
    words = ["--jobs", "1", "--csv", str(table), "--html", str(web), "--lang", "en"]
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, "check", "class", str(tmp_path / "class"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        assert process.stdout is not None
        assert process.stderr is not None
        said = b""
        while b"1/3 adam" not in said:
            said += await process.stderr.receive_some()
        process.send_signal(number)
        printed = b"".join([chunk async for chunk in process.stdout])
        said += b"".join([chunk async for chunk in process.stderr])
        assert await process.wait() == 130
    assert printed.startswith(b"adam  server echo")
    assert b"Interrupted: 1 of 3 submissions were graded." in said
    assert b"Traceback" not in said
    assert "adam,server echo," in table.read_text("utf-8-sig")
    assert "bea" not in table.read_text("utf-8-sig")
    assert "adam" in web.read_text("utf-8")
