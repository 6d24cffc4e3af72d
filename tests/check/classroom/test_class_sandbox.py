"""The sandbox of a submission: its limits hold, and nothing comes out of it."""

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

from helpers.programs import run_to_end
from helpers.waiting import patience, until
from trio_sockets.check.classroom.sandbox.sandbox import MIB, Sandbox, SandboxLimits, open_sandbox
from trio_sockets.check.harness.programs.process import KEPT, CannotStartError, RunningProgram

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")

FOREVER = "import time\ntime.sleep(1000)\n"
Sandboxed: TypeAlias = Callable[..., AbstractAsyncContextManager[Sandbox]]


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "submission"
    folder.mkdir()
    return folder


@pytest.fixture
def sandboxed(submission: Path) -> Sandboxed:
    """Make a sandbox, and see afterwards that nothing is left of it."""

    @asynccontextmanager
    async def sandboxed(**limits: Any) -> AsyncIterator[Sandbox]:
        async with open_sandbox(submission, SandboxLimits(**limits)) as sandbox:
            yield sandbox
        assert not sandbox.home.exists()
        assert not living(str(sandbox.home))

    return sandboxed


def living(words: str) -> list[int]:
    """Return the processes that have these words in their environment or their command."""
    found = []
    for process in psutil.process_iter():
        try:
            said = [*process.cmdline(), *process.environ().values()]
            is_zombie = process.status() == psutil.STATUS_ZOMBIE
        except psutil.Error:  # it may end at any time
            continue
        if not is_zombie and any(words in word for word in said):
            found.append(process.pid)
    return found


def python(source: str, *words: str) -> list[str]:
    return [sys.executable, "-c", source, *words]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def run_to_its_end(sandbox: Sandbox, source: str) -> RunningProgram:
    async with sandbox.run(python(source)) as program:
        with patience(source, lambda: program.output):
            await program.ended()
    return program


async def printed(program: RunningProgram, words: bytes) -> None:
    await until(lambda: words in program.output, lambda: program.output)


# --- What it lets through ----------------------------------------------------------------------
async def test_a_program_ends_as_it_would_without_it(sandboxed: Sandboxed) -> None:
    async with sandboxed() as sandbox:
        program = await run_to_its_end(sandbox, "import sys\nprint('hello')\nsys.exit(7)")
        assert (program.exit_code, program.output) == (7, b"hello\n")
        program = await run_to_its_end(sandbox, "import os\nos.kill(os.getpid(), 11)")
        assert program.exit_code == -signal.SIGSEGV
        assert sandbox.strikes() == []


async def test_a_command_that_there_is_not_is_said(sandboxed: Sandboxed) -> None:
    async with sandboxed() as sandbox:
        with pytest.raises(CannotStartError, match=r"^cannot run '\./nothing': there is no such"):
            async with sandbox.run(["./nothing"]):
                raise AssertionError


async def test_it_can_be_typed_at(sandboxed: Sandboxed) -> None:
    async with (
        sandboxed() as sandbox,
        sandbox.run(python("print(input())"), typing=True) as program,
    ):
        await program.type_in(b"hello\n")
        await printed(program, b"hello")


async def test_a_program_runs_in_a_copy(sandboxed: Sandboxed, submission: Path) -> None:
    (submission / "data").write_text("before")
    async with sandboxed() as sandbox:
        await run_to_its_end(
            sandbox, "open('data', 'w').write('after')\nopen('new', 'w').write('x')"
        )
        assert (sandbox.folder / "data").read_text() == "after"
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
    sandboxed: Sandboxed, source: str, limits: dict[str, int], strike: str, words: bytes
) -> None:
    async with sandboxed(**limits) as sandbox:
        program = await run_to_its_end(sandbox, source)
        assert program.exit_code in {-signal.SIGKILL, -signal.SIGXCPU}
        assert words in program.output
        assert sandbox.strikes() == [strike]
        assert words.decode() == sandbox.sentence(strike).read()


async def test_one_file_is_no_larger_than_the_disk_that_there_is(sandboxed: Sandboxed) -> None:
    """Python reports EFBIG; what looks every now and then may miss a file that is gone again."""
    async with sandboxed(disk=MIB) as sandbox:
        source = "import os\nopen('f', 'wb').write(bytes(2 * 2**20))"
        program = await run_to_its_end(sandbox, source)
        assert b"File too large" in program.output or sandbox.strikes() == ["disk"]


async def test_memory_that_forks_share_counts_once(sandboxed: Sandboxed) -> None:
    shares = (
        "import os, time\nx = bytearray(60 * 2**20)\nfor _ in range(5):\n"
        "    if not os.fork():\n        time.sleep(1)\n        os._exit(0)\nos.wait()\n"
    )
    async with sandboxed(memory=200 * MIB) as sandbox:
        program = await run_to_its_end(sandbox, shares)
        assert (program.exit_code, sandbox.strikes()) == (0, [])


async def test_who_prints_for_ever_keeps_nobody_busy(sandboxed: Sandboxed) -> None:
    async with sandboxed() as sandbox:
        async with sandbox.run(python("while True:\n    print('x' * 10000)")) as program:
            await printed(program, b"x" * 10000 + b"\n")
            with patience("others have no turn"):
                for _ in range(20):
                    await trio.sleep(0.01)
            assert len(program.output) <= KEPT
        assert program.exit_code is not None


# --- Its end -----------------------------------------------------------------------------------
async def test_who_ignores_sigterm_ends_too(sandboxed: Sandboxed) -> None:
    source = "import signal\nsignal.signal(15, signal.SIG_IGN)\nprint('ready')\n" + FOREVER
    async with sandboxed() as sandbox:
        async with sandbox.run(python(source)) as program:
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


async def test_a_daemon_does_not_get_away(sandboxed: Sandboxed) -> None:
    """It has left its session, its folder, its environment and its pipes."""
    mark = uuid4().hex
    async with sandboxed() as sandbox:
        async with sandbox.run(python(DAEMON + "time.sleep(1000)", mark)) as program:
            await printed(program, b"ready")
            assert living(mark)
        assert not living(mark)
        async with sandbox.run(python(DAEMON, mark)) as program:  # whose leader ends at once
            await program.ended()
        assert not living(mark)


async def test_who_kills_its_watcher_does_not_get_away(sandboxed: Sandboxed) -> None:
    source = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n" + FOREVER
    mark = uuid4().hex
    async with sandboxed() as sandbox:
        async with sandbox.run(python(source, mark)) as program:
            await program.ended()
        assert program.exit_code == -signal.SIGKILL
    assert not living(mark)


async def test_a_program_whose_checker_died_before_the_watch_began_is_ended(
    sandboxed: Sandboxed,
) -> None:
    """Its launcher is the child of a process that is not the checker, as an orphan's is."""
    mark = uuid4().hex
    async with sandboxed() as sandbox:
        command = sandbox.confined(python(FOREVER, mark))
        await run_to_end(["sh", "-c", '"$@" & wait', "sh", *command], cwd=sandbox.folder)
        assert not living(mark)


async def test_a_run_that_is_cancelled_leaves_nothing(sandboxed: Sandboxed) -> None:
    mark = uuid4().hex
    async with sandboxed() as sandbox:
        with trio.CancelScope() as scope:
            async with sandbox.run(python("print('ready')\n" + FOREVER, mark)) as program:
                await printed(program, b"ready")
                scope.cancel()
        assert not living(mark)


async def test_what_nobody_may_look_into_is_removed(sandboxed: Sandboxed) -> None:
    source = "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\nos.chmod('a/b', 0)"
    async with sandboxed() as sandbox:
        await run_to_its_end(sandbox, source)
