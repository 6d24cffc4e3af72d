"""The one connection of a server to Valkey, and what becomes of it."""

import hashlib
import json
import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias

import structlog
import trio
from coredis.connection import BaseConnection
from coredis.exceptions import RedisError

from trio_sockets.race.cluster.script import Words
from trio_sockets.valkey import connection_of, pool_of_one

SILENCE = 1.0
"""Seconds without any answer, while one is waited for, after which the connection is given up. Many
answers may take longer together."""

LOOKS = 4
"""Times that one looks for an answer in these seconds."""

CONNECT = 5.0
"""Seconds that it may take to connect, which are several questions."""

FAREWELL = 0.5
"""Seconds that the last questions have, such as to let players leave, when the server ends."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
"""Seconds between two attempts to connect. The pause doubles, and chance takes up to half of it, so
that many servers do not come back in the same moment."""

STEADY = 5.0
"""Seconds after which a connection has shown that it works: what ends it is a new trouble."""

Answered: TypeAlias = Callable[[Words], object]
Asked: TypeAlias = tuple[Any, Answered]
"""What coredis will have the answer in, and whom it is for."""


class Listener(Protocol):
    """Whom a link tells of itself."""

    def up(self) -> None:
        """It is there, for the first time or again: nothing is subscribed to."""

    def down(self) -> None:
        """It is lost. What was asked and is not answered yet will not be."""

    def heard(self, channel: str, data: bytes) -> None:
        """Somebody has published something."""


class Link:
    """Asks scripts, and hears what is published, over one connection.

    So all of it has one order: what was published before an answer was, comes before the answer.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param scripts: the Lua of each script.
    :param listener: whom it tells.
    :raises ValueError: the address is none.
    :ivar number: how many connections there have been.
    :ivar database: the number of Valkey's database.
    :ivar run: the start of Valkey that it is connected to.
    """

    def __init__(self, url: str, scripts: Iterable[str], listener: Listener) -> None:
        self._url = url
        self._names = {
            script: hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
            for script in scripts
        }
        self._listener = listener
        self._connection: BaseConnection | None = None
        self._tasks: trio.Nursery | None = None
        self._asked: trio.MemorySendChannel[Asked]
        self._waiting = 0  # questions that have no answer
        self._answers = 0
        self._trouble: Exception | None = None
        self._log = structlog.get_logger()
        self.number = 0
        self.run = ""
        self.database: int = pool_of_one(url, connect=CONNECT).connection_kwargs.get("db") or 0

    @property
    def is_up(self) -> bool:
        """Whether something can be asked."""
        return self._connection is not None

    async def keep(self) -> None:
        """Connect, again and again, for ever. When cancelled, it lets what was asked be done."""
        async with trio.open_nursery() as nursery:
            with trio.CancelScope(shield=True) as scope:
                nursery.start_soon(self._end_in_order, scope)
                await self._connect_for_ever()

    async def _end_in_order(self, scope: trio.CancelScope) -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.move_on_after(FAREWELL, shield=True):
                while self.is_up and self._waiting:  # noqa: ASYNC110 - it is over in a moment
                    await trio.sleep(FAREWELL / 50)
            scope.cancel()

    async def _connect_for_ever(self) -> None:
        pause = FIRST_PAUSE
        while True:
            before, start = self.number, trio.current_time()
            said, self._trouble = self._trouble, None
            self._trouble = await self._connect_and_listen()
            if self.number > before and trio.current_time() >= start + STEADY:
                pause = FIRST_PAUSE
            if self.number > before or not said:
                reason = str(self._trouble) or repr(self._trouble)
                self._log.warning("cluster unreachable", reason=reason)
            await trio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - nothing to guess
            pause = min(2 * pause, LONGEST_PAUSE)

    def ask(self, script: str, keys: Sequence[str], words: Words, answered: Answered) -> None:
        """Ask a script something; in the order of the calls. Without a link, nothing happens.

        :param script: the Lua of one of them.
        :param answered: called with the answer, unless the link is lost before.
        """
        if self._connection is None:
            return
        asked = json.dumps(words, ensure_ascii=False)
        try:
            request = self._connection.create_request(
                b"EVALSHA", self._names[script], len(keys), *keys, asked
            )
        except RedisError as error:
            self._give_up(error)
            return
        self._waiting += 1
        self._asked.send_nowait((request, answered))

    def subscribe(self, channel: str) -> None:
        """Hear a channel from now on: before the answer to anything asked later is given."""
        self._say(b"SUBSCRIBE", channel)

    def unsubscribe(self, channel: str) -> None:
        """Hear a channel no more."""
        self._say(b"UNSUBSCRIBE", channel)

    def _say(self, command: bytes, channel: str) -> None:
        if self._connection is not None:
            try:
                self._connection.send_command(command, channel)
            except RedisError as error:
                self._give_up(error)

    async def _connect_and_listen(self) -> Exception:
        """Return what went wrong."""
        async with pool_of_one(self._url, connect=CONNECT) as pool:
            try:
                with trio.fail_after(CONNECT):
                    connection = await connection_of(pool)
                    for script in self._names:
                        await connection.create_request(b"SCRIPT LOAD", script)
                    info: Any = await connection.create_request(b"INFO", b"server")
            except (RedisError, TimeoutError, trio.TooSlowError, OSError) as error:
                return error
            self.number += 1
            self._waiting = 0
            self.run = _run_id(info)
            async with trio.open_nursery() as self._tasks:
                self._tasks.start_soon(self._listen, connection)
                self._asked, asked = trio.open_memory_channel[Asked](math.inf)
                self._tasks.start_soon(self._take_answers, asked)
                self._connection = connection
                self._log.info("cluster reached", connection=self.number)
                self._listener.up()
                try:
                    await self._outlast_silence()
                finally:
                    self._connection = None
                    self._listener.down()
                    self._tasks.cancel_scope.cancel()
        return self._trouble or trio.BrokenResourceError()

    async def _outlast_silence(self) -> None:
        """Return when nothing has been answered for too long, and it is not we who had no time."""
        quiet = 0
        while quiet < LOOKS:
            before = self._answers
            await trio.sleep(SILENCE / LOOKS)
            quiet = quiet + 1 if self._waiting and self._answers == before else 0
        self._trouble = TimeoutError("nothing is answered")

    async def _listen(self, connection: BaseConnection) -> None:
        try:
            async for message in connection.push_messages:
                match message:
                    case [b"message", bytes(channel), bytes(data)]:
                        self._listener.heard(channel.decode(), data)
        except RedisError as error:
            self._give_up(error)

    async def _take_answers(self, asked: trio.MemoryReceiveChannel[Asked]) -> None:
        """Hand over the answers in the order of the questions."""
        try:
            async for request, answered in asked:
                answer = json.loads(await request)
                self._waiting -= 1
                self._answers += 1
                answered(answer)
        except (RedisError, ValueError) as error:  # no answer, or none of the script's
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._trouble = self._trouble or error
        if self._tasks is not None:
            self._tasks.cancel_scope.cancel()


def _run_id(info: bytes) -> str:
    fields = dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)
    return fields["run_id"]
