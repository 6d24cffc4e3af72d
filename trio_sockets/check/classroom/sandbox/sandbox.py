"""Runs a submission's programs in a copy of its folder, within limits, and ends them."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import final

import psutil
import trio

from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.files import copy_folder, remove
from trio_sockets.check.harness.programs.process import CannotStartError, RunningProgram, running
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.words import Words, say

MIB = 2**20

CONFINES = sys.platform != "win32"
"""Whether this system has process groups and resource limits. On Windows, only time is limited."""

_LAUNCHER = Path(__file__).with_name("launch")
_GRACE = 4.0  # for the launcher, which ends the program and then all its descendants
_DESCRIPTORS = 1024
_SPARE_TASKS = 500  # for other processes of this user
_STRAY = 3.0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """The limits of a submission.

    :param seconds: the time for all its checks and its build together.
    :param cpu: seconds of processor time for each process.
    :param memory: bytes for all its processes together; shared memory counts once.
    :param disk: bytes of its folder and its temporary folder together.
    :param tasks: the most processes and threads at the same time.
    """

    seconds: float = 300.0
    cpu: int = 60
    memory: int = 512 * MIB
    disk: int = 256 * MIB
    tasks: int = 512


@final
@dataclass(frozen=True, slots=True)
class Sandbox:
    """The sandbox of one submission.

    :param home: a folder for the copy and for temporary files.
    :param jobs: how many submissions run at once.
    :param box: what the programs may not see; None: they see all that the checker sees.
    """

    home: Path
    limits: SandboxLimits
    jobs: int
    box: ProgramBox | None = None

    @property
    def folder(self) -> Path:
        """The copy of the submission's folder."""
        return self.home / "submission"

    @property
    def scratch(self) -> Path:
        """The folder for temporary files."""
        return self.home / "scratch"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of the programs."""
        return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.scratch))

    def confined(self, command: Sequence[str]) -> list[str]:
        """Return a command that runs the given one within the limits."""
        if not CONFINES:
            return list(command)
        bounds = {
            "checker": os.getpid(),
            "notes": str(self._notes),
            "home": str(self.home),
            "tasks": self.limits.tasks,
            "memory": self.limits.memory,
            "disk": self.limits.disk,
            "limits": self._kernel_limits(),
            "boxed": self.box is not None,
            "sentences": {name: words.read() for name, words in self._sentences().items()},
        }
        if self.box is not None:
            command = self.box.words(command, self.folder, self.scratch)
        return [sys.executable, str(_LAUNCHER), json.dumps(bounds), *command]

    @asynccontextmanager
    async def run(
        self,
        command: Sequence[str],
        *,
        typing: bool = False,
        environment: dict[str, str] | None = None,
    ) -> AsyncIterator[RunningProgram]:
        """Run a command in the sandbox; see `harness.programs.process.running`.

        :raises CannotStartError: the command cannot be run, as far as this is known without trying.
        """
        reason = why_not_runnable(command[0], self.folder) if CONFINES else None
        if reason is not None:  # the launcher runs, whatever it launches
            raise CannotStartError(
                say("cannot run {program}: {reason}", program=repr(command[0]), reason=reason)
            )
        async with running(
            self.confined(command),
            typing=typing,
            environment={**self.environment, **(environment or {})},
            folder=self.folder,
            grace=_GRACE,
        ) as program:
            yield program

    def strikes(self) -> list[str]:
        """Return the name of a limit for each program that was ended for exceeding it."""
        try:
            return self._notes.read_text("utf-8").split()
        except FileNotFoundError:
            return []

    def sentence(self, strike: str) -> Words:
        """Say which limit a program exceeded."""
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
            # The kernel counts all processes of this user. The launcher counts exactly and reports
            # it; this limit stops a fork bomb between two of the launcher's samples.
            limits["RLIMIT_NPROC"] = _users_tasks() + self.limits.tasks * self.jobs + _SPARE_TASKS
        return limits


@asynccontextmanager
async def open_sandbox(
    source: Path, limits: SandboxLimits, jobs: int = 1, box: ProgramBox | None = None
) -> AsyncIterator[Sandbox]:
    """Open a sandbox for a submission for the duration of the block, and remove it afterwards.

    :param source: the submission's folder, which is copied so that no program changes it.
    :param box: see `Sandbox`.
    :raises CopyError: the folder cannot be copied.
    """
    home = Path(await trio.to_thread.run_sync(lambda: tempfile.mkdtemp(prefix="trio-sockets-")))
    sandbox = Sandbox(home, limits, jobs, box)
    try:
        await trio.to_thread.run_sync(copy_folder, source, sandbox.folder, limits.disk)
        await trio.to_thread.run_sync(sandbox.scratch.mkdir)
        yield sandbox
    finally:
        with trio.CancelScope(shield=True):  # no deadline: a thread cannot be cancelled
            await trio.to_thread.run_sync(_end_strays, sandbox)
            await trio.to_thread.run_sync(remove, home)


def _end_strays(sandbox: Sandbox) -> None:
    """Kill processes whose launcher was killed, or on systems without a launcher."""
    home = str(sandbox.home)
    strays = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            here = process.environ().get("TMPDIR") == str(sandbox.scratch)
            if here or process.cwd().startswith(home):
                process.kill()
                strays.append(process)
    psutil.wait_procs(strays, timeout=_STRAY)


def _users_tasks() -> int:
    """Return how many processes and threads this user has; Linux only."""
    tasks = 0
    if sys.platform == "linux":
        for entry in os.scandir("/proc"):
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                    tasks += len(list(os.scandir(f"/proc/{entry.name}/task")))
    return tasks
