"""A player of the race: a person at a keyboard, or the bot."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, final

import trio
from rich.text import Text

from trio_sockets.client.errors import RefusedError
from trio_sockets.client.race.client import Answered, Event, RaceClient
from trio_sockets.client.race.view import RaceView
from trio_sockets.client.race.words import sentence, style, typed
from trio_sockets.client.sentences import impossible
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.messages import Guess, Higher, Lower, Quit
from trio_sockets.protocol.race.messages import Join, RoundBegins
from trio_sockets.words import Translate, Words, in_english, say

Show: TypeAlias = Callable[[RaceView, Text], object]
"""Shows what has just happened, and what is known now."""

ReadLine: TypeAlias = Callable[[], Awaitable[str | None]]
"""Returns the next line typed, or None at the end of input."""

GOODBYE = 1.0
"""Seconds to wait for the server's goodbye: who leaves need not wait for a slow server."""


@final
class RacePlayer:
    """Runs one race to its end.

    :param client: which has not joined yet.
    :param name: whom to play as.
    :param show: called for each event.
    :param rounds: leave after so many have been played to their end; None plays on.
    :param bot_pause: makes a bot of it: returns how many seconds to think about the next guess.
    :param translate: gives sentences in the reader's language.
    """

    def __init__(  # noqa: PLR0913 - those by name are choices
        self,
        client: RaceClient,
        name: str,
        show: Show,
        *,
        rounds: int | None = None,
        bot_pause: Callable[[], float] | None = None,
        translate: Translate = in_english,
    ) -> None:
        self._client = client
        self._show = show
        self._rounds = rounds
        self._bot_pause = bot_pause
        self._translate = translate
        self._leaving = False
        self.view = RaceView(name)

    async def run(self, room: str, read_line: ReadLine | None) -> None:
        """Join, and play until the player leaves.

        :param read_line: returns the next line typed; None for the bot.
        :raises RefusedError: the room does not take him.
        :raises ClientError: the server failed.
        """
        async with trio.open_nursery() as nursery:
            await self._client.join(self.view.name, room)
            if read_line is not None:
                nursery.start_soon(self._obey, read_line, nursery)
            async for event in self._client:
                if (error := _refusal(event)) is not None:
                    raise RefusedError(error)
                self.view = self.view.after(event, trio.current_time())
                name = self.view.name
                self._tell(sentence(event, name), style(event, name))
                if self._bot_pause is not None and _asks_for_a_guess(event):
                    nursery.start_soon(self._think, self._bot_pause())
                if self._has_played_enough():
                    nursery.start_soon(self._leave, nursery)
            nursery.cancel_scope.cancel()

    def _has_played_enough(self) -> bool:
        # The scores of a round come after its end, and the next countdown after them.
        over = self.view.begins is not None
        return over and self._rounds is not None and self.view.played >= self._rounds

    async def _obey(self, read_line: ReadLine, nursery: trio.Nursery) -> None:
        while (line := await read_line()) is not None:
            match typed(line, self.view):
                case Quit():
                    break
                case Guess() if self._bot_pause is not None:
                    self._hint(say("The bot plays for you. Write quit to leave."))
                case Guess(number):
                    possible = self.view.possible
                    if possible is not None and not possible.low <= number <= possible.high:
                        self._hint(impossible(number))
                    await self._client.guess(number)
                case Words() as hint if line.strip():
                    self._hint(hint)
        await self._leave(nursery)

    def _hint(self, words: Words) -> None:
        self._tell(words, "yellow")

    def _tell(self, words: Words, style: str) -> None:
        self._show(self.view, Text(words.read(self._translate), style))

    async def _think(self, seconds: float) -> None:
        number = self.view.round
        await trio.sleep(seconds)
        if self.view.round == number and self.view.left and self.view.possible is not None:
            await self._client.guess(self.view.possible.middle)

    async def _leave(self, nursery: trio.Nursery) -> None:
        if not self._leaving:
            self._leaving = True
            with trio.move_on_after(GOODBYE):
                await self._client.quit()
                await trio.sleep_forever()
            nursery.cancel_scope.cancel()


def _refusal(event: Event) -> Error | None:
    match event:
        case Answered(Join(), Error() as error):
            return error
        case _:
            return None


def _asks_for_a_guess(event: Event) -> bool:
    return isinstance(event, RoundBegins) or (
        isinstance(event, Answered) and isinstance(event.reply, Higher | Lower)
    )
