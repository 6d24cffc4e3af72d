"""The ``trio-sockets`` command: its subcommands put together, and how it ends."""

import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated

import trio
from cyclopts import CycloptsError, Parameter
from rich.console import Console
from rich.text import Text

from trio_sockets.commands.argument_errors import UsageError, words_of
from trio_sockets.commands.declared import COMMANDS
from trio_sockets.commands.help.about import about, group, paragraphs
from trio_sockets.commands.help.application import Application
from trio_sockets.commands.help.formatter import TranslatedHelp
from trio_sockets.commands.options.config_file import File, config_file
from trio_sockets.commands.options.program_words import forgotten_dashes, with_program
from trio_sockets.commands.options.variables import Variables
from trio_sockets.commands.options.words import DONE, FAILED, INTERRUPTED, WRONG_WORDS
from trio_sockets.commands.reader import asked_language, reader
from trio_sockets.commands.version import DETAILED, version_text
from trio_sockets.consoles import SIMPLER, PersonConsole
from trio_sockets.output.streams import open_standard_streams, tolerate_standard_error
from trio_sockets.system_errors import reason_of
from trio_sockets.visible import visible
from trio_sockets.words import ReadableError, say

NAME = "trio-sockets"

_PASSWORD = re.compile(r"([a-z]+:/+)[^\s\"']*@", re.IGNORECASE)
"""The part of a URL before its host; the URL may be the value of a wrong option."""

_BLANKS = re.compile(r"[ \t\r\n\v\f]+")
"""What becomes one blank; a no-break space, as French has it, stays."""

_LONG = re.compile(r"\S{300,}")


def _error_line(error: BaseException) -> Text:
    """Return what is printed of an error: one line, without passwords, and not of any length."""
    match error:
        case CycloptsError():
            said = words_of(error).read(reader.translate)
        case ReadableError():
            said = error.read(reader.translate)
        case OSError():
            said = say("{words}", words=reason_of(error)).read(reader.translate)
        case _:
            said = str(error)
    words = _PASSWORD.sub(r"\1...@", _BLANKS.sub(" ", said).strip())
    return Text(f"{NAME}: {visible(_LONG.sub(_cut, words))}")


def _cut(word: re.Match[str]) -> str:
    return f"{word[0][:100]}...{word[0][-20:]}"


errors_to = Console(stderr=True, soft_wrap=True, highlight=False)

VARIABLES = Variables("TRIO_SOCKETS_", show=False)

ELSEWHERE = group(say("Settings from elsewhere"), 10)

app = Application(
    name=NAME,
    help=paragraphs(
        say(
            "The servers and clients of a socket lab: echo, text, the mystery number, and the race."
        )
    ),
    help_format="plaintext",
    help_formatter=TranslatedHelp(lambda: reader.translate),
    help_epilogue=paragraphs(say("Each command has a --help of its own, with examples.")),
    console=PersonConsole(),
    error_formatter=_error_line,
    error_console=errors_to,
    config=VARIABLES,
    suppress_keyboard_interrupt=False,
)
app["--version"].help = say(
    "Print the version. With -v, print those of Python, Trio and the system too."
).english
for name, command in COMMANDS.items():
    app.command(command.place, name=name, **command.settings())


@app.meta.default
async def _configured(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: Annotated[
        File | None,
        Parameter(converter=config_file, n_tokens=1, accepts_keys=False, group=ELSEWHERE),
        about(
            say(
                "A TOML file of options, a table a command. It yields to environment variables, "
                "such as TRIO_SOCKETS_SERVE_LOG_LEVEL, and they to flags."
            )
        ),
    ] = None,
    inherit: Annotated[str | None, Parameter(show=False)] = None,  # what a worker has
) -> object:
    """Read options from a TOML file too."""
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
        raise UsageError(hint)


def _run(words: Sequence[str]) -> None:
    _see_dashes(words)
    app.version = lambda: version_text(detailed=DETAILED in words)
    try:
        # Ctrl-C between two checkpoints would leave a task that was about to start half made.
        trio.run(
            app.meta.run_async,
            with_program(words),
            restrict_keyboard_interrupt_to_checkpoints=True,
        )
    finally:
        sys.stdout.flush()  # at Python's exit, no handler would catch a failure


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
        _discard_output()  # the reader has gone
        code = FAILED
    except* CycloptsError as errors:
        errors_to.print(_error_line(_first(errors)))
        code = WRONG_WORDS
    except* ReadableError as errors:
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
