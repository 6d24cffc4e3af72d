"""A client of the race."""

import math
from collections import deque
from dataclasses import dataclass
from typing import TypeAlias, final

import trio

from trio_sockets.client.channel import LineChannel, checked_number
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.errors import GarbledError, LocalProtocolError, RefusedError, SilentError
from trio_sockets.client.opening import opener
from trio_sockets.figures import ShortFigure
from trio_sockets.protocol.errors import WORDS, Error, ErrorCode
from trio_sockets.protocol.messages import (
    Bye,
    Garbled,
    Guess,
    Higher,
    Joined,
    Lower,
    Out,
    Quit,
    Text,
    Win,
)
from trio_sockets.protocol.race.grammar import encode, parse_race_line
from trio_sockets.protocol.race.messages import Join, Paused, Push, Resumed, Welcome
from trio_sockets.protocol.race.names import is_name
from trio_sockets.words import say

_LAST_WORDS = frozenset(
    {
        ErrorCode.TOO_MANY_ERRORS,
        ErrorCode.TOO_SLOW,
        ErrorCode.BUSY,
        ErrorCode.IDLE_TIMEOUT,
        ErrorCode.LINE_TIMEOUT,
        ErrorCode.SESSION_TIMEOUT,
        ErrorCode.SHUTTING_DOWN,
    }
)

Asked: TypeAlias = Join | Guess | Quit
Answer: TypeAlias = Joined | Higher | Lower | Win | Out | Bye | Error
"""A reply to what the player asked."""


@final
@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and the request that it answers."""

    asked: Asked
    reply: Answer


Event: TypeAlias = Answered | Push
"""What a `trio_sockets.RaceClient` yields."""


@final
class RaceClient:
    """Runs one race. `RaceClient.start` makes one.

    `join`, `guess` and `quit` only send, and may be called from any task. One task iterates over
    the client, which yields replies and pushes in the order in which they come, and ends after the
    answer to `quit`. The methods and the iteration raise `ClientError` and nothing else; then the
    race is over, unless the error is a `LocalProtocolError`.
    """

    def __init__(self, channel: LineChannel, *, timeout: float | None) -> None:
        self._channel = channel
        self._timeout = math.inf if timeout is None else timeout
        self._sending = trio.Lock()
        self._asked: deque[Asked] = deque()
        self._since = 0.0  # when the wait for the next reply began
        self._patience = trio.CancelScope()
        self._paused = False
        self._over = False

    @classmethod
    async def start(
        cls,
        stream: trio.abc.Stream,
        *,
        timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - it is kept
    ) -> "RaceClient":
        """Wait for the server's welcome, and return its client.

        :param stream: the connection, which the caller closes.
        :param timeout: seconds to wait for each reply; None waits for ever. The time does
            not run while the servers have paused the race.
        :raises ClientError: the server says something else, such as that it is busy, or nothing.
        """
        channel = LineChannel(stream, timeout=timeout)
        line = await channel.receive()
        match parse_race_line(line):
            case Welcome():
                return cls(channel, timeout=timeout)
            case Error() as error:
                raise RefusedError(error)
            case _:
                raise GarbledError(line, "RACE")

    async def join(self, name: str, room: str) -> None:
        """Ask to enter a room.

        :param name: 1 to 24 visible characters of one alphabet, without blanks: see
            `trio_sockets.racing.is_name`.
        :param room: likewise.
        :raises LocalProtocolError: a name is invalid, or the race has ended.
        """
        for word in (name, room):
            if not isinstance(word, str) or not is_name(word):
                raise LocalProtocolError(WORDS[ErrorCode.BAD_NAME])
        await self._send(Join(name, room))

    async def guess(self, number: int) -> None:
        """Guess.

        :param number: of 18 digits at most.
        :raises LocalProtocolError: the number is too long, or the race has ended.
        """
        await self._send(Guess(checked_number(number)))

    async def quit(self) -> None:
        """Ask to leave.

        :raises LocalProtocolError: the race has ended.
        """
        await self._send(Quit())

    def __aiter__(self) -> "RaceClient":
        return self

    async def __anext__(self) -> Event:
        """Return the next reply or push, however long it takes.

        :raises SilentError: a reply is due, and did not come in time.
        :raises RefusedError: the server ends the conversation. Any other refusal is a reply.
        :raises ClientError: the connection is lost, or a line lies outside the protocol.
        """
        if self._over:
            raise StopAsyncIteration
        line = await self._receive()
        match parse_race_line(line):
            case Error(code) as error if code in _LAST_WORDS:
                raise RefusedError(error)
            case Error(ErrorCode.NAME_TAKEN | ErrorCode.ROOM_FULL) as error if not self._joining:
                raise RefusedError(error)  # the servers had lost the room, and the player his place
            case Joined() | Higher() | Lower() | Win() | Out() | Bye() | Error() as reply:
                return self._answered(reply, line)
            case Text() | Garbled():
                raise GarbledError(line, say("a message of the race"))
            case Paused() | Resumed() as push:
                self._paused = isinstance(push, Paused)
                self._wait_anew()
                return push
            case push:
                return push

    @property
    def _joining(self) -> bool:
        return bool(self._asked) and isinstance(self._asked[0], Join)

    def _answered(self, reply: Answer, line: str) -> Answered:
        if not self._asked or not _can_answer(self._asked[0], reply):
            raise GarbledError(line, say("an answer") if self._asked else say("a push"))
        answered = Answered(self._asked.popleft(), reply)
        self._wait_anew()
        self._over = isinstance(reply, Bye)
        return answered

    async def _send(self, message: Asked) -> None:
        async with self._sending:
            if self._over:
                raise LocalProtocolError(say("the race has ended"))
            self._asked.append(message)
            if len(self._asked) == 1:
                self._wait_anew()
            await self._channel.send_line(encode(message))

    async def _receive(self) -> str:
        with trio.CancelScope(deadline=self._due) as self._patience:
            return await self._channel.receive_whenever()
        raise SilentError(
            say("the server did not answer within {seconds} s", seconds=ShortFigure(self._timeout))
        )

    def _wait_anew(self) -> None:
        self._since = trio.current_time()
        self._patience.deadline = self._due

    @property
    def _due(self) -> float:
        waits = self._asked and not self._paused
        return self._since + self._timeout if waits else math.inf


def _can_answer(asked: Asked, reply: Answer) -> bool:
    match asked, reply:
        case (
            (_, Error())
            | (Join(), Joined())
            | (Guess(), Higher() | Lower() | Win() | Out())
            | (Quit(), Bye())
        ):
            return True
        case _:
            return False


open_race_client = opener(RaceClient.start, name="open_race_client", service="a race")
