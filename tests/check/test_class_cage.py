"""The cage of a submission: its limits hold, and nothing comes out of it."""

import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import psutil
import pytest
import trio

from command import PATIENCE
from trio_sockets.check.classroom.cage import MIB, Cage, Limits, open_cage
from trio_sockets.check.process import KEPT, Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")

FOREVER = "import time\ntime.sleep(1000)\n"
Caged: TypeAlias = Callable[..., AbstractAsyncContextManager[Cage]]


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "submission"
    folder.mkdir()
    return folder


@pytest.fixture
def caged(submission: Path) -> Caged:
    """Make a cage, and see afterwards that nothing is left of it."""

    @asynccontextmanager
    async def caged(**limits: Any) -> AsyncIterator[Cage]:
        async with open_cage(submission, Limits(**limits)) as cage:
            yield cage
        assert not cage.home.exists()
        assert not living(str(cage.home))

    return caged


def living(words: str) -> list[int]:
    """Return the processes that have these words in their environment or their command."""
    found = []
    for process in psutil.process_iter():
        try:
            said = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.status() != psutil.STATUS_ZOMBIE and any(words in word for word in said):
            found.append(process.pid)
    return found


def python(source: str, *words: str) -> list[str]:
    return [sys.executable, "-c", source, *words]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def run_to_its_end(cage: Cage, source: str) -> Program:
    with trio.fail_after(PATIENCE):
        async with cage.run(python(source)) as program:
            await program.ended()
    return program


async def printed(program: Program, words: bytes) -> None:
    with trio.fail_after(PATIENCE):
        while words not in program.output:  # noqa: ASYNC110 - a program has no event to give
            await trio.sleep(0.01)


# --- What it lets through ----------------------------------------------------------------------
async def test_a_program_ends_as_it_would_without_it(caged: Caged) -> None:
    async with caged() as cage:
        program = await run_to_its_end(cage, "import sys\nprint('hello')\nsys.exit(7)")
        assert (program.exit_code, program.output) == (7, b"hello\n")
        program = await run_to_its_end(cage, "import os\nos.kill(os.getpid(), 11)")
        assert program.exit_code == -signal.SIGSEGV
        assert cage.strikes() == []


async def test_a_command_that_there_is_not_is_said(caged: Caged) -> None:
    async with caged() as cage:
        async with cage.run(["./nothing"]) as program:
            await program.ended()
        assert (program.exit_code, program.output) == (
            127,
            b"cannot run './nothing': No such file or directory\n",
        )


async def test_it_can_be_typed_at(caged: Caged) -> None:
    async with caged() as cage, cage.run(python("print(input())"), typing=True) as program:
        await program.type_in(b"hello\n")
        await printed(program, b"hello")


async def test_a_program_runs_in_a_copy(caged: Caged, submission: Path) -> None:
    (submission / "data").write_text("before")
    async with caged() as cage:
        await run_to_its_end(cage, "open('data', 'w').write('after')\nopen('new', 'w').write('x')")
        assert (cage.folder / "data").read_text() == "after"
    assert (submission / "data").read_text() == "before"
    assert names(submission) == ["data"]


# --- Its limits --------------------------------------------------------------------------------
EATS = "x = bytearray(300 * 2**20)\n" + FOREVER
FORKS = "import os\nfor _ in range(40):\n    if not os.fork():\n        break\n" + FOREVER
WRITES = (
    "import itertools\nfor n in itertools.count():\n    open(f'f{n}', 'wb').write(bytes(10**6))"
)
WRITES_TEMPORARILY = """
import tempfile
kept = []
while True:
    kept.append(tempfile.TemporaryFile())
    kept[-1].write(bytes(10**6))
    kept[-1].flush()
"""
MANY_FILES = "for n in range(20000):\n    open(f'f{n}', 'wb').close()\n" + FOREVER
NESTS = "import os\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\n" + FOREVER
SPINS = "while True:\n    pass"


@pytest.mark.parametrize(
    ("source", "limits", "strike", "words"),
    [
        (EATS, {"memory": 100 * MIB}, "memory", b"it took more than 100 MiB of memory"),
        (FORKS, {"tasks": 20}, "tasks", b"it had more than 20 processes and threads"),
        (WRITES, {"disk": 20 * MIB}, "disk", b"its files took more than 20 MiB"),
        (WRITES_TEMPORARILY, {"disk": 20 * MIB}, "disk", b"its files took more than 20 MiB"),
        (MANY_FILES, {"disk": 20 * MIB}, "disk", b"its files took more than 20 MiB"),
        (NESTS, {"disk": 20 * MIB}, "disk", b"its files took more than 20 MiB"),
        (SPINS, {"cpu": 1}, "cpu", b"it used more than 1 s of processor time"),
    ],
    ids=["memory", "forks", "disk", "unlinked", "many-files", "nested", "cpu"],
)
async def test_what_leaves_its_bounds_is_ended_and_told(
    caged: Caged, source: str, limits: dict[str, int], strike: str, words: bytes
) -> None:
    async with caged(**limits) as cage:
        program = await run_to_its_end(cage, source)
        assert program.exit_code in {-signal.SIGKILL, -signal.SIGXCPU}
        assert words in program.output
        assert cage.strikes() == [strike]
        assert words.decode() == cage.sentence(strike).read()


async def test_one_file_is_no_larger_than_the_disk_that_there_is(caged: Caged) -> None:
    """Python reports EFBIG; what looks every now and then may miss a file that is gone again."""
    async with caged(disk=MIB) as cage:
        source = "import os\nopen('f', 'wb').write(bytes(2 * 2**20))"
        program = await run_to_its_end(cage, source)
        assert b"File too large" in program.output or cage.strikes() == ["disk"]


async def test_memory_that_forks_share_counts_once(caged: Caged) -> None:
    shares = (
        "import os, time\nx = bytearray(60 * 2**20)\nfor _ in range(5):\n"
        "    if not os.fork():\n        time.sleep(1)\n        os._exit(0)\nos.wait()\n"
    )
    async with caged(memory=200 * MIB) as cage:
        program = await run_to_its_end(cage, shares)
        assert (program.exit_code, cage.strikes()) == (0, [])


async def test_who_prints_for_ever_keeps_nobody_busy(caged: Caged) -> None:
    async with caged() as cage:
        async with cage.run(python("while True:\n    print('x' * 10000)")) as program:
            await printed(program, b"x" * 10000 + b"\n")
            turns = 0
            with trio.move_on_after(0.5):
                while True:
                    turns += 1
                    await trio.sleep(0.01)
            assert turns > 5
            assert len(program.output) <= KEPT
        assert program.exit_code is not None


# --- Its end -----------------------------------------------------------------------------------
async def test_who_ignores_sigterm_ends_too(caged: Caged) -> None:
    source = "import signal\nsignal.signal(15, signal.SIG_IGN)\nprint('ready')\n" + FOREVER
    async with caged() as cage:
        async with cage.run(python(source)) as program:
            await printed(program, b"ready")
        assert program.exit_code == -signal.SIGKILL


DAEMON = """
import os, sys, time
if not os.fork():
    os.setsid()
    if not os.fork():
        os.chdir('/')
        os.closerange(0, 100)
        words = [sys.executable, '-c', 'import time; time.sleep(1000)', sys.argv[1]]
        os.execve(words[0], words, {})
    os._exit(0)
os.wait()
print('ready')
"""


async def test_a_daemon_does_not_get_away(caged: Caged) -> None:
    """It has left its session, its folder, its environment and its pipes."""
    mark = uuid4().hex
    async with caged() as cage:
        async with cage.run(python(DAEMON + "time.sleep(1000)", mark)) as program:
            await printed(program, b"ready")
            assert living(mark)
        assert not living(mark)
        async with cage.run(python(DAEMON, mark)) as program:  # whose leader ends at once
            await program.ended()
        assert not living(mark)


async def test_who_kills_its_watcher_does_not_get_away(caged: Caged) -> None:
    source = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n" + FOREVER
    mark = uuid4().hex
    async with caged() as cage:
        async with cage.run(python(source, mark)) as program:
            await program.ended()
        assert program.exit_code == -signal.SIGKILL
    assert not living(mark)


async def test_a_run_that_is_cancelled_leaves_nothing(caged: Caged) -> None:
    mark = uuid4().hex
    async with caged() as cage:
        with trio.CancelScope() as scope:
            async with cage.run(python("print('ready')\n" + FOREVER, mark)) as program:
                await printed(program, b"ready")
                scope.cancel()
        assert not living(mark)


async def test_what_nobody_may_look_into_is_removed(caged: Caged) -> None:
    source = "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\nos.chmod('a/b', 0)"
    async with caged() as cage:
        await run_to_its_end(cage, source)
