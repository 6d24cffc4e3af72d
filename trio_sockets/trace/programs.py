"""Runs the traced programs, which share the terminal, and ends all of them."""

import contextlib
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence

import psutil
import trio

from trio_sockets.system_errors import reason_of
from trio_sockets.trace.errors import TraceError
from trio_sockets.words import say

VARIABLE = "SOCKETS_TRACE_RUN"
"""The environment variable of all programs of a run, which their children inherit."""

GRACE = 1.0
"""Seconds between SIGTERM and SIGKILL."""

_LOOK = 0.05


class Programs:
    """The programs of one run.

    :param environment: their environment variables.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._token = secrets.token_hex(16)
        self._environment = environment
        self._began = time.time()

    async def start(
        self,
        command: Sequence[str],
        added: Mapping[str, str],
        *,
        stdin: int | None,
        stdout: int | None,
    ) -> trio.Process:
        """Start a program in our process group, so that it shares the terminal.

        :param added: additional variables for this program.
        :param stdin: None for our own, as in `subprocess.Popen`; the same goes for `stdout`.
        :raises TraceError: the program cannot be run.
        """
        environment = {**self._environment, **added, VARIABLE: self._token}
        try:
            return await trio.lowlevel.open_process(
                list(command), stdin=stdin, stdout=stdout, env=environment
            )
        except (OSError, ValueError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else str(error)
            words = say("cannot run {program}: {reason}", program=repr(command[0]), reason=reason)
            raise TraceError(words) from error

    async def end(self, processes: Sequence[trio.Process], *, within: float = GRACE) -> None:
        """End programs and their children, first with SIGTERM, then with SIGKILL.

        :param within: seconds between the two signals.
        """
        for process in self._living():
            with contextlib.suppress(psutil.Error):
                process.terminate()
        with trio.move_on_after(within):
            while self._living():  # noqa: ASYNC110 - the system tells of no grandchild
                await trio.sleep(_LOOK)
        for process in self._living():
            with contextlib.suppress(psutil.Error):
                process.kill()
        for each in processes:
            await each.wait()

    async def end_themselves(self, within: float) -> None:
        """Wait until all have ended by themselves after a Ctrl-C.

        :param within: the most seconds to wait.
        """
        with trio.move_on_after(within):
            while self._living():  # noqa: ASYNC110 - the system tells of no grandchild
                await trio.sleep(_LOOK)

    def _living(self) -> list[psutil.Process]:
        return [process for process in _younger(self._began) if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            # strace ends with its program; if it ended first, it would detach.
            ours = process.environ().get(VARIABLE) == self._token
            return ours and process.name() != "strace"
        except (psutil.Error, OSError):
            return False


def _younger(moment: float) -> Iterator[psutil.Process]:
    """Yield the processes that began since then; clocks may differ by a second."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.create_time() >= moment - 2:
                yield process
