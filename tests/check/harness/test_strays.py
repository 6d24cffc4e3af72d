"""Processes that leave their program's group are known, and ended with it."""

import os
import signal
import sys

import psutil
import pytest

from helpers.waiting import until
from trio_sockets.check.harness.programs.process import running
from trio_sockets.check.harness.programs.resources import resources_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it needs fork()")

DAEMON = """
import os, time
if os.fork():
    os.wait()
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
print(os.getpid(), flush=True)
time.sleep(600)
"""
ZOMBIES = """
import os, time
for _ in range(3):
    if not os.fork():
        os._exit(0)
print("ready", flush=True)
time.sleep(600)
"""


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_a_daemon_is_known_and_ended() -> None:
    async with running([sys.executable, "-c", DAEMON]) as program:
        await until(lambda: program.output.endswith(b"\n"))
        await program.ended()
        daemon = int(program.output)
        assert program.exit_code == 0
        assert program.goes_on_in_background()
        assert not program.has_ended_for_good()
        assert lives(daemon)
    assert not lives(daemon)
    assert not program.goes_on_in_background()


async def test_a_program_that_ended_leaves_nothing() -> None:
    async with running([sys.executable, "-c", ""]) as program:
        await program.ended()
        assert program.has_ended_for_good()


async def test_children_that_nobody_waits_for_are_counted() -> None:
    async with running([sys.executable, "-c", ZOMBIES]) as program:
        await until(lambda: program.output.endswith(b"\n"))
        await until(lambda: resources_of(program.pid).zombies == 3)


async def test_another_run_of_the_same_program_is_left_alone() -> None:
    async with running([sys.executable, "-c", "import time; time.sleep(600)"]) as other:
        async with running([sys.executable, "-c", ""]) as program:
            await program.ended()
        assert other.exit_code is None
        os.kill(other.pid, signal.SIGKILL)
