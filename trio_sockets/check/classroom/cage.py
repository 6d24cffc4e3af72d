"""Where a submission runs: in a copy of its folder, within limits, and with a certain end."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import final

import psutil
import trio

from trio_sockets.check.classroom.files import copy_folder, remove
from trio_sockets.check.process import Program, running
from trio_sockets.check.words import Words, say

MIB = 2**20

CONFINES = sys.platform != "win32"
"""Whether this system has limits for processes, and groups of them. On Windows only time counts."""

_LAUNCHER = Path(__file__).with_name("launch.py")
_GRACE = 4.0  # for the launcher: it gives the program a moment, then ends all of its descendants
_DESCRIPTORS = 1024
_SPARE_TASKS = 500  # what else this user may start meanwhile
_STRAY = 3.0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a submission may use.

    :param seconds: for all of its checks together, its building included.
    :param cpu: seconds of processor time for each of its processes.
    :param memory: bytes for all of its processes together; what they share counts once.
    :param disk: bytes of its folder, with what it makes there and in its temporary folder.
    :param tasks: processes and threads at once.
    """

    seconds: float = 300.0
    cpu: int = 60
    memory: int = 512 * MIB
    disk: int = 256 * MIB
    tasks: int = 512


@final
@dataclass(frozen=True, slots=True)
class Cage:
    """A place for one submission's programs.

    :param home: holds the copy of its folder, and a folder for temporary files.
    :param jobs: how many submissions run at once.
    """

    home: Path
    limits: Limits
    jobs: int

    @property
    def folder(self) -> Path:
        """The copy."""
        return self.home / "submission"

    @property
    def scratch(self) -> Path:
        """For temporary files."""
        return self.home / "scratch"

    @property
    def environment(self) -> dict[str, str]:
        """Variables to start a program with."""
        return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.scratch))

    def confined(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs this one within the limits."""
        if not CONFINES:
            return list(command)
        bounds = {
            "notes": str(self._notes),
            "home": str(self.home),
            "tasks": self.limits.tasks,
            "memory": self.limits.memory,
            "disk": self.limits.disk,
            "limits": self._kernel_limits(),
            "sentences": {name: words.read() for name, words in self._sentences().items()},
        }
        # -P: modules beside the launcher are none of its own.
        return [sys.executable, "-P", str(_LAUNCHER), json.dumps(bounds), *command]

    def run(
        self,
        command: Sequence[str],
        *,
        typing: bool = False,
        environment: dict[str, str] | None = None,
    ) -> AbstractAsyncContextManager[Program]:
        """Run a command here; see `trio_sockets.check.process.running`."""
        return running(
            self.confined(command),
            typing=typing,
            environment={**self.environment, **(environment or {})},
            folder=self.folder,
            grace=_GRACE,
        )

    def strikes(self) -> list[str]:
        """Return why programs were ended here: the name of a limit for each time."""
        try:
            return self._notes.read_text("utf-8").split()
        except FileNotFoundError:
            return []

    def sentence(self, strike: str) -> Words:
        """Say what a program did that was ended for it."""
        return self._sentences()[strike]

    @property
    def _notes(self) -> Path:
        return self.home / "strikes"

    def _sentences(self) -> dict[str, Words]:
        limits = self.limits
        return {
            "tasks": say("it had more than {tasks} processes and threads", tasks=limits.tasks),
            "memory": say("it took more than {mib} MiB of memory", mib=limits.memory // MIB),
            "disk": say("its files took more than {mib} MiB", mib=limits.disk // MIB),
            "cpu": say("it used more than {seconds} s of processor time", seconds=limits.cpu),
        }

    def _kernel_limits(self) -> dict[str, int]:
        limits = {
            "RLIMIT_CPU": self.limits.cpu,
            "RLIMIT_FSIZE": self.limits.disk,
            "RLIMIT_NOFILE": _DESCRIPTORS,
            "RLIMIT_CORE": 0,
        }
        if sys.platform == "linux":
            # The kernel counts all that this user runs. The launcher counts better, and says so:
            # this is for what a fork bomb does between two of its looks.
            limits["RLIMIT_NPROC"] = _users_tasks() + self.limits.tasks * self.jobs + _SPARE_TASKS
        return limits


@asynccontextmanager
async def open_cage(source: Path, limits: Limits, jobs: int = 1) -> AsyncIterator[Cage]:
    """Have a place for a submission as long as the block lasts. Nothing of it stays behind.

    :param source: the submission's folder. It is copied, so that no program changes it.
    :raises CopyError: it cannot be copied.
    """
    home = Path(await trio.to_thread.run_sync(lambda: tempfile.mkdtemp(prefix="trio-sockets-")))
    cage = Cage(home, limits, jobs)
    try:
        await trio.to_thread.run_sync(copy_folder, source, cage.folder, limits.disk)
        await trio.to_thread.run_sync(cage.scratch.mkdir)
        yield cage
    finally:
        with trio.CancelScope(shield=True):  # no deadline: a thread cannot be cancelled
            await trio.to_thread.run_sync(_end_strays, cage)
            await trio.to_thread.run_sync(remove, home)


def _end_strays(cage: Cage) -> None:
    """Kill what outlived its launcher: it was killed itself, or there is none on this system."""
    home = str(cage.home)
    strays = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            here = process.environ().get("TMPDIR") == str(cage.scratch)
            if here or process.cwd().startswith(home):
                process.kill()
                strays.append(process)
    psutil.wait_procs(strays, timeout=_STRAY)


def _users_tasks() -> int:
    """Return how many processes and threads this user has."""
    tasks = 0
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                tasks += len(list(os.scandir(f"/proc/{entry.name}/task")))
    return tasks
