"""Regular clients: they come again and again, and everything they are told has to be right."""

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, final

import trio

from soak.authority import HOST
from soak.ledger import Ledger, WrongReplyError
from soak.servers import PROXY_HOST, Door
from soak.visits import PATIENCE, SHOWN, FailedVisitError, Visit, visit
from trio_sockets import GameClient, GarbledError, Higher, Lose, Lower, TextClient, Win
from trio_sockets.client.candidates import Candidates
from trio_sockets.protocol.text import HELP

AT_EACH_DOOR = 3
BY_PROXY = 1

PAUSE = (0.1, 0.5)
"""Seconds from and to, before each request: the faults are to have processor time too."""

REQUESTS = (5, 15)
"""Requests of one conversation, from and to. With their pauses they end well within a drain."""

WORDS = (
    *("hello", "WORLD", "Straße", "ΟΔΥΣΣΕΥΣ", "naïve", "\N{SNAKE}", "ǆ", "İstanbul", "e\u0301"),
    *("tab\there", "  spaces  ", "ERR busy", "a\x00b", "12,345", "\u202eright to left"),
)
LONGEST = 40
"""Words of one request. So many are less than a line may hold."""

ECHOED = 16 * 1024
"""Bytes at most, of one block."""

Conversation: TypeAlias = Callable[[Visit, Ledger, random.Random], Coroutine[Any, Any, None]]


async def play(client: Visit, ledger: Ledger, chance: random.Random) -> None:
    """Win a game by bisection, and see that each answer is true to those before it."""
    game = await GameClient.start(client.stream, timeout=PATIENCE)
    possible = Candidates(game.low, game.high)
    for used in range(1, game.tries + 1):
        await pause(chance)
        guess = possible.middle
        outcome = await game.guess(guess)
        try:
            possible = possible.after(guess, outcome)
        except GarbledError as error:
            raise WrongReplyError(str(error)) from error
        ledger.requests += 1
        match outcome:
            case Win(used=counted) if counted == used:
                ledger.games += 1
                await client.expect_rest(b"")
                return
            case Higher(left=left) | Lower(left=left) if left == game.tries - used:
                continue
            case Lose() | Win() | Higher() | Lower():
                break
    raise WrongReplyError(f"a game of bisection came to {outcome}")


async def ask(client: Visit, ledger: Ledger, chance: random.Random) -> None:
    """Ask the text service for all that it knows, and compare."""
    text = TextClient(client.stream, timeout=PATIENCE)
    for _ in range(chance.randint(*REQUESTS)):
        await pause(chance)
        await _question(text, chance)
        ledger.requests += 1
    await text.quit()
    ledger.requests += 1
    await client.expect_rest(b"")


async def _question(text: TextClient, chance: random.Random) -> None:
    said = " ".join(chance.choices(WORDS, k=chance.randint(1, LONGEST)))
    match chance.choice(("upper", "upper", "lower", "lower", "datenow", "help")):
        case "upper":
            got, expected = await text.upper(said), said.upper()
        case "lower":
            got, expected = await text.lower(said), said.lower()
        case "help":
            got, expected = await text.help(), HELP
        case _:
            now = await text.datenow()
            late = abs(datetime.now(UTC) - now) > timedelta(seconds=PATIENCE)
            got, expected = str(now), "the time" if late else str(now)
    if got != expected:
        raise WrongReplyError(f"got {got[:SHOWN]!a}, not {expected[:SHOWN]!a}")


async def echo(client: Visit, ledger: Ledger, chance: random.Random) -> None:
    """Have the echo service return blocks of bytes, and compare."""
    for _ in range(chance.randint(*REQUESTS)):
        await pause(chance)
        block = chance.randbytes(chance.randint(1, ECHOED))
        with trio.fail_after(PATIENCE):
            await client.say(block)
            got = await _exactly(client.stream, len(block))
        if got != block:
            raise WrongReplyError(f"{len(got)} bytes came back otherwise than {len(block)} went")
        ledger.requests += 1
    await client.stream.send_eof()
    await client.expect_rest(b"")


async def _exactly(stream: trio.abc.ReceiveStream, number: int) -> bytes:
    """Return so many bytes; fewer if they end before."""
    got = bytearray()
    while len(got) < number and (data := await stream.receive_some(number - len(got))):
        got += data
    return bytes(got)


async def pause(chance: random.Random) -> None:
    """Think, before a request."""
    await trio.sleep(chance.uniform(*PAUSE))


CONVERSATIONS: dict[str, Conversation] = {"echo": echo, "text": ask, "game": play}


@final
@dataclass(frozen=True, slots=True)
class Regular:
    """A client that comes again and again.

    :param door: which it comes through.
    :param host: where from.
    """

    door: Door
    host: str

    async def come_again(self, ledger: Ledger, chance: random.Random, closed: trio.Event) -> None:
        """Hold one conversation after the other until it is closed; the last one to its end."""
        while not closed.is_set():
            await pause(chance)
            await self.come(ledger, chance)

    async def come(self, ledger: Ledger, chance: random.Random) -> None:
        """Hold one conversation, and write down what came of it."""
        try:
            async with visit(self.door, self.host) as client:
                await CONVERSATIONS[self.door.service](client, ledger, chance)
        except FailedVisitError as failed:
            ledger.fail(str(self), failed.name, failed.error)

    def __str__(self) -> str:
        return f"a client of {self.door.service} at {self.door.address}"


def regulars_at(door: Door) -> list[Regular]:
    """Return those who come through a door; over TCP, some by a proxy."""
    proxied = [Regular(door, PROXY_HOST)] * BY_PROXY if door.is_tcp else []
    return [Regular(door, HOST)] * AT_EACH_DOOR + proxied
