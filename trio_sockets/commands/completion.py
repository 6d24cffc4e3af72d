"""``trio-sockets completion``: the script by which a shell completes our words."""

import sys
from typing import Annotated, Literal

from cyclopts import App

from trio_sockets.cli import app
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.declared import COMMANDS
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import DONE, LangWord
from trio_sockets.commands.reader import reader
from trio_sockets.words import say


async def completion(
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"], about(say("The shell to complete words in."))
    ],
    /,
    *,
    lang: LangWord = None,
) -> int:
    """Print a script that has a shell complete the commands and options of ``trio-sockets``."""
    reader.speaks(lang)
    _complete_missing()
    sys.stdout.write(app.generate_completion(shell=shell))
    return DONE


def _complete_missing() -> None:
    """Have the commands whose extra is not installed completed by their names alone."""
    for name in COMMANDS:
        try:
            app[name]
        except UsageError:
            del app[name]
            app.command(App(name=name))
