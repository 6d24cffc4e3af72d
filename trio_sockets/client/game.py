"""A client of the mystery number."""

from typing import Never

import trio

from trio_sockets.client.channel import LineChannel, checked_number
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.errors import GarbledError, LocalProtocolError, RefusedError
from trio_sockets.client.opening import opener
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.game import Outcome
from trio_sockets.protocol.grammar import encode, parse_game_reply
from trio_sockets.protocol.messages import (
    Bye,
    GameCommand,
    GameReply,
    Garbled,
    Guess,
    Higher,
    Lose,
    Lower,
    Parameters,
    Quit,
    Win,
)
from trio_sockets.words import Words, say


class GameClient:
    """Plays one game. `GameClient.start` makes one.

    Every method may raise any `ClientError`, and nothing else. After a `RefusedError` for a bad
    guess, and after a `LocalProtocolError`, the game goes on.

    :ivar parameters: the server's first message.
    """

    def __init__(self, channel: LineChannel, parameters: Parameters) -> None:
        self._channel = channel
        self._over = False
        self.parameters = parameters

    @classmethod
    async def start(
        cls,
        stream: trio.abc.Stream,
        *,
        timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - it is kept
    ) -> "GameClient":
        """Receive the game's parameters, and return its client.

        :param stream: the connection, which the caller closes.
        :param timeout: seconds to wait for each reply; None waits for ever.
        :raises ClientError: the server sends something else, such as that it is busy, or nothing.
        """
        channel = LineChannel(stream, timeout=timeout)
        match parse_game_reply(await channel.receive()):
            case Parameters() as parameters:
                return cls(channel, parameters)
            case other:
                raise _unexpected(other, say("GAME and its parameters"))

    @property
    def low(self) -> int:
        """The lowest number it can be."""
        return self.parameters.low

    @property
    def high(self) -> int:
        """The highest number it can be."""
        return self.parameters.high

    @property
    def tries(self) -> int:
        """The number of guesses allowed."""
        return self.parameters.tries

    async def guess(self, number: int) -> Outcome:
        """Guess, and return the server's reply.

        :param number: of 18 digits at most. The server refuses one beyond the bounds.
        :raises LocalProtocolError: the number is too long, or the game has ended.
        """
        await self._send(Guess(checked_number(number)))
        match parse_game_reply(await self._channel.receive()):
            case Higher() | Lower() as outcome:
                return outcome
            case Win() | Lose() as outcome:
                self._over = True
                return outcome
            case other:
                raise _unexpected(other, say("the answer to a guess"))

    async def quit(self) -> None:
        """Send `quit`; the server then closes the connection."""
        await self._send(Quit())
        match parse_game_reply(await self._channel.receive()):
            case Bye():
                self._over = True
            case other:
                raise _unexpected(other, "BYE")

    async def _send(self, command: GameCommand) -> None:
        if self._over:
            raise LocalProtocolError(say("the game has ended"))
        await self._channel.send(command)

    async def until_ended(self) -> Never:
        """Wait until the server ends the game unasked, and raise why. Cancelling loses nothing."""
        raise _unexpected(parse_game_reply(await self._channel.receive_whenever()), say("nothing"))


open_game_client = opener(GameClient.start, name="open_game_client", service="a game")


def _unexpected(reply: GameReply | Garbled, expected: Words | str) -> GarbledError | RefusedError:
    if isinstance(reply, Error):
        return RefusedError(reply)
    line = reply.line if isinstance(reply, Garbled) else encode(reply).decode().rstrip()
    return GarbledError(line, expected)
