"""The ``trio-sockets`` command: its subcommands put together, and how it ends."""

import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated

import trio
from cyclopts import App, CoercionError, CycloptsError, Group, Parameter
from rich.console import Console
from rich.text import Text

from trio_sockets.client.errors import ClientError
from trio_sockets.commands import play, race, serve, talk
from trio_sockets.commands.options.config_file import File, config_file
from trio_sockets.commands.options.program_words import forgotten_dashes, with_program
from trio_sockets.commands.options.variables import Variables
from trio_sockets.commands.options.words import DONE, FAILED, INTERRUPTED, WRONG_WORDS
from trio_sockets.commands.reader import asked_language, reader
from trio_sockets.consoles import SIMPLER
from trio_sockets.output.streams import open_standard_streams, tolerate_standard_error
from trio_sockets.scores.store import StoreError
from trio_sockets.server.listening.listeners import ListenError
from trio_sockets.trace.errors import TraceError
from trio_sockets.visible import visible
from trio_sockets.workers.errors import StartError

NAME = "trio-sockets"

_PASSWORD = re.compile(r"([a-z]+:/+)[^\s\"']*@", re.IGNORECASE)
"""The part of a URL before its host; the URL may be the value of a wrong option."""

_BLANKS = re.compile(r"[ \t\r\n\v\f]+")
"""What becomes one blank; a no-break space, as French has it, stays."""

_LONG = re.compile(r"\S{300,}")

SCORES_EXAMPLES = """Examples:

    trio-sockets scores
    trio-sockets scores /var/lib/trio-sockets/scores.sqlite --top 5 --since 2026-11-23
    trio-sockets scores --player 10.0.0.7 --format csv
    trio-sockets scores redis://10.0.0.2:6379
"""

TRACE_EXAMPLES = """Examples:

    trio-sockets trace -- python3 server.py 50009
    trio-sockets trace --server 'python3 s.py {port}' --client 'java C {host} {port}'
    trio-sockets trace --relay :6000 --to lab.example:50009 --json trace.jsonl
"""


def _error_line(error: BaseException) -> Text:
    """Return what is printed of an error: one line, without passwords, and not of any length."""
    words = error.words.read(reader.translate) if isinstance(error, ClientError) else str(error)
    said = f"{words}{_file_of(error)}"
    words = _PASSWORD.sub(r"\1...@", _BLANKS.sub(" ", said).strip())
    return Text(f"{NAME}: {visible(_LONG.sub(_cut, words))}")


def _file_of(error: BaseException) -> str:
    """Return the file that a wrong value is from, where cyclopts does not say it itself."""
    if not isinstance(error, CoercionError) or error.msg is None or error.token is None:
        return ""
    source = error.token.source
    return "" if source in {"", "cli", VARIABLES.source} else f" (in {source})"


def _cut(word: re.Match[str]) -> str:
    return f"{word[0][:100]}...{word[0][-20:]}"


errors_to = Console(stderr=True, soft_wrap=True, highlight=False)

VARIABLES = Variables("TRIO_SOCKETS_", show=False)

ELSEWHERE = Group("Settings from elsewhere", sort_key=10)

app = App(
    name=NAME,
    help="The servers and clients of a socket lab: echo, text, the mystery number, and the race.",
    help_format="plaintext",
    help_epilogue="Each command has a --help of its own, with examples.",
    error_formatter=_error_line,
    error_console=errors_to,
    config=VARIABLES,
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
app.command(
    "trio_sockets.commands.trace:trace",
    name="trace",
    help="Show the calls of programs, and the bytes between them, as a picture.",
    help_epilogue=TRACE_EXAMPLES,
)


@app.meta.default
async def _configured(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: Annotated[
        File | None,
        Parameter(converter=config_file, n_tokens=1, accepts_keys=False, group=ELSEWHERE),
    ] = None,
    inherit: Annotated[str | None, Parameter(show=False)] = None,
) -> object:
    """Read options from a TOML file too.

    Parameters
    ----------
    config: File
        A TOML file of options, a table a command. It yields to environment variables, such as
        TRIO_SOCKETS_SERVE_LOG_LEVEL, and they to flags.
    inherit: str
        What a worker has from its parent: the one option that comes before the command's name.
    """
    if inherit is not None:
        tokens = (*tokens[:1], "--inherit", inherit, *tokens[1:])
    app.config = (VARIABLES,) if config is None else (VARIABLES, config)
    return await app.run_async(tokens)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _code(error: BaseException) -> int:
    code = error.code if isinstance(error, SystemExit) else FAILED
    return code if isinstance(code, int) else DONE


def _discard_output() -> None:
    """Write what is left of our output nowhere: Python would complain once more while it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _see_dashes(words: Sequence[str]) -> None:
    hint = forgotten_dashes(words)
    if hint is not None:
        raise CycloptsError(msg=hint)


def _run(words: Sequence[str]) -> None:
    _see_dashes(words)
    try:
        # Ctrl-C between two checkpoints would leave a task that was about to start half made.
        trio.run(
            app.meta.run_async,
            with_program(words),
            restrict_keyboard_interrupt_to_checkpoints=True,
        )
    finally:
        sys.stdout.flush()  # what fails only while Python exits is nobody's to handle


def run(words: Sequence[str]) -> int:
    """Run the command line, turn what failed into one line, and return the exit code.

    :param words: of the command line, without the name of the program.
    """
    code = DONE
    reader.speaks(asked_language(words))
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What others are called need not be in this locale, nor our symbols: no reason to end.
        sys.stdout.reconfigure(errors=SIMPLER)
    try:
        _run(words)
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
    except* (ClientError, ListenError, StartError, StoreError, TraceError) as errors:
        errors_to.print(_error_line(_first(errors)))
        code = FAILED
    except* OSError as errors:
        # It cannot be written where our output goes, such as on a disk that is full.
        _discard_output()
        errors_to.print(_error_line(_first(errors)))
        code = FAILED
    return code


def main() -> None:
    """Run this process's command line, and end with its exit code."""
    open_standard_streams()
    tolerate_standard_error()
    sys.exit(run(sys.argv[1:]))
