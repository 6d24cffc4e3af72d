"""The checker's end of one connection, in messages of the dialect."""

import contextlib
import math

import trio

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.reader import MessageReader
from trio_sockets.check.harness.programs.starving import Work
from trio_sockets.check.harness.recorded_stream import MOST, RecordedStream, StopScript
from trio_sockets.check.model.transcript import Conversation, Refused

PATIENCE = 2.0
"""Seconds to wait for a reply that should come at once. It is four times as long as our own server
waits for a message without a newline.
"""

SETTLED = 0.3
"""Seconds of silence after which no more data is expected."""

UNENDED = 0.06
"""Seconds of silence that end a message without a terminator. Nagle's algorithm and delayed ACKs
may delay the second send of a message by 40 ms.
"""

PAUSE = 0.03
"""Seconds between two pieces, so that the kernel delivers them to two ``recv`` calls."""


class Wire:
    """One connection with the program under test.

    Every method that waits for the program raises `StopScript` in the end, after it has recorded
    what happened.

    :param began: when the check began, on Trio's clock.
    :param spares_port: the program's port will be reused, so no connection may stay in TIME_WAIT on
        its side. The side that closes first enters TIME_WAIT; if that was the program, an RST ends
        it.
    :param most: the most bytes to receive. More of them raise `StopScript`.
    :param reader: reads what the program sends; None: the dialect's reader of a server.
    :param asked_at: when the checker asked for the connection, on Trio's clock; None if it did not.
    :param work: see `RecordedStream`.
    """

    def __init__(  # noqa: PLR0913 - a connection's own
        self,
        stream: trio.SocketStream | None,
        dialect: Dialect,
        began: float,
        *,
        spares_port: bool = False,
        most: int = MOST,
        reader: MessageReader | None = None,
        asked_at: float | None = None,
        work: Work | None = None,
    ) -> None:
        self._stream = RecordedStream(stream, began, most, asked_at, work)
        self.dialect = dialect
        self._spares_port = spares_port
        self._reader = reader or dialect.reader()
        self.unended = UNENDED
        """Seconds of silence that end a message without a terminator."""

    @property
    def is_open(self) -> bool:
        """Whether the checker has not closed its end."""
        return self._stream.is_open

    def conversation(self) -> Conversation:
        """Return the events so far."""
        return self._stream.conversation()

    def refused(
        self, reason: str, elsewhere: tuple[TcpAddress, ...] = (), port: int | None = None
    ) -> None:
        """Record that the connection could not be established: see `Refused`."""
        self._stream.record(Refused(self._stream.now, reason, elsewhere, port))

    async def send(self, *pieces: bytes, pause: float = PAUSE, within: float = PATIENCE) -> None:
        """Send pieces, each as a separate packet.

        :param pause: seconds between two of them.
        :param within: seconds that each may wait for the program to read.
        """
        for number, piece in enumerate(pieces):
            if number:
                await trio.sleep(pause)
            if self._stream.is_open:
                self._reader.turn()
            await self._stream.send(piece, within)

    async def say(self, text: str | bytes) -> None:
        """Send one message of the dialect."""
        await self.send(self.dialect.request(text))

    async def read_message(self, *, within: float = PATIENCE) -> bytes:
        """Return the program's next message, without its terminator.

        :param within: seconds to wait for its end.
        """
        await self._let_silence_end_it()
        while (message := self._reader.next_message()) is None:
            await self._receive(within)
            await self._let_silence_end_it()
        return message

    async def read_greeting(self, *, within: float = PATIENCE) -> bytes:
        """Return the greeting of the game, which may be empty; for another service, wait for it.

        :param within: seconds to wait for its end.
        """
        if self.dialect.service == "game":
            return await self.read_message(within=within)
        await self._let_silence_end_it()
        while not self._reader.greeted:
            await self._receive(within)
            await self._let_silence_end_it()
        return b""

    async def try_message(self, within: float = SETTLED) -> bytes | None:
        """Return the program's next message; None if none comes, which is allowed.

        :param within: seconds to wait for it.
        """
        with trio.move_on_after(within):
            await self._let_silence_end_it()
            while (message := self._reader.next_message()) is None and not self._stream.over:
                await self.more()
                await self._let_silence_end_it()
            return message
        self._reader.silence()
        return self._reader.next_message()

    async def hear(self, within: float = PATIENCE) -> bytes:
        """Return the next bytes, a complete message or not; empty if nothing comes.

        :param within: seconds to wait for it.
        """
        with contextlib.suppress(StopScript):
            while not self._stream.over and not self._reader.unread:
                await self.more(within)
        return self._reader.take_all()

    async def more(self, within: float = math.inf) -> None:
        """Wait until any bytes have come, or the program has ended the connection.

        :param within: seconds to wait for it.
        """
        self._reader.receive_data(await self._stream.receive(within))

    async def ask(self, text: str | bytes, *, within: float = PATIENCE) -> bytes:
        """Send one message, and return the answer."""
        await self.say(text)
        return await self.read_message(within=within)

    async def read_exactly(self, count: int, *, within: float = PATIENCE) -> bytes:
        """Return the next bytes.

        :param within: seconds to wait for each chunk of them.
        """
        while (data := self._reader.take(count)) is None:
            await self._receive(within)
        return data

    async def read_to_end(self, *, within: float = PATIENCE) -> bytes:
        """Return all bytes until the program's FIN or RST.

        :param within: seconds to wait for each chunk, and for the end.
        """
        while not self._stream.over:
            await self.more(within)
        return self._reader.take_all()

    async def settle(self, seconds: float = SETTLED) -> None:
        """Record all that comes, until nothing has come for some seconds."""
        while not self._stream.over:
            with trio.move_on_after(seconds) as scope:
                await self.more()
            if scope.cancelled_caught:
                return

    async def half_close(self) -> None:
        """Shut down the sending side."""
        await self._stream.half_close()

    async def leave(self, *, rudely: bool = False) -> None:
        """Close the connection.

        :param rudely: with an RST.
        """
        if not self._stream.is_open:
            return
        try:
            if self._spares_port and not rudely:
                with contextlib.suppress(StopScript):  # it may send for ever
                    await self.settle(UNENDED)  # its FIN may be on its way
        finally:
            self._stream.leave(rudely=rudely, reset=rudely or self._ended_first())

    def drop(self) -> None:
        """Close the connection after the check, if it is still open."""
        self._stream.close(reset=self._ended_first())

    def _ended_first(self) -> bool:
        return self._spares_port and self.conversation().end is not None

    async def _let_silence_end_it(self) -> None:
        """If nothing else ends the message, wait until it is complete."""
        if self._reader.awaits_silence or self._reader.holds_a_message:
            await self.settle(self.unended)
            self._reader.silence()

    async def _receive(self, within: float) -> None:
        await self.more(within)
        if self._stream.over:
            raise StopScript
