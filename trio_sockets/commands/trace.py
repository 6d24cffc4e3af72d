"""``trio-sockets trace``: shows the calls of programs, and the bytes between them."""

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import trio
from cyclopts import Parameter
from cyclopts.token import Token

import trio_sockets.commands.trace_extra  # noqa: F401 - before what needs it
from trio_sockets.address import TcpAddress, parse_address
from trio_sockets.check.harness.programs.runnable import why_not_runnable
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import DONE, INTERRUPTED, LangWord, parse_path
from trio_sockets.commands.reader import chosen_language, reader
from trio_sockets.commands.trace_serving import serving
from trio_sockets.trace.choosing import By
from trio_sockets.trace.outputs import Outputs, Pictures
from trio_sockets.trace.plan import ADDRESS, HOST, PORT, TracePlan
from trio_sockets.trace.session import TraceSession
from trio_sockets.words import WrongWordError, say

_PLACES = (HOST, PORT, ADDRESS)


def _command(_type: Any, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return _split(tokens[0].value)


def _commands(_type: Any, tokens: tuple[Token, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(_split(token.value) for token in tokens)


def _split(value: str) -> tuple[str, ...]:
    try:
        words = shlex.split(value, posix=os.name != "nt")
    except ValueError:
        raise WrongWordError(say("it opens a quote, and does not close it.")) from None
    if not words:
        raise WrongWordError(say("write a program and its words."))
    if any("\0" in word for word in words):
        raise WrongWordError(say("no word of a command holds a NUL."))
    return tuple(words)


def _tcp(_type: Any, tokens: tuple[Token, ...]) -> TcpAddress:
    address = parse_address(tokens[0].value)
    if not isinstance(address, TcpAddress):
        raise WrongWordError(say("it is for TCP alone: write HOST:PORT"))
    return address


def _file(_type: Any, tokens: tuple[Token, ...]) -> Path:
    word = tokens[0].value
    if word.startswith("-") and word != "-":
        raise WrongWordError(say("write the name of a file, or - for standard output."))
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
    server: Annotated[
        CommandLine,
        about(
            say(
                "A server's command, in quotes. {port} in it is a free port; without that, the "
                "port is where it listens."
            )
        ),
    ] = None,
    client: Annotated[
        CommandLines,
        about(
            say(
                "A client's command, which is started once the server listens: {host} and {port} "
                "are where. It may be given several times."
            )
        ),
    ] = (),
    command: Annotated[list[str] | None, Parameter(name="--command", show=False)] = None,
    relay: Annotated[
        TcpWord, about(say("Listen here, and hand on to --to: what goes through is drawn."))
    ] = None,
    to: Annotated[TcpWord, about(say("Where the server is that a relay hands on to."))] = None,
    by: Annotated[
        By | None,
        about(
            say("How programs are seen. Without this, Python programs by python, others by calls.")
        ),
    ] = None,
    html: Annotated[
        FileWord,
        about(
            say("A file for the picture as a page that needs nothing else; - is standard output.")
        ),
    ] = None,
    svg: Annotated[
        FileWord, about(say("A file for the picture as SVG; - is standard output."))
    ] = None,
    text: Annotated[
        FileWord, about(say("A file for the picture as text; - is standard output."))
    ] = None,
    json: Annotated[
        FileWord,
        about(say("A file for all that happened, as lines of JSON; - is standard output.")),
    ] = None,
    serve: Annotated[
        TcpWord,
        about(
            say(
                "Serve the picture to browsers; :8080 is for this machine alone. It stays until "
                "Ctrl-C."
            )
        ),
    ] = None,
    lang: LangWord = None,
) -> int:
    """Show the calls of programs, and the bytes between them, as a picture.

    The picture is drawn on standard error as it happens. The programs keep their standard input
    and output. Ctrl-C ends all of them.
    """
    plan = _plan(server, client, command, relay, to, by)
    for words in [command or [], server or (), *client]:
        _must_be_runnable(words)
    translate = reader.speaks(lang)
    outputs = Outputs(html=html, svg=svg, text=text, json=json)
    live = sys.stderr.isatty() or not outputs.paths
    with Pictures(outputs, chosen_language(lang), live=live) as pictures:
        session = TraceSession(plan(outputs), pictures.add, os.environ, translate)
        async with trio.open_nursery() as nursery, serving(serve, pictures, translate) as stay:
            nursery.start_soon(pictures.draw)
            await session.run()
            if not session.interrupted:
                await stay()
            nursery.cancel_scope.cancel()
    return INTERRUPTED if session.interrupted else DONE


def _must_be_runnable(words: Sequence[str]) -> None:
    """See that a program can be run, before the others are.

    :param words: its command; empty if there is nothing to run.
    :raises CycloptsError: it cannot.
    """
    reason = why_not_runnable(words[0]) if words else None
    if reason is not None:
        raise UsageError(
            say("cannot run {program}: {reason}", program=repr(words[0]), reason=reason)
        )


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
        raise UsageError(
            say("trace has one of three: --server and --client, -- PROGRAM, or --relay and --to")
        )
    if not any(wants):
        raise UsageError(
            say(
                "say what to trace: --server COMMAND --client COMMAND, or -- PROGRAM, or "
                "--relay ADDRESS --to ADDRESS"
            )
        )
    if command is not None and not command[0]:
        raise UsageError(say("a program and its words come after --: -- python3 server.py"))
    if (relay is None) != (to is None):
        raise UsageError(say("a relay needs both: --relay ADDRESS --to ADDRESS"))
    if to is not None and not to.port:
        raise UsageError(say("no server is at port 0: write {host}:PORT", host=to.host))
    named = [word for client in clients for word in client]
    if server is None and any(place in word for place in _PLACES for word in named):
        raise UsageError(
            say(
                "{places} are those of --server: write the address itself",
                places=say("{one} and {other}", one=HOST, other=PORT),
            )
        )
    if by == "relay" and (command is not None or server is None) and relay is None:
        raise UsageError(
            say("a relay stands between two: write --server and --client, or --relay and --to")
        )
    return lambda outputs: TracePlan(
        server=server,
        clients=clients,
        program=command,
        relay=None if relay is None or to is None else (relay, to),
        by=by,
        quiet=outputs.on_standard_output,
    )
