"""One run of a client under test and its conversation with the checker."""

import contextlib
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, final

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.flow import OUR_NAME
from trio_sockets.check.dialect.patterns import Template
from trio_sockets.check.harness.client_reader import TOGETHER, ClientReader
from trio_sockets.check.harness.launcher import Launcher, Run
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.scenario import GuessSource, Scenario
from trio_sockets.check.harness.wire import PATIENCE, SETTLED, Wire
from trio_sockets.check.opponents.responders import Responder

ENDING = 3.0
"""Seconds in which a client must end, once it has a reason to."""

NO_MORE = "n"
"""What the user answers if the client asks, after a game, whether to play again."""

ANYWHERE = TcpAddress(DEFAULT_HOST, 0)

T = TypeVar("T")

Manner: TypeAlias = Callable[[Wire, bytes], Awaitable[object]]
"""How a message is sent: whole or in pieces."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The client under test.

    :param service: the service whose client it is.
    :param address: where the checker listens; with port 0, each check uses another port.
    """

    service: str
    dialect: Dialect
    scenario: Scenario
    launcher: Launcher
    address: TcpAddress = ANYWHERE

    @property
    def typed(self) -> bool:
        """Whether its user types what it sends."""
        return self.scenario.player_of(self.service) is GuessSource.TYPED

    @property
    def reads_bytes(self) -> bool:
        """Whether its messages have no terminator, as an echo server answers any bytes."""
        return self.service == "echo" and self.dialect.echoes_bytes

    @property
    def types_ahead(self) -> bool:
        """Whether its user types before it connects, as it opens a connection for each message."""
        return self.typed and self.dialect.flow.one_message


async def whole(wire: Wire, message: bytes) -> None:
    """Send a message as one packet."""
    await wire.send(message)


class Visit:
    """One run of the client, with its connection.

    :param typed: called with each line that is typed.
    :param responder: what the server sends, and what the user types.
    :param next_wire: waits for the next connection of the run, if each message has its own.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a run has
        self,
        subject: Subject,
        run: Run,
        wire: Wire,
        responder: Responder,
        typed: list[str],
        next_wire: Callable[[], Awaitable[Wire]],
    ) -> None:
        self._subject = subject
        self._typed = typed
        self._reader = ClientReader(wire, subject.reads_bytes)
        self.run = run
        self.wire = wire
        self.responder = responder
        self._firsts = deque(subject.dialect.flow.first)
        self._next_wire = next_wire
        self._spent = False
        self.typed_ahead = False
        """Whether its first message has been typed."""

    async def introduce(self, manner: Manner = whole) -> None:
        """Read the client's first messages: its name, a login, a choice.

        If the client sends something else, the script ends: the judge will see it.
        """
        replies = self._subject.dialect.replies
        while self._firsts:
            first = self._firsts.popleft()
            if first.prompt:
                prompt = replies.frame_prompt(Template(first.prompt).fill({}).encode())
                await self._watched(manner(self.wire, prompt))
            if self._subject.typed:
                await self.settle(SETTLED)  # it may know a name without input
                if not self.has_unread:
                    await self.run.type_line(first.said)
            message = await self._watched(self.read())
            if not first.is_said_by(message.decode(errors="replace")):
                raise StopScript
            if first.reply is not None:
                reply = replies.frame(first.reply.write({"words": OUR_NAME}).encode())
                await self._watched(manner(self.wire, reply))

    async def greet(self, manner: Manner = whole) -> None:
        """Send the greeting, if the server has one."""
        await self.introduce(manner)
        said = self.responder.greeting + self.responder.prompt
        if said:
            await self._watched(manner(self.wire, said))

    async def hear(self) -> bytes:
        """Return the client's next message; if its user plays, type a line for it first."""
        typed = self._subject.typed and not self.typed_ahead
        line, self.typed_ahead = self.responder.typing() if typed else None, False
        if line is not None:
            self._typed.append(line)
            await self.run.type_line(line)
        if self._spent:
            await self._reconnect()
        return await self._watched(self.read())

    async def _reconnect(self) -> None:
        """Accept the client's next connection, if each message has its own."""
        self.wire, self._spent = await self._next_wire(), False
        self._reader = ClientReader(self.wire, self._subject.reads_bytes)
        self._firsts = deque(self._subject.dialect.flow.first)
        await self.greet()

    async def answer(self, message: bytes, manner: Manner = whole) -> None:
        """Answer a message. A message without an answer ends the script: the judge will see it."""
        answer = self.responder.answer(message)
        if answer is None:
            raise StopScript
        await self._watched(manner(self.wire, answer))
        if self._subject.dialect.flow.one_message:
            await self.close()
            self._spent = True

    async def play(self, manner: Manner = whole) -> None:
        """Hold the conversation until it is over or the client has closed."""
        await self.greet(manner)
        while not self.responder.over:
            await self.answer(await self.hear(), manner)

    async def converse(self, manner: Manner = whole) -> None:
        """Hold the conversation, ignore a script's early end, and let the client end.

        The checker closes when a game is over. With echo and text, the client closes.
        """
        with contextlib.suppress(StopScript):
            await self.play(manner)
        if self.responder.closes:
            await self.close()
        await self.leave()

    async def close(self) -> None:
        """Send the FIN. The client may already have closed."""
        with contextlib.suppress(StopScript):
            await self.wire.half_close()

    async def leave(self) -> None:
        """Type the last line, if the user plays; then let the client end.

        If the client announces its end to the server, the server closes.
        """
        if self._subject.typed:
            last = self._subject.scenario.last
            if last is None and self.responder.closes and await self._asks():
                last = NO_MORE
            if last is not None:
                await self.run.type_line(last)
                with contextlib.suppress(StopScript):
                    await self.read(within=SETTLED)
                    await self.wire.half_close()
            await self.run.end_typing()
        await self.ended()

    async def go_on(self) -> None:
        """Type a line if the client waits for one: it then notices that its server closed."""
        if self._subject.typed and await self._asks():
            await self.run.type_line(self.responder.typing() or "")

    async def _asks(self) -> bool:
        """Tell whether the client waits for its user, once it has printed its output."""
        with trio.move_on_after(PATIENCE):
            while not self.run.over:
                if self.run.waits_for_input():
                    return True
                await trio.sleep(TOGETHER)
        return False

    async def ended(self) -> None:
        """Give the client time to end. If it half-closes, the server closes."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._close_after_it)
            await self.run.ended(within=ENDING)
            nursery.cancel_scope.cancel()
        await self.settle(0.1)

    async def let_it_print(self) -> None:
        """Let the client print its output so far, to separate it from later output."""
        await trio.sleep(SETTLED)
        self.run.mark()

    async def read(self, *, within: float = PATIENCE) -> bytes:
        """Return the client's next message, without its terminator: see `ClientReader`."""
        return await self._reader.read(within=within)

    async def settle(self, seconds: float = SETTLED) -> None:
        """Record what comes, until nothing has come for some seconds, or too much has."""
        with contextlib.suppress(StopScript):
            await self.wire.settle(seconds)

    @property
    def has_unread(self) -> bool:
        """Whether bytes have come that were not read."""
        return self._reader.has_unread

    async def _close_after_it(self) -> None:
        with contextlib.suppress(StopScript):
            await self.wire.read_to_end(within=math.inf)
        await self.close()

    async def _watched(self, exchange: Awaitable[T]) -> T:
        """Wait for an exchange; if the client closes during it, give it time to end."""
        try:
            return await exchange
        except StopScript:
            if self.wire.conversation().end is not None:
                await self.ended()
            raise
