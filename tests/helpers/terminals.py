"""Terminals as a person has them, by tmux: keys go in, and what the screen shows comes out."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

import trio

from helpers.installed import needs
from helpers.waiting import PATIENCE, patience

needs_tmux = needs("tmux")


class Terminal:
    """A terminal in which a shell runs."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    async def tmux(self, *words: str) -> str:
        environment = {**os.environ, "TMUX_TMPDIR": self._folder}
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
        with patience(f"a screen that should show {words}", lambda: "\n".join(lines)):
            while not all(any(word in line for line in lines) for word in words):
                await trio.sleep(0.05)
                lines = await self.screen()
        return lines


@asynccontextmanager
async def terminal(*, columns: int = 80, rows: int = 24) -> AsyncIterator[Terminal]:
    """Open a terminal for as long as the block lasts."""
    # Not below pytest's folder, which has the user's name and the test's in its own: the path of a
    # Unix socket has 107 bytes.
    with TemporaryDirectory(prefix="tmux-") as folder:
        here = Terminal(folder)
        size = ("-x", str(columns), "-y", str(rows))
        await here.tmux("new-session", "-d", *size, "sh")
        try:
            yield here
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + PATIENCE):
                await here.tmux("kill-server")
