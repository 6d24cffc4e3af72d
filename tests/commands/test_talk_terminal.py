"""``trio-sockets talk`` in a real terminal: it says which side ended the conversation."""

import shlex
import sys

import pytest

from helpers.command import server
from helpers.terminals import needs_tmux, terminal

pytestmark = needs_tmux

COMMAND = f"{shlex.quote(sys.executable)} -m trio_sockets talk"


@pytest.mark.measured
async def test_it_says_which_side_ended_the_conversation() -> None:
    async with server("text@:0") as running, terminal() as person:
        address = running.addresses["text"]
        for key, word, said, code in (
            ("C-d", "one", "You ended the conversation.", 0),
            ("C-c", "two", "You interrupted the conversation.", 130),
            ("QUIT", "three", "The server closed the connection.", 0),
        ):
            await person.run(f"clear; {COMMAND} {address}; echo code $?")
            await person.shows("Ctrl-D ends.")
            await person.run(f"UPPER {word}")
            await person.shows(word.upper())
            await (person.run if key == "QUIT" else person.press)(key)
            screen = await person.shows(f"code {code}")
            assert said in screen
            assert sum("conversation" in line or "closed" in line for line in screen) == 1
