"""Observes a Python program: the shim that it loads reports to our socket."""

import linecache
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import trio

from trio_sockets.trace.model.events import Event, Shut
from trio_sockets.trace.sources.forks import Forks
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers
from trio_sockets.trace.sources.shim_wire import ShimReader, WireError

VARIABLE = "SOCKETS_TRACE_REPORTS"
SHIM = Path(__file__).parent / "shim"

_RECEIVE = 64 * 1024
_LAST_WORDS = 1.0
"""Seconds to wait for the last reports after the program has ended."""

_TOKEN = 32
_LARGEST_SOURCE = 1024 * 1024


class PythonWatch:
    """The watch on a Python program.

    :param heard: whether the shim has reported anything.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.heard = False


@asynccontextmanager
async def watch_python(
    program: str, emit: Callable[[Event], None], environment: Mapping[str, str]
) -> AsyncIterator[PythonWatch]:
    """Receive the reports of a program for the duration of the block, in which it must run.

    :param emit: called with each event.
    :param environment: the program's environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="trace-", ignore_cleanup_errors=True) as folder:
        listener, address, token = await _listen(folder)
        shim = Path(folder) / "shim"
        await trio.to_thread.run_sync(partial(shutil.copytree, SHIM, shim, ignore=_no_bytecode))
        path = environment.get("PYTHONPATH")
        added = {
            VARIABLE: address,
            "PYTHONPATH": f"{shim}:{path}".replace(":", _separator()) if path else str(shim),
        }
        watch = PythonWatch(added)
        reports = _Reports(program, emit, watch, token)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.serve_listeners, reports.serve, [listener])
            yield watch
            with trio.move_on_after(_LAST_WORDS):
                await trio.sleep(0.02)  # accept pending connections
                await reports.all_ended()
            nursery.cancel_scope.cancel()
        reports.end(time.time())


def _separator() -> str:
    return ";" if sys.platform == "win32" else ":"


_no_bytecode = shutil.ignore_patterns("__pycache__")


async def _listen(folder: str) -> tuple[trio.SocketListener, str, bytes]:
    if sys.platform == "win32":
        sock = trio.socket.socket()
        await sock.bind(("127.0.0.1", 0))
        secret = secrets.token_hex(_TOKEN // 2)
        address, token = f"tcp:{sock.getsockname()[1]}:{secret}", f"{secret}\n".encode()
    else:
        sock = trio.socket.socket(socket.AF_UNIX)
        place = str(Path(folder) / "reports")
        await sock.bind(place)
        address, token = f"unix:{place}", b""
    sock.listen()
    return trio.SocketListener(sock), address, token


class _Reports:
    def __init__(
        self, program: str, emit: Callable[[Event], None], watch: PythonWatch, token: bytes
    ) -> None:
        self._program = program
        self._emit = emit
        self._watch = watch
        self._token = token
        self._numbers, self._holders = Numbers(), Holders()
        self._forks = Forks(self._numbers, self._holders)
        self._open = 0
        self._changed = trio.Event()

    async def serve(self, stream: trio.SocketStream) -> None:
        """Receive the reports of one process."""
        self._open += 1
        try:
            await self._serve(stream)
        finally:
            self._open -= 1
            self._tell()

    async def all_ended(self) -> None:
        """Wait until all processes have closed their reports."""
        while self._open:
            await self._changed.wait()

    async def _serve(self, stream: trio.SocketStream) -> None:
        reader = ShimReader(self._program, self._numbers, self._holders, self._forks, source_line)
        waiting = self._token
        async with stream:
            try:
                async for data in stream:
                    rest = bytes(data)
                    if waiting:
                        if not rest.startswith(waiting):
                            return  # not the shim, as it does not know the secret
                        rest, waiting = rest[len(waiting) :], b""
                    self._watch.heard = True
                    await self._take(reader, rest)
            except (trio.BrokenResourceError, WireError):
                pass
            for event in reader.ended(time.time()):
                self._emit(event)

    async def _take(self, reader: ShimReader, data: bytes) -> None:
        for event in reader.receive(data):
            self._emit(event)
        self._tell()
        if reader.waits:
            with trio.move_on_after(_LAST_WORDS):
                while reader.waits:
                    await self._changed.wait()
            reader.wait_no_more()
            await self._take(reader, b"")

    def _tell(self) -> None:
        if self._changed.statistics().tasks_waiting:
            self._changed.set()
            self._changed = trio.Event()

    def end(self, at: float) -> None:
        """Finish: no process will report any more."""
        for number in self._forks.end():
            self._emit(Shut(at, self._program, number))


def source_line(file: str, line: int) -> str:
    """Return a line of a file, stripped of blanks; "" if it cannot be read."""
    try:
        if Path(file).stat().st_size > _LARGEST_SOURCE:
            return ""
    except (OSError, ValueError):
        return ""
    return linecache.getline(file, line).strip()
