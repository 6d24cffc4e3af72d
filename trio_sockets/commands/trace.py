"""``trio-sockets trace``: shows the calls of programs, and the bytes between them."""

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import trio
from cyclopts import CycloptsError, Parameter
from cyclopts.token import Token

import trio_sockets.commands.trace_extra  # noqa: F401 - before what needs it
from trio_sockets.address import TcpAddress, parse_address
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.commands.options.words import DONE, INTERRUPTED, parse_path
from trio_sockets.commands.reader import chosen_language
from trio_sockets.commands.trace_serving import serving
from trio_sockets.language import Language, translator
from trio_sockets.trace.choosing import By
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.outputs import Outputs, Pictures
from trio_sockets.trace.plan import ADDRESS, HOST, PORT, TracePlan
from trio_sockets.trace.session import TraceSession

_PLACES = (HOST, PORT, ADDRESS)


def _command(_type: Any, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return _split(tokens[0].value)


def _commands(_type: Any, tokens: tuple[Token, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(_split(token.value) for token in tokens)


def _split(value: str) -> tuple[str, ...]:
    try:
        words = shlex.split(value, posix=os.name != "nt")
    except ValueError:
        raise ValueError("it opens a quote, and does not close it.") from None
    if not words:
        raise ValueError("write a program and its words.")
    if any("\0" in word for word in words):
        raise ValueError("no word of a command holds a NUL.")
    return tuple(words)


def _tcp(_type: Any, tokens: tuple[Token, ...]) -> TcpAddress:
    address = parse_address(tokens[0].value)
    if not isinstance(address, TcpAddress):
        raise ValueError("it is for TCP alone: write HOST:PORT")  # noqa: TRY004 - it is a word
    return address


def _file(_type: Any, tokens: tuple[Token, ...]) -> Path:
    word = tokens[0].value
    if word.startswith("-") and word != "-":
        raise ValueError("write the name of a file, or - for standard output.")
    return parse_path(word)


FileWord: TypeAlias = Annotated[
    Path | None,
    Parameter(converter=_file, n_tokens=1, accepts_keys=False, allow_leading_hyphen=True),
]
"""A file to write to; ``-`` is standard output."""

CommandLine: TypeAlias = Annotated[
    tuple[str, ...] | None,
    Parameter(converter=_command, n_tokens=1, accepts_keys=False, negative=(), metavar="COMMAND"),
]
CommandLines: TypeAlias = Annotated[
    tuple[tuple[str, ...], ...],
    Parameter(
        converter=_commands,
        n_tokens=1,
        accepts_keys=False,
        negative=(),
        show_default=False,
        metavar="COMMAND",
    ),
]
TcpWord: TypeAlias = Annotated[
    TcpAddress | None,
    Parameter(converter=_tcp, n_tokens=1, accepts_keys=False, metavar="HOST:PORT"),
]


async def trace(  # noqa: PLR0913 - one an option
    *,
    server: CommandLine = None,
    client: CommandLines = (),
    command: Annotated[list[str] | None, Parameter(name="--command", show=False)] = None,
    relay: TcpWord = None,
    to: TcpWord = None,
    by: By | None = None,
    html: FileWord = None,
    svg: FileWord = None,
    text: FileWord = None,
    json: FileWord = None,
    serve: TcpWord = None,
    lang: Language | None = None,
) -> int:
    """Show the calls of programs, and the bytes between them, as a picture.

    The picture is drawn on standard error as it happens. The programs keep their standard input
    and output. Ctrl-C ends all of them.

    Parameters
    ----------
    server: str
        A server's command, in quotes. {port} in it is a free port; without that, the port is
        where it listens.
    client: str
        A client's command, which is started once the server listens: {host} and {port} are where.
        It may be given several times.
    relay: Address
        Listen here, and hand on to --to: what goes through is drawn.
    to: Address
        Where the server is that a relay hands on to.
    by: str
        How programs are seen. Without this, Python programs by python, others by calls.
    html: Path
        A file for the picture as a page that needs nothing else; - is standard output.
    svg: Path
        A file for the picture as SVG; - is standard output.
    text: Path
        A file for the picture as text; - is standard output.
    json: Path
        A file for all that happened, as lines of JSON; - is standard output.
    serve: Address
        Serve the picture to browsers; :8080 is for this machine alone. It stays until Ctrl-C.
    lang: Language
        Of the picture; the locale's if it is left out.
    """
    plan = _plan(server, client, command, relay, to, by)
    for words in [command or [], server or (), *client]:
        _must_be_runnable(words)
    language = chosen_language(lang)
    translate = translator(language)
    outputs = Outputs(html=html, svg=svg, text=text, json=json)
    live = sys.stderr.isatty() or not outputs.paths
    try:
        with Pictures(outputs, language, live=live) as pictures:
            session = TraceSession(plan(outputs), pictures.add, os.environ, translate)
            async with trio.open_nursery() as nursery, serving(serve, pictures, translate) as stay:
                nursery.start_soon(pictures.draw)
                await session.run()
                if not session.interrupted:
                    await stay()
                nursery.cancel_scope.cancel()
    except* TraceError as errors:
        raise TraceError(_first(errors).words, translate) from None
    return INTERRUPTED if session.interrupted else DONE


def _must_be_runnable(words: Sequence[str]) -> None:
    """See that a program can be run, before the others are.

    :param words: its command; empty if there is nothing to run.
    :raises CycloptsError: it cannot.
    """
    reason = why_not_runnable(words[0]) if words else None
    if reason is not None:
        raise CycloptsError(msg=f"cannot run {words[0]!r}: {reason.read()}")


def _first(errors: BaseExceptionGroup[TraceError]) -> TraceError:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, TraceError)  # noqa: S101 - the group has no others
    return error


def _plan(  # noqa: PLR0913, PLR0917 - one an option
    server: tuple[str, ...] | None,
    clients: tuple[tuple[str, ...], ...],
    command: list[str] | None,
    relay: TcpAddress | None,
    to: TcpAddress | None,
    by: By | None,
) -> Callable[[Outputs], TracePlan]:
    """Return what makes the plan.

    :raises CycloptsError: the options do not go together.
    """
    wants = [command is not None, bool(server or clients), bool(relay or to)]
    if sum(wants) > 1:
        raise CycloptsError(
            msg="trace has one of three: --server and --client, -- PROGRAM, or --relay and --to"
        )
    if not any(wants):
        raise CycloptsError(
            msg="say what to trace: --server COMMAND --client COMMAND, or -- PROGRAM, or "
            "--relay ADDRESS --to ADDRESS"
        )
    if command is not None and not command[0]:
        raise CycloptsError(msg="a program and its words come after --: -- python3 server.py")
    if (relay is None) != (to is None):
        raise CycloptsError(msg="a relay needs both: --relay ADDRESS --to ADDRESS")
    if to is not None and not to.port:
        raise CycloptsError(msg=f"no server is at port 0: write {to.host}:PORT")
    named = [word for client in clients for word in client]
    if server is None and any(place in word for place in _PLACES for word in named):
        raise CycloptsError(msg="{host} and {port} are those of --server: write the address itself")
    if by == "relay" and (command is not None or server is None) and relay is None:
        raise CycloptsError(
            msg="a relay stands between two: write --server and --client, or --relay and --to"
        )
    return lambda outputs: TracePlan(
        server=server,
        clients=clients,
        program=command,
        relay=None if relay is None or to is None else (relay, to),
        by=by,
        quiet=outputs.on_standard_output,
    )
