"""Tries whether submissions can be graded apart on this machine."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import trio

from trio_sockets.check.classroom.apart.grading_apart import with_own_network
from trio_sockets.check.classroom.sandbox.box import BUBBLEWRAP, ProgramBox
from trio_sockets.words import Words, say

_PATIENCE = 20.0
_ELSEWHERE = say("it exists on Linux only")

if sys.platform == "linux":

    async def why_no_sandbox() -> Words | None:
        """Say why programs cannot be put into boxes here; None if they can."""
        if shutil.which(BUBBLEWRAP) is None:
            return say("bubblewrap is not installed (bwrap)")
        with tempfile.TemporaryDirectory(prefix="trio-sockets-") as name:
            home = Path(name)
            boxed = ProgramBox().words(["true"], home, home)
            with trio.move_on_after(_PATIENCE):
                trial = await trio.run_process(
                    with_own_network(boxed),
                    stdin=subprocess.DEVNULL,
                    capture_stdout=True,
                    capture_stderr=True,
                    check=False,
                )
                if trial.returncode == 0:
                    return None
                lines = trial.stderr.decode(errors="replace").strip().splitlines()
                code = f"exit code {trial.returncode}"
                return say("{error}", error=lines[-1] if lines else code)
        return say("bubblewrap did not end in time")

else:

    async def why_no_sandbox() -> Words | None:
        """Say why programs cannot be put into boxes here."""
        return _ELSEWHERE
