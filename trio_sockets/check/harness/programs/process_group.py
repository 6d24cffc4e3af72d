"""Starts a program so that it can be ended with all its children.

Unix has process groups for this. Windows cannot signal a group, and has no SIGTERM: there, the
children are found through their parent, and terminated at once, as it is.
"""

import contextlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import trio

if sys.platform == "win32":
    import shutil

    import psutil
else:
    import os
    import signal

if sys.platform == "win32":

    async def open_group(
        command: Sequence[str],
        *,
        stdin: int,
        environment: Mapping[str, str],
        folder: Path | None,
    ) -> trio.Process:
        """Start a program; both its output streams go into one pipe.

        :param stdin: as `trio.run_process` takes it.
        :param environment: all its environment variables.
        :param folder: the working directory; by default the current one.
        :raises OSError: the program cannot be run.
        """
        program, *words = command
        # CreateProcess finds a bare name only as an .exe, and resolves a relative path against our
        # directory, not against the program's.
        there = program if folder is None or not Path(program).parts[1:] else str(folder / program)
        return await trio.lowlevel.open_process(
            [shutil.which(there) or program, *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
        )

    def end_group(process: trio.Process) -> None:
        """End a program and its children."""
        kill_group(process)

    def kill_group(process: trio.Process) -> None:
        """End a program and its children at once."""
        with contextlib.suppress(psutil.Error):  # it has ended
            leader = psutil.Process(process.pid)
            for each in (leader, *leader.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    each.kill()

else:

    async def open_group(
        command: Sequence[str],
        *,
        stdin: int,
        environment: Mapping[str, str],
        folder: Path | None,
    ) -> trio.Process:
        """Start a program as the leader of a group; both its output streams go into one pipe.

        :param stdin: as `trio.run_process` takes it.
        :param environment: all its environment variables.
        :param folder: the working directory; by default the current one.
        :raises OSError: the program cannot be run.
        """
        return await trio.lowlevel.open_process(
            list(command),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )

    def end_group(process: trio.Process) -> None:
        """Ask a program and its children to end: SIGTERM."""
        _signal_group(process, signal.SIGTERM)

    def kill_group(process: trio.Process) -> None:
        """End a program and its children at once: SIGKILL."""
        _signal_group(process, signal.SIGKILL)

    def _signal_group(process: trio.Process, number: signal.Signals) -> None:
        # For a group of zombies only, macOS reports EPERM.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
