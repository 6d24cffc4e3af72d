"""One run of a client under test, and its conversation with the checker."""

import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, final

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.launcher import Launcher, Run
from trio_sockets.check.responders import Responder
from trio_sockets.check.scenario import Player, Scenario
from trio_sockets.check.wire import PATIENCE, SETTLED, Enough, Wire

ENDING = 3.0
"""Seconds that a client may take to end, once it has reason to."""

UNENDED_AFTER = 0.5
"""Seconds after which what has no newline is taken for a message, as our own server does. So a
client of the sheet's kind can be checked, too, where lines were agreed on."""

TOGETHER = 0.1
"""Seconds of silence that end a message where no newline does: a program sends it in one go."""

ANYWHERE = TcpAddress(DEFAULT_HOST, 0)

T = TypeVar("T")

Manner: TypeAlias = Callable[[Wire, bytes], Awaitable[object]]
"""How a message is sent: whole, or not."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The client under test.

    :param service: of what it is a client.
    :param address: where the checker waits for it; on port 0, at another port for every check.
    """

    service: str
    dialect: Dialect
    scenario: Scenario
    launcher: Launcher
    address: TcpAddress = ANYWHERE

    @property
    def typed(self) -> bool:
        """Whether a person plays."""
        return self.scenario.player_of(self.service) is Player.TYPED


async def whole(wire: Wire, message: bytes) -> None:
    """Send a message as one packet."""
    await wire.send(message)


class Visit:
    """One run of the client, connected.

    :param typed: takes note of each line that is typed.
    :param responder: what the server says, and what a person would type.
    """

    def __init__(
        self, subject: Subject, run: Run, wire: Wire, responder: Responder, typed: list[str]
    ) -> None:
        self._subject = subject
        self._typed = typed
        self._read = 0
        self.run = run
        self.wire = wire
        self.responder = responder

    async def greet(self, manner: Manner = whole) -> None:
        """Say what the server says first, if it does."""
        if self.responder.greeting:
            await self._watched(manner(self.wire, self.responder.greeting))

    async def hear(self) -> bytes:
        """Return the client's next message. If a person plays, there is one to be typed."""
        line = self.responder.typing() if self._subject.typed else None
        if line is not None:
            self._typed.append(line)
            await self.run.type_line(line)
        return await self._watched(self.read())

    async def answer(self, message: bytes, manner: Manner = whole) -> None:
        """Answer a message. What cannot be answered ends the script: the judge will see it."""
        answer = self.responder.answer(message)
        if answer is None:
            raise Enough
        await self._watched(manner(self.wire, answer))

    async def play(self, manner: Manner = whole) -> None:
        """Hold the conversation, until it is over or the client has gone."""
        await self.greet(manner)
        while not self.responder.over:
            await self.answer(await self.hear(), manner)

    async def converse(self, manner: Manner = whole) -> None:
        """Hold the conversation, whatever comes, and let the client end.

        The checker closes when a game is over. With echo and text, it is the client that leaves.
        """
        with contextlib.suppress(Enough):
            await self.play(manner)
        if self.responder.greeting:
            await self.close()
        await self.leave()

    async def close(self) -> None:
        """Send the FIN. The client may have gone already."""
        with contextlib.suppress(Enough):
            await self.wire.half_close()

    async def leave(self) -> None:
        """Let the person leave, if one plays; then let the client end.

        If it tells the server that it leaves, the server closes.
        """
        if self._subject.typed:
            if self._subject.scenario.last is not None:
                await self.run.type_line(self._subject.scenario.last)
                with contextlib.suppress(Enough):
                    await self.read(within=SETTLED)
                    await self.wire.half_close()
            await self.run.end_typing()
        await self.ended()

    async def ended(self) -> None:
        """Give the client time to end. If it says that it sends no more, the server closes."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._close_after_it)
            await self.run.ended(within=ENDING)
            nursery.cancel_scope.cancel()
        await self.settle(0.1)

    async def let_it_print(self) -> None:
        """Let the client print what it has to say so far: what comes later is about the rest."""
        await trio.sleep(SETTLED)
        self.run.mark()

    async def read(self, *, within: float = PATIENCE) -> bytes:
        """Return the client's next message, without what ends it.

        :param within: seconds to wait for each part of it.
        """
        message = await self._bytes(1, within)
        lines = self._subject.dialect.sends_lines and self._subject.service != "echo"
        if not (lines and b"\n" in self._received):
            await self.settle(UNENDED_AFTER if lines else TOGETHER)
        if not (lines and b"\n" in self._received):
            return message + await self._bytes(len(self._received) - self._read, within)
        while not message.endswith(b"\n"):
            message += await self._bytes(1, within)
        return message.removesuffix(b"\n").removesuffix(b"\r")

    async def settle(self, seconds: float = SETTLED) -> None:
        """Take note of what comes, until nothing has come for so many seconds, or too much has."""
        with contextlib.suppress(Enough):
            await self.wire.settle(seconds)

    @property
    def _received(self) -> bytes:
        return self.wire.conversation().received

    async def _bytes(self, count: int, within: float) -> bytes:
        data = await self.wire.read_exactly(count, within=within)
        self._read += count
        return data

    async def _close_after_it(self) -> None:
        with contextlib.suppress(Enough):
            await self.wire.read_to_end(within=math.inf)
        await self.close()

    async def _watched(self, exchange: Awaitable[T]) -> T:
        """If the client hangs up meanwhile, give it time to end, too."""
        try:
            return await exchange
        except Enough:
            if self.wire.conversation().end is not None:
                await self.ended()
            raise
