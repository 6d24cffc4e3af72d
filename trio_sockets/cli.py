"""The ``trio-sockets`` command: one function a subcommand, and the only place that prints."""

import os
import ssl
import sys
from collections.abc import Iterable
from functools import partial
from typing import Annotated

import trio
from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.config import Env, Toml
from cyclopts.types import ExistingFile
from rich.console import Console
from rich.text import Text

from trio_sockets.address import DEFAULT_HOST, Address, TcpAddress
from trio_sockets.client.connect import TIMEOUT, open_stream
from trio_sockets.client.errors import ClientError
from trio_sockets.client.game import open_game_client
from trio_sockets.client.play import Person, bot
from trio_sockets.client.play import play as play_game
from trio_sockets.client.stdin import StdinLines, read_stdin
from trio_sockets.client.talk import PipeOutput, TerminalOutput
from trio_sockets.client.talk import talk as talk_to
from trio_sockets.logs import configure_logs
from trio_sockets.options import (
    AddressWord,
    GameOptions,
    LimitOptions,
    LogOptions,
    ProcessOptions,
    ProxyOptions,
    Seconds,
    TimeoutOptions,
    TlsClientOptions,
    TlsOptions,
)
from trio_sockets.server.activation import take_activated
from trio_sockets.server.certificate import CertificateError
from trio_sockets.server.listeners import ListenError
from trio_sockets.server.serve import serve as serve_endpoints
from trio_sockets.server.signals import serve_until_signalled
from trio_sockets.services import Endpoint, all_services, parse_endpoint
from trio_sockets.visible import visible
from trio_sockets.workers.inheritance import Inheritance
from trio_sockets.workers.launcher import StartError
from trio_sockets.workers.parent import HAS_WORKERS, serve_with_workers
from trio_sockets.workers.worker import serve_inherited

NAME = "trio-sockets"
GAME = TcpAddress(DEFAULT_HOST, all_services()["game"].port)

DONE, FAILED, WRONG_WORDS, INTERRUPTED = 0, 1, 2, 130
"""Exit codes."""


def _error_line(error: BaseException) -> Text:
    return Text(f"{NAME}: {visible(' '.join(str(error).split()))}")


errors_to = Console(stderr=True, soft_wrap=True, highlight=False)

app = App(
    name=NAME,
    help="The servers and clients of a socket lab: echo, text, and the mystery number.",
    help_format="plaintext",
    help_epilogue="Each command has a --help of its own, with examples.",
    error_formatter=_error_line,
    error_console=errors_to,
    config=Env("TRIO_SOCKETS_", show=False),
    suppress_keyboard_interrupt=False,
)
app.meta.group_parameters = Group("Settings from elsewhere", sort_key=9)


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


@app.command(
    help_epilogue="""Examples:

    trio-sockets serve
    trio-sockets serve game@0.0.0.0:50009 --high 1000 --tries 10
    trio-sockets serve text@[::1]:50008 echo@unix:/tmp/echo.sock
    TRIO_SOCKETS_SERVE_IDLE_TIMEOUT=none trio-sockets serve --config lab.toml
    trio-sockets serve --workers 4
    trio-sockets serve text@0.0.0.0:50008 --tls-cert chain.pem --tls-key key.pem
    trio-sockets serve text@10.0.0.5:50008 --proxy-from 10.0.0.1
"""
)
async def serve(  # noqa: PLR0913 - each is a group of options
    *services: str,
    game: GameOptions = GameOptions(),  # noqa: B008 - it is frozen
    timeouts: TimeoutOptions = TimeoutOptions(),  # noqa: B008 - likewise
    limits: LimitOptions = LimitOptions(),  # noqa: B008 - likewise
    tls: TlsOptions = TlsOptions(),  # noqa: B008 - likewise
    proxy: ProxyOptions = ProxyOptions(),  # noqa: B008 - likewise
    processes: ProcessOptions = ProcessOptions(),  # noqa: B008 - likewise
    logs: LogOptions = LogOptions(),  # noqa: B008 - likewise
    fast: bool = True,
) -> int:
    """Serve echo, text and game until Ctrl-C or SIGTERM.

    Parameters
    ----------
    services: str
        SERVICE or SERVICE@ADDRESS each. If none is given: those whose sockets a service manager has
        opened, or all of them. An ADDRESS is HOST:PORT, :PORT on this machine only, [V6]:PORT or
        unix:PATH; port 0 takes a free one.
    fast: bool
        Let one task move the bytes of all plain sockets, where the system can (Linux).
    """
    if processes.workers > 1 and not HAS_WORKERS:
        raise CycloptsError(msg="workers cannot inherit sockets on this system: use 1")
    try:
        offered = all_services(game.parameters(), seed=game.seed)
        activated = [] if processes.inherit else take_activated(offered, os.environ)
        wanted = services or ([] if activated else offered)
        endpoints = [parse_endpoint(words, offered) for words in wanted]
        caps = limits.limits()
        certificate, proxies = tls.certificate(), proxy.proxies()
    except (ValueError, CertificateError) as error:
        raise CycloptsError(msg=str(error)) from error
    deadlines, drain = timeouts.deadlines(), timeouts.drain
    context = None if certificate is None else certificate.context
    configure_logs(
        logs.log_level, logs.log_format, sys.stderr, pid=os.getpid() if processes.inherit else None
    )
    if processes.inherit is not None:
        await serve_inherited(
            processes.inherit,
            offered,
            deadlines=deadlines,
            limits=caps,
            fast=fast,
            tls=context,
            proxies=proxies,
            drain=drain,
        )
    elif processes.workers > 1:
        await serve_with_workers(
            endpoints,
            listeners=activated,
            workers=processes.workers,
            command=_worker_command,
            announce=_announce,
        )
    else:
        start = partial(
            serve_endpoints,
            endpoints,
            listeners=activated,
            deadlines=deadlines,
            limits=caps,
            fast=fast,
            tls=context,
            proxies=proxies,
        )
        await serve_until_signalled(
            start,
            lambda s: _announce(s.endpoints),
            drain=drain,
            reload=None if certificate is None else certificate.reload,
        )
    return DONE


@app.command(
    help_epilogue="""Examples:

    trio-sockets play
    trio-sockets play lab.example:50009 --auto --tls
"""
)
async def play(
    address: AddressWord = GAME,
    /,
    *,
    auto: bool = False,
    timeout: Seconds = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),  # noqa: B008 - it is frozen
) -> int:
    """Play the mystery number. Ctrl-D leaves.

    Parameters
    ----------
    address: Address
        Where the game is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH.
    auto: bool
        Let the bot play, by bisection.
    timeout: float | None
        Seconds to wait for the server, or none.
    """
    console = Console(highlight=False, markup=False)
    secure = _client_context(tls, address)
    async with open_game_client(address, timeout=timeout, tls=secure) as game:
        player = bot if auto else Person(StdinLines().read, console, game).guess
        return DONE if await play_game(game, player, console) else FAILED


@app.command(
    help_epilogue="""Examples:

    trio-sockets talk :50008
    echo DATENOW | trio-sockets talk :50008
    trio-sockets talk lab.example:50008 --tls-ca ca.pem
"""
)
async def talk(
    address: AddressWord,
    /,
    *,
    timeout: Seconds = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),  # noqa: B008 - it is frozen
) -> int:
    """Talk to any service, both directions at once; also in a pipe.

    Parameters
    ----------
    address: Address
        Where it is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH.
    timeout: float | None
        Seconds to wait for the connection, and for the last replies after the input's end, or none.
    """
    terminal = sys.stdout.isatty()
    show = TerminalOutput(sys.stdout) if terminal else PipeOutput(sys.stdout.buffer)
    secure = _client_context(tls, address)
    async with await open_stream(address, timeout=timeout, tls=secure) as stream:
        if terminal:
            sys.stderr.write(f"Connected to {address}. Ctrl-D ends.\n")
        await talk_to(stream, read_stdin, show, timeout=timeout)
        if terminal:
            sys.stderr.write("The server closed the connection.\n")
    return DONE


def _client_context(tls: TlsClientOptions, address: Address) -> ssl.SSLContext | None:
    try:
        return tls.context(address)
    except ValueError as error:
        raise CycloptsError(msg=str(error)) from error


def _worker_command(inherited: Inheritance) -> list[str]:
    """Return the command line that runs this very command as a worker.

    A worker reads all its options anew, from wherever they come, a file too.
    """
    words = sys.argv[1:]
    interpreter = sys.orig_argv[1 : len(sys.orig_argv) - len(words)]
    return [sys.executable, *interpreter, "--inherit", str(inherited), *words]


def _announce(endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        print(f"{endpoint.service.name} listening on {endpoint.address}", flush=True)  # noqa: T201 - here it is right


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def main() -> None:
    """Run the command line, and turn what failed into one line and an exit code."""
    code = DONE
    try:
        # Ctrl-C between two checkpoints would leave a task that was about to start half made.
        trio.run(app.meta.run_async, restrict_keyboard_interrupt_to_checkpoints=True)
    except* KeyboardInterrupt:
        code = INTERRUPTED
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # the shell's prompt should not follow the ^C
    except* BrokenPipeError:
        # Whoever read our output has gone. Python would complain once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except* CycloptsError as errors:
        errors_to.print(_error_line(_first(errors)))
        code = WRONG_WORDS
    except* (ClientError, ListenError, StartError) as errors:
        errors_to.print(_error_line(_first(errors)))
        code = FAILED
    sys.exit(code)
