"""A terminal that a program has to itself: each key comes at once, and the screen is its own.

Not on Windows, whose console has no termios.
"""

import os
import signal
import sys
import termios
import tty
from collections.abc import Callable
from types import TracebackType
from typing import Self

import trio
from rich.console import Console, ConsoleDimensions
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from trio_sockets.client.stdin import STDIN

assert sys.platform != "win32"  # noqa: S101 - mypy reads no further there

_NO_WRAP, _WRAP = "\x1b[?7l", "\x1b[?7h"
"""DECAWM: whether what does not fit on a line goes on upon the next."""

_STDOUT = 1
_INPUT_FLAGS, _LOCAL_FLAGS = 0, 3
"""Where `termios.tcgetattr` has them."""


def has_terminal(console: Console) -> bool:
    """Return whether standard input and output are a terminal on which one can draw."""
    both = os.isatty(STDIN) and os.isatty(_STDOUT)
    able = console.is_terminal and not console.is_dumb_terminal
    return both and able


class Terminal:
    """Takes a terminal over for as long as a block lasts, and gives it back as it was.

    :param console: on standard output; `has_terminal` holds for it.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._before = termios.tcgetattr(STDIN)

    def __enter__(self) -> Self:
        self._take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._give_back()

    def size(self) -> os.terminal_size:
        """Return its columns and rows as they are now.

        The variables COLUMNS and LINES, which Rich would believe, stay as they are when the window
        changes.
        """
        size = os.get_terminal_size(_STDOUT)
        self._console.size = ConsoleDimensions(*size)
        return size

    def draw(self, lines: list[Text], cursor: int) -> None:
        """Draw a whole screen, and leave the cursor on its last line.

        Each line is placed and erased by itself: where a terminal holds a character to be wider
        than we do, no other line suffers.

        :param cursor: its column.
        """
        with self._console:  # all of it in one write
            for row, line in enumerate(lines):
                self._console.control(
                    Control.move_to(0, row), Control((ControlType.ERASE_IN_LINE, 2))
                )
                self._console.print(line, end="", no_wrap=True, overflow="crop")
            self._console.control(Control.move_to(cursor, len(lines) - 1))

    async def mind_signals(
        self, changed: Callable[[], object], *, task_status: trio.TaskStatus[None]
    ) -> None:
        """Do what a terminal's user may ask for: another size, a stop, the end.

        :param changed: called when all has to be drawn anew.
        :raises SystemExit: by SIGTERM or SIGQUIT.
        """
        ends = (signal.SIGTERM, signal.SIGQUIT)
        with trio.open_signal_receiver(
            *ends, signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT
        ) as signals:
            task_status.started()
            async for number in signals:
                if number in ends:
                    raise SystemExit(128 + number)  # as a shell reports a fatal signal
                if number == signal.SIGTSTP:
                    self._stop()
                if number != signal.SIGWINCH:
                    self._take()  # another program may have changed its settings meanwhile
                changed()

    def _stop(self) -> None:
        """Stop as Ctrl-Z stops any program: not at all, where no shell could continue it."""
        self._give_back()
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, ours)

    def _take(self) -> None:
        tty.setcbreak(STDIN, termios.TCSADRAIN)
        settings = termios.tcgetattr(STDIN)
        settings[_INPUT_FLAGS] &= ~termios.IXON  # Ctrl-S would stop all of us, not only the screen
        settings[_LOCAL_FLAGS] &= ~termios.IEXTEN  # on macOS, Ctrl-V and Ctrl-O would take a key
        termios.tcsetattr(STDIN, termios.TCSADRAIN, settings)
        self._console.set_alt_screen()
        self._write(_NO_WRAP)

    def _give_back(self) -> None:
        self._write(_WRAP)
        self._console.set_alt_screen(enable=False)
        termios.tcsetattr(STDIN, termios.TCSADRAIN, self._before)

    def _write(self, sequence: str) -> None:
        self._console.file.write(sequence)
        self._console.file.flush()
