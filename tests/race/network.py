"""Players of a race over TCP, at real servers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import trio

from helpers.command import Server, server
from helpers.waiting import patience
from trio_sockets import TcpAddress


def quick(countdown: float = 1) -> tuple[str, ...]:
    return ("--race-countdown", str(countdown), "--race-limit", "60")


class NetPlayer:
    """Says lines, and remembers what it has heard until it is asked for.

    :ivar heard: every line so far.
    """

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._news = trio.Event()
        self._read = 0
        self.heard: list[str] = []
        self.gone = False

    async def listen(self) -> None:
        rest = b""
        try:
            async for chunk in self._stream:
                *lines, rest = (rest + chunk).split(b"\n")
                self.heard += [line.decode() for line in lines]
                self._news.set()
                self._news = trio.Event()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        self.gone = True
        self._news.set()

    async def says(self, line: str) -> None:
        await self._stream.send_all(f"{line}\n".encode())

    async def leaves(self) -> None:
        await trio.aclose_forcefully(self._stream)

    async def hears(self, *words: str) -> str:
        """Wait for a line that begins so, and forget those before it."""
        with patience(f"no line that begins with {words} in", self.heard):
            while True:
                while self._read < len(self.heard):
                    line = self.heard[self._read]
                    self._read += 1
                    if line.startswith(words):
                        return line
                assert not self.gone, self.heard
                await self._news.wait()

    async def ends(self) -> None:
        """Wait for the end of the conversation, and see that nothing more is said."""
        with patience("it did not end:", self.heard):
            while not self.gone:
                await self._news.wait()
        assert self._read == len(self.heard), self.heard

    async def answers(self, line: str) -> str:
        """Say a line, and return its reply, which is no push."""
        await self.says(line)
        return await self.hears("JOINED", "HIGHER", "LOWER", "WIN", "OUT", "ERR", "BYE")


@asynccontextmanager
async def player(
    address: TcpAddress, name: str = "", room: str = "lobby"
) -> AsyncIterator[NetPlayer]:
    """Connect a player; one who has a name joins."""
    stream = await trio.open_tcp_stream(address.host, address.port)
    async with stream, trio.open_nursery() as nursery:
        one = NetPlayer(stream)
        nursery.start_soon(one.listen)
        if name:
            assert (await one.answers(f"JOIN {name} {room}")).startswith("JOINED"), one.heard
        yield one
        nursery.cancel_scope.cancel()


class Servers(AsyncExitStack):
    """Servers that meet at one Valkey, and players at them."""

    def __init__(self, url: str, *options: str, countdown: float = 1) -> None:
        super().__init__()
        self._words = ("race@:0", "--cluster", url, *quick(countdown), *options)

    async def start(self, count: int) -> list[Server]:
        return [await self.enter_async_context(server(*self._words)) for _ in range(count)]

    async def join_together(self, *seats: tuple[Server, str]) -> list[NetPlayer]:
        """Have several join in one moment, so that none comes when the round has begun already."""
        players = [await self.player(at) for at, _ in seats]
        for one, (_, name) in zip(players, seats, strict=True):
            await one.hears("* RACE")
            await one.says(f"JOIN {name}")
        for one in players:
            await one.hears("JOINED")
        return players

    async def player(self, at: Server, name: str = "") -> NetPlayer:
        return await self.enter_async_context(player(at.addresses["race"], name))
