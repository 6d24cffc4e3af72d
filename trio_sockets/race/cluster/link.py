"""The one connection of a server to Valkey, and what becomes of it."""

import json
import math
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, final

import trio
from coredis.connection import BaseConnection
from coredis.exceptions import ConnectionError as LostError
from coredis.exceptions import RedisError

from trio_sockets.backoff import Backoff
from trio_sockets.race.cluster.opening import PATTERNS, ScriptCall, open_connection
from trio_sockets.race.cluster.outage import OutageLog
from trio_sockets.race.cluster.proof import Proof
from trio_sockets.race.cluster.script import ScriptWords
from trio_sockets.valkey.connections import FAULTS, UnreachableError, pool_of_one, user_of
from trio_sockets.valkey.faults import LOST, reason_of

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
"""Seconds after which a connection is stable: its loss is a new outage."""

OnReply: TypeAlias = Callable[[ScriptWords], object]


@final
@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question that was sent and awaits its reply.

    :ivar request: coredis's awaitable of the reply.
    :ivar answered: called with the reply.
    :ivar proves: whether the connection works only once this is answered.
    """

    question: ScriptCall
    request: Awaitable[Any]
    answered: OnReply
    proves: bool


class LinkObserver(Protocol):
    """Receives the events of a link."""

    def up(self) -> None:
        """The link is connected, for the first time or again, without subscriptions."""

    def down(self) -> None:
        """The link is lost, and with it every pending reply."""

    def heard(self, channel: str, data: bytes) -> None:
        """A message was published on a subscribed channel."""


class Link:
    """Asks scripts, and hears what is published, over one connection.

    So messages and replies arrive in the order in which Valkey sent them.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param scripts: the Lua of each script.
    :param listener: whom it tells.
    :raises ValueError: the address is invalid.
    :ivar number: how many connections there have been.
    :ivar database: the number of Valkey's database.
    :ivar run: the start of Valkey that it is connected to.
    """

    def __init__(self, url: str, scripts: Iterable[str], listener: LinkObserver) -> None:
        self._url = url
        self._scripts = tuple(scripts)
        self._listener = listener
        self._connection: BaseConnection | None = None
        self._tasks: trio.Nursery | None = None
        self._asked: trio.MemorySendChannel[PendingQuestion]
        self._waiting = 0  # questions that have no answer
        self._answers = 0
        self._trouble: Exception | None = None
        self._refused: ScriptCall | None = None  # what the last connection failed by
        self._proof = Proof()
        self._log = OutageLog()
        self.number = 0
        self.run = ""
        pool = pool_of_one(url, connect=CONNECT)
        self._user, self._place = user_of(pool), str(pool.location)
        self.database: int = pool.connection_kwargs.get("db") or 0

    @property
    def is_up(self) -> bool:
        """Whether the link is connected."""
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
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            before, start = self.number, trio.current_time()
            self._trouble, self._proof = None, Proof()
            trouble = await self._connect_and_listen()
            if self.number > before and trio.current_time() >= start + STEADY:
                backoff.reset()
            reason = self._reason(trouble)
            if self._proof.proven and reason.endswith(LOST.read()):
                self._log.lost(reason)
            else:
                self._log.failed(reason)
            pause = backoff.next() * random.uniform(0.5, 1)  # noqa: S311 - nothing to guess
            await trio.sleep(pause)

    def ask(self, script: str, keys: Sequence[str], words: ScriptWords, answered: OnReply) -> None:
        """Ask a script something; in the order of the calls. Without a link, nothing happens.

        :param script: the Lua of one of them.
        :param answered: called with the answer, unless the link is lost before.
        """
        if self._connection is None:
            return
        question = ScriptCall(script, keys, words)
        try:
            request = self._connection.create_request(*question.command())
        except RedisError as error:
            self._give_up(error)
            return
        self._waiting += 1
        self._asked.send_nowait(PendingQuestion(question, request, answered, self._proof.asked()))

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
        """Return the reason for which the connection ended."""
        async with pool_of_one(self._url, connect=CONNECT) as pool:
            try:
                connection, self.run = await open_connection(
                    pool,
                    self._scripts,
                    self._refused,
                    database=self.database,
                    deadline=trio.current_time() + CONNECT,
                )
            except (*FAULTS, UnreachableError) as error:
                return error
            self.number += 1
            self._waiting = 0
            self._refused = None
            async with trio.open_nursery() as self._tasks:
                self._tasks.start_soon(self._listen, connection)
                self._asked, asked = trio.open_memory_channel[PendingQuestion](math.inf)
                self._tasks.start_soon(self._take_answers, asked)
                self._connection = connection
                self._tell_up()
                try:
                    await self._outlast_silence()
                finally:
                    self._connection = None
                    self._listener.down()
                    self._tasks.cancel_scope.cancel()
        return self._trouble or RedisError(LOST.read())

    def _tell_up(self) -> None:
        """Tell that it is there. It is reached once all that is asked thereupon is answered."""
        with self._proof.asking():
            self._listener.up()
        self._look_at_proof()

    def _look_at_proof(self) -> None:
        if self._proof.settle():
            self._log.reached(self.number)

    def _reason(self, error: Exception) -> str:
        if isinstance(error, UnreachableError):
            return str(error)
        reason = reason_of(error, user=self._user, patterns=PATTERNS)
        return f"{self._place}: {reason.read()}"

    async def _outlast_silence(self) -> None:
        """Return when nothing has been answered for too long, and it is not we who had no time."""
        quiet = 0
        while quiet < LOOKS:
            before = self._answers
            await trio.sleep(SILENCE / LOOKS)
            quiet = quiet + 1 if self._waiting and self._answers == before else 0
        self._trouble = RedisError("nothing is answered")

    async def _listen(self, connection: BaseConnection) -> None:
        try:
            async for message in connection.push_messages:
                match message:
                    case [b"message", bytes(channel), bytes(data)]:
                        self._listener.heard(channel.decode(), data)
        except FAULTS as error:
            self._give_up(error)

    async def _take_answers(self, asked: trio.MemoryReceiveChannel[PendingQuestion]) -> None:
        """Hand over the answers in the order of the questions."""
        async for one in asked:
            try:
                answer = json.loads(await one.request)
            except FAULTS as error:  # no answer, or none of the script's
                if not isinstance(error, LostError):
                    self._refused = one.question
                self._give_up(error)
                return
            self._waiting -= 1
            self._answers += 1
            self._proof.answered(proves=one.proves)
            with self._proof.asking(proves=one.proves):
                one.answered(answer)
            self._look_at_proof()

    def _give_up(self, error: Exception) -> None:
        self._trouble = self._trouble or error
        if self._tasks is not None:
            self._tasks.cancel_scope.cancel()
