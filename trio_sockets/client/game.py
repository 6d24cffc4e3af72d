"""A client of the mystery number."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Never

import trio

from trio_sockets.address import Address
from trio_sockets.client.channel import LineChannel
from trio_sockets.client.connect import TIMEOUT, open_stream
from trio_sockets.client.errors import GarbledError, RefusedError
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.game import GameOver, Outcome
from trio_sockets.protocol.grammar import encode, parse_game_reply
from trio_sockets.protocol.messages import (
    Bye,
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


class GameClient:
    """Plays one game. `GameClient.start` makes one.

    Every method may raise any `ClientError`; after a `RefusedError` for a bad guess the game goes
    on.

    :ivar parameters: what the server sent first.
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

        :param stream: the connection; whoever made it closes it.
        :param timeout: seconds to wait for each reply; None waits for ever.
        :raises ClientError: the server sends something else, such as that it is busy, or nothing.
        """
        channel = LineChannel(stream, timeout=timeout)
        match parse_game_reply(await channel.receive()):
            case Parameters() as parameters:
                return cls(channel, parameters)
            case other:
                raise _unexpected(other, "GAME and its parameters")

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
        """How many guesses there are in all."""
        return self.parameters.tries

    async def guess(self, number: int) -> Outcome:
        """Guess, and return what the server says.

        :raises GameOver: the game has ended.
        """
        if self._over:
            raise GameOver("the game has ended")
        await self._channel.send(Guess(number))
        match parse_game_reply(await self._channel.receive()):
            case Higher() | Lower() as outcome:
                return outcome
            case Win() | Lose() as outcome:
                self._over = True
                return outcome
            case other:
                raise _unexpected(other, "the answer to a guess")

    async def quit(self) -> None:
        """Leave politely; the server closes then."""
        await self._channel.send(Quit())
        match parse_game_reply(await self._channel.receive()):
            case Bye():
                self._over = True
            case other:
                raise _unexpected(other, "BYE")

    async def until_ended(self) -> Never:
        """Wait until the server ends the game unasked, and raise why. Cancelling loses nothing."""
        raise _unexpected(parse_game_reply(await self._channel.receive_whenever()), "nothing")


@asynccontextmanager
async def open_game_client(
    address: Address,
    *,
    timeout: float | None = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[GameClient]:
    """Connect to a game for as long as the block lasts.

    :param address: where it listens.
    :param timeout: seconds to wait for the connection and for each reply; None waits for ever.
    :param tls: see `open_stream`.
    :raises ConnectError: there is no connection.
    """
    async with await open_stream(address, timeout=timeout, tls=tls) as stream:
        yield await GameClient.start(stream, timeout=timeout)


def _unexpected(reply: GameReply | Garbled, expected: str) -> GarbledError | RefusedError:
    if isinstance(reply, Error):
        return RefusedError(reply)
    line = reply.line if isinstance(reply, Garbled) else encode(reply).decode().rstrip()
    return GarbledError(line, expected)
