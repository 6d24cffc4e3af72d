"""Terminals as a person has them, by tmux: keys go in, and what the screen shows comes out."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

PATIENCE = 30.0
"""Seconds after which what a screen should show fails its test."""

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """A terminal in which a shell runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def tmux(self, *words: str) -> str:
        environment = {**os.environ, "TMUX_TMPDIR": str(self._folder)}
        environment.pop("TMUX", None)
        done = await trio.run_process(
            ["tmux", "-u", "-f", os.devnull, *words], capture_stdout=True, env=environment
        )
        return done.stdout.decode()

    async def type(self, text: str) -> None:
        """Type this text, as it stands."""
        await self.tmux("send-keys", "-l", text)

    async def press(self, *keys: str) -> None:
        """Press keys by their names, such as ``Enter`` or ``C-c``."""
        await self.tmux("send-keys", *keys)

    async def run(self, command: str) -> None:
        """Have the shell run this."""
        await self.type(command)
        await self.press("Enter")

    async def resize(self, columns: int, rows: int) -> None:
        await self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    async def screen(self) -> list[str]:
        """Return the lines of the screen, without the blanks at their ends."""
        lines = (await self.tmux("capture-pane", "-p")).split("\n")[:-1]
        return [line.rstrip() for line in lines]

    async def shows(self, *words: str) -> list[str]:
        """Wait until the screen shows all these words at once, and return its lines."""
        lines: list[str] = []
        with trio.move_on_after(PATIENCE):
            while not all(any(word in line for line in lines) for word in words):
                await trio.sleep(0.05)
                lines = await self.screen()
            return lines
        pytest.fail(f"the screen does not show {words}:\n" + "\n".join(lines))


@asynccontextmanager
async def terminal(folder: Path, *, columns: int = 80, rows: int = 24) -> AsyncIterator[Terminal]:
    """Open a terminal for as long as the block lasts.

    :param folder: for the socket of its tmux; made here.
    """
    await trio.Path(folder).mkdir()
    here = Terminal(folder)
    size = ("-x", str(columns), "-y", str(rows))
    await here.tmux("new-session", "-d", *size, "sh")
    try:
        yield here
    finally:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + PATIENCE):
            await here.tmux("kill-server")
