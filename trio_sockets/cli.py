"""The ``trio-sockets`` command: its subcommands put together, and how it ends."""

import io
import os
import sys
from typing import Annotated

import trio
from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.config import Env, Toml
from cyclopts.types import ExistingFile
from rich.console import Console
from rich.text import Text

from trio_sockets.client.errors import ClientError
from trio_sockets.commands import play, race, serve, talk
from trio_sockets.commands.words import DONE, FAILED, INTERRUPTED, WRONG_WORDS
from trio_sockets.scores.store import StoreError
from trio_sockets.server.listeners import ListenError
from trio_sockets.visible import visible
from trio_sockets.workers.launcher import StartError

NAME = "trio-sockets"

SCORES_EXAMPLES = """Examples:

    trio-sockets scores
    trio-sockets scores /var/lib/trio-sockets/scores.sqlite --top 5 --since 2026-11-23
    trio-sockets scores --player 10.0.0.7 --format csv
    trio-sockets scores redis://10.0.0.2:6379
"""


def _error_line(error: BaseException) -> Text:
    return Text(f"{NAME}: {visible(' '.join(str(error).split()))}")


errors_to = Console(stderr=True, soft_wrap=True, highlight=False)

app = App(
    name=NAME,
    help="The servers and clients of a socket lab: echo, text, the mystery number, and the race.",
    help_format="plaintext",
    help_epilogue="Each command has a --help of its own, with examples.",
    error_formatter=_error_line,
    error_console=errors_to,
    config=Env("TRIO_SOCKETS_", show=False),
    suppress_keyboard_interrupt=False,
)
app.command(serve.serve, help_epilogue=serve.EXAMPLES)
app.command(play.play, help_epilogue=play.EXAMPLES)
app.command(race.race, help_epilogue=race.EXAMPLES)
app.command(talk.talk, help_epilogue=talk.EXAMPLES)
app.command(
    "trio_sockets.commands.check:app",
    name="check",
    help="Grade a server or a client of the lab sheet, in any language.",
)
app.command(
    "trio_sockets.commands.scores:scores",
    name="scores",
    help="Show who plays the mystery number best, from where serve --scores keeps it.",
    help_epilogue=SCORES_EXAMPLES,
)
app.meta.group_parameters = Group("Settings from elsewhere", sort_key=10)


@app.meta.default
async def _configured(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: ExistingFile | None = None,
    inherit: Annotated[str | None, Parameter(show=False)] = None,
) -> object:
    """Read options from a TOML file too.

    Parameters
    ----------
    config: Path
        A TOML file of options, a table a command. It yields to environment variables, such as
        TRIO_SOCKETS_SERVE_LOG_LEVEL, and they to flags.
    inherit: str
        What a worker has from its parent: the one option that comes before the command's name.
    """
    if inherit is not None:
        tokens = (*tokens[:1], "--inherit", inherit, *tokens[1:])
    if config is not None:
        app.config = (*app.config, Toml(config))
    return await app.run_async(tokens)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _code(error: BaseException) -> int:
    code = error.code if isinstance(error, SystemExit) else FAILED
    return code if isinstance(code, int) else DONE


def _commands(words: list[str]) -> list[str]:
    """Return the first word that is neither ``--config`` nor its file, if there is one."""
    match words:
        case ["--config", _, *rest]:
            return _commands(rest)
        case [word, *rest] if word.startswith("--config="):
            return _commands(rest)
        case _:
            return words[:1]


def _with_command(words: list[str]) -> list[str]:
    """Make an option of what follows ``--`` in a check: no word of a program checked is ours."""
    if "--" not in words or "check" not in _commands(words):
        return words
    end = words.index("--")
    return [*words[:end], *(f"--command={word}" for word in words[end + 1 :] or [""])]


def _discard_output() -> None:
    """Write what is left of our output nowhere: Python would complain once more while it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line, and turn what failed into one line and an exit code."""
    code = DONE
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What others are called need not be in this locale, and is no reason to end.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        # Ctrl-C between two checkpoints would leave a task that was about to start half made.
        trio.run(
            app.meta.run_async,
            _with_command(sys.argv[1:]),
            restrict_keyboard_interrupt_to_checkpoints=True,
        )
    except* SystemExit as exits:
        # Cyclopts ends by one, and Rich, amid all tasks, once nobody reads our output any more.
        code = _code(_first(exits))
    except* KeyboardInterrupt:
        code = INTERRUPTED
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # the shell's prompt should not follow the ^C
    except* BrokenPipeError:
        _discard_output()  # whoever read it has gone
        code = FAILED
    except* CycloptsError as errors:
        errors_to.print(_error_line(_first(errors)))
        code = WRONG_WORDS
    except* (ClientError, ListenError, StartError, StoreError) as errors:
        errors_to.print(_error_line(_first(errors)))
        code = FAILED
    except* OSError as errors:
        # It cannot be written where our output goes, such as on a disk that is full.
        _discard_output()
        errors_to.print(_error_line(_first(errors)))
        code = FAILED
    sys.exit(code)
