"""The race on a terminal of its own. Not on Windows: see `trio_sockets.client.terminal`."""

import math
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import final

import trio
from rich.console import Console
from rich.text import Text

from trio_sockets.client.line_editor import LineEditor
from trio_sockets.client.race.drawing import draw
from trio_sockets.client.race.view import RaceView
from trio_sockets.client.stdin import read_stdin
from trio_sockets.words import Translate, in_english

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

from trio_sockets.client.terminal import Terminal  # noqa: E402 - behind it

FRAME = 0.05
"""Seconds between two drawings at least: thousands of pushes a second need no more."""

ESCAPE_PAUSE = 0.5
"""Seconds after which Escape was the key itself, as readline has it (``keyseq-timeout``)."""

_KEPT = 500
"""Lines of what was said that are kept, should the window grow."""


@final
class RaceScreen:
    """Shows a race, and reads what its player types. `race_screen` makes one."""

    def __init__(
        self, console: Console, terminal: Terminal, view: RaceView, translate: Translate
    ) -> None:
        self._console = console
        self._terminal = terminal
        self._view = view
        self._translate = translate
        self._said: deque[Text] = deque(maxlen=_KEPT)
        self._editor = LineEditor()
        self._lines: deque[str | None] = deque()
        self._changed = trio.Event()

    def show(self, view: RaceView, words: Text) -> None:
        """Schedule showing an event."""
        self._view = view
        self._said.append(words)
        self.change()

    def change(self) -> None:
        """Schedule a redraw."""
        self._changed.set()

    async def read_line(self) -> str | None:
        """Return the next line typed, or None if the player wants to leave."""
        while not self._lines:
            keys = None
            with trio.move_on_after(ESCAPE_PAUSE if self._editor.is_amid_escape else math.inf):
                keys = await read_stdin()
            if keys is None:
                self._editor.pause()
                continue
            self._lines += self._editor.feed(keys) if keys else [None]
            self.change()
        return self._lines.popleft()

    async def keep_drawing(self) -> None:
        """Draw whenever something has changed, for ever."""
        while True:
            self._changed = trio.Event()
            self._draw()
            await trio.sleep(FRAME)
            with trio.move_on_after(self._until_next_second()):
                await self._changed.wait()

    def _draw(self) -> None:
        width, height = self._terminal.size()
        drawing = draw(
            self._view,
            self._said,
            self._editor.text,
            width=width,
            height=height,
            now=trio.current_time(),
            ascii_only=self._console.options.ascii_only,
            translate=self._translate,
        )
        self._terminal.draw(drawing.lines, drawing.cursor)

    def _until_next_second(self) -> float:
        """Return how long a countdown stays as it is."""
        begins, now = self._view.begins, trio.current_time()
        return math.inf if begins is None or begins <= now else (begins - now) % 1 or 1


@asynccontextmanager
async def race_screen(
    console: Console, view: RaceView, translate: Translate = in_english
) -> AsyncIterator[RaceScreen]:
    """Take the terminal over for as long as the block lasts.

    :param console: see `Terminal`.
    :param view: the initial state.
    :param translate: gives sentences in the reader's language.
    """
    with Terminal(console) as terminal:
        screen = RaceScreen(console, terminal, view, translate)
        async with trio.open_nursery() as nursery:
            await nursery.start(terminal.mind_signals, screen.change)
            nursery.start_soon(screen.keep_drawing)
            yield screen
            nursery.cancel_scope.cancel()
