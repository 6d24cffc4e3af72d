"""The three services of the lab sheet at work, each with real clients, all at the same time.

It starts the server as anybody would, on free ports, and has three kinds of client talk to it: the
sheet's own (one `sendall` without a newline, one `recv`), `nc` where there is one, and ours. Then,
on a terminal, it offers a game.
"""

import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from subprocess import PIPE

import trio
from rich.console import Console

from trio_sockets import TcpAddress, open_game_client, open_text_client, parse_address
from trio_sockets.client.candidates import Candidates
from trio_sockets.client.stdin import StdinLines
from trio_sockets.commands.options.words import END_KEYS
from trio_sockets.protocol.messages import Lose, Win

COMMAND = [sys.executable, "-m", "trio_sockets"]
SERVICES = ("echo", "text", "game")

Transcript = list[tuple[str, str]]


def like_the_sheet(address: TcpAddress, *messages: bytes, greeted: bool) -> Transcript:
    """Talk as the sheet's client does: blocking, no newline, a `recv` for a reply."""
    said: Transcript = []
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.connect((address.host, address.port))
        if greeted:
            said.append(("S", s.recv(1024).decode().rstrip()))
        for message in messages:
            s.sendall(message)
            said.append(("C", message.decode()))
            said.append(("S", s.recv(1024).decode().rstrip()))
    return said


async def with_nc(nc: str, address: TcpAddress, *lines: str) -> Transcript:
    """Pipe lines into nc, and half-close (-N)."""
    request = "".join(f"{line}\n" for line in lines)
    result = await trio.run_process(
        [nc, "-N", address.host, str(address.port)],
        stdin=request.encode(),
        capture_stdout=True,
        capture_stderr=True,
        check=False,  # some other nc may know no -N
    )
    replies = result.stdout.decode().splitlines()
    return [turn for c, s in zip(lines, replies, strict=False) for turn in (("C", c), ("S", s))]


async def with_our_text_client(address: TcpAddress) -> Transcript:
    """Ask the text service through its typed client."""
    async with open_text_client(address) as text:
        return [
            ("C", "await text.upper('straße')"),
            ("S", repr(await text.upper("straße"))),
            ("C", "await text.datenow()"),
            ("S", str(await text.datenow())),
        ]


async def with_our_bot(address: TcpAddress) -> Transcript:
    """Play a game to its end by bisection."""
    async with open_game_client(address) as game:
        said = [("S", str(game.parameters))]
        possible = Candidates(game.low, game.high)
        while True:
            guess = possible.middle
            outcome = await game.guess(guess)
            said += [("C", f"await game.guess({guess})"), ("S", str(outcome))]
            if isinstance(outcome, Win | Lose):
                return said
            possible = possible.after(guess, outcome)


@asynccontextmanager
async def server() -> AsyncIterator[dict[str, TcpAddress]]:
    """Run ``trio-sockets serve`` on free ports, and yield where each service listens."""
    command = [*COMMAND, "serve", *(f"{name}@:0" for name in SERVICES), "--log-level", "warning"]
    async with trio.open_nursery() as nursery:
        # On Windows, to terminate a process is to kill it, so it ends with an error.
        polite = sys.platform != "win32"
        process = await nursery.start(partial(trio.run_process, command, stdout=PIPE, check=polite))
        said = b""
        while said.count(b"\n") < len(SERVICES):
            more = await process.stdout.receive_some()
            if not more:
                raise RuntimeError("the server has ended")
            said += more
        addresses = {}
        for line in said.decode().splitlines():
            name, _, address = line.partition(" listening on ")
            bound = parse_address(address)
            assert isinstance(bound, TcpAddress)  # noqa: S101 - so it was asked
            addresses[name] = bound
        yield addresses
        process.terminate()


async def main() -> None:
    """Let every client talk at once, and show what each heard."""
    console = Console(highlight=False, markup=False)
    titles = {
        "echo": "echo: the sheet's own client",
        "text": "text: a client like the sheet's, with no newline",
        "text nc": "text: nc -N",
        "text ours": "text: our client",
        "game": "game: a client like the sheet's",
        "game ours": "game: our bot",
    }
    transcripts: dict[str, Transcript] = {}

    async with server() as where:
        echo, text, game = (where[name] for name in SERVICES)

        async def blocking(key: str, address: TcpAddress, *messages: bytes) -> None:
            talk = partial(like_the_sheet, address, *messages, greeted=key.startswith("game"))
            transcripts[key] = await trio.to_thread.run_sync(talk)

        async def keep(key: str, talk: Callable[[], Awaitable[Transcript]]) -> None:
            transcripts[key] = await talk()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(blocking, "echo", echo, b"Hello, world")
            nursery.start_soon(blocking, "text", text, b"UPPER hello", b"LOWER HELLO", b"DATENOW")
            nursery.start_soon(blocking, "game", game, b"50", b"fifty", b"QUIT")
            nursery.start_soon(keep, "text ours", partial(with_our_text_client, text))
            nursery.start_soon(keep, "game ours", partial(with_our_bot, game))
            if nc := shutil.which("nc"):
                lines = ("UPPER hé", "LOWER ÀB", "DATENOW")
                nursery.start_soon(keep, "text nc", partial(with_nc, nc, text, *lines))

        for key, title in titles.items():
            if transcripts.get(key):
                console.print(f"\n{title}", style="bold")
                for who, words in transcripts[key]:
                    console.print(f"  {who}: {words}", style="cyan" if who == "C" else None)

        if sys.stdin.isatty() and sys.stdout.isatty():
            question = f"\nYour turn? Enter to play, {END_KEYS} to leave. "
            console.print(question, end="", style="bold")
            if await StdinLines().read() is not None:
                await trio.run_process([*COMMAND, "play", str(game)], stdin=None, check=False)


if __name__ == "__main__":
    try:
        trio.run(main)
    except* KeyboardInterrupt:
        sys.exit(130)
