"""The keys of a race's screen, and how long it waits behind an escape."""

import io
from collections.abc import Callable

import pytest
import trio
from rich.console import Console
from trio.testing import MockClock

from trio_sockets.client.race import screen as race_screen
from trio_sockets.client.race.screen import ESCAPE_PAUSE, RaceScreen
from trio_sockets.client.race.view import RaceView
from trio_sockets.client.terminal import Terminal
from trio_sockets.words import in_english


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., RaceScreen]:
    """Return what makes a screen, for bytes that come, and pauses of so many seconds."""

    def screen(*script: bytes | float) -> RaceScreen:
        steps = list(script)

        async def read_stdin() -> bytes:
            await trio.lowlevel.checkpoint()
            while not isinstance(step := steps[0], bytes):
                begun = trio.current_time()
                try:
                    await trio.sleep(step)
                finally:
                    steps[0] = max(0, step - (trio.current_time() - begun))
                del steps[0]
            del steps[0]
            return step

        monkeypatch.setattr(race_screen, "read_stdin", read_stdin)
        console = Console(file=io.StringIO())
        terminal = Terminal.__new__(Terminal)  # nothing is drawn
        return RaceScreen(console, terminal, RaceView("ana"), in_english)

    return screen


async def test_escape_and_then_a_word_is_that_word(
    typing: Callable[..., RaceScreen], autojump_clock: MockClock
) -> None:
    screen = typing(b"\x1b", ESCAPE_PAUSE + 0.1, b"quit", 60, b"\r")
    start = trio.current_time()
    assert await screen.read_line() == "quit"
    assert trio.current_time() - start == pytest.approx(60.6)


async def test_a_letter_with_alt_is_none(
    typing: Callable[..., RaceScreen], autojump_clock: MockClock
) -> None:
    screen = typing(b"\x1b", ESCAPE_PAUSE - 0.1, b"q50\r")
    assert await screen.read_line() == "50"


async def test_the_end_of_input_leaves(typing: Callable[..., RaceScreen]) -> None:
    screen = typing(b"5", b"")
    assert await screen.read_line() is None
