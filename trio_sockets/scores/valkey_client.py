"""The connection of a process to the Valkey that has the scores."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeAlias, final

import trio
from coredis.connection import BaseConnection
from coredis.exceptions import AuthenticationError, AuthorizationError, RedisError

from trio_sockets.scores.store import StoreError
from trio_sockets.valkey import connection_of, pool_of_one

Question: TypeAlias = Sequence[str | bytes | float]
"""A command and its words."""

_FAULTS = (RedisError, OSError, trio.TooSlowError)


class RefusedError(StoreError):
    """Valkey is there, and lets us not in: it does not pass by itself."""


@final
class ValkeyClient:
    """Asks Valkey, over a connection that is made when it is needed, and anew when it was lost.

    It is an async context manager, within which it can ask. The connection outlasts a cancellation
    of what is around: it ends with the block, so that what is left can be written there.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param patience: seconds that an answer may take, with the connecting.
    :raises ValueError: the address is none.
    """

    def __init__(self, url: str, patience: float) -> None:
        self._url, self._patience = url, patience
        self._place = str(pool_of_one(url, connect=patience).location)
        self._stack = AsyncExitStack()
        self._tasks: trio.Nursery
        self._scope = trio.CancelScope()
        self._connection: BaseConnection | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._stack.enter_async_context(trio.open_nursery())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._give_up()
        await self._stack.aclose()

    async def ask(self, *questions: Question) -> list[Any]:
        """Return Valkey's answers to these commands.

        :raises RefusedError: it wants another password, or lets us not do it.
        :raises StoreError: there is no answer in time, or it is an error.
        """
        try:
            with trio.fail_after(self._patience) as limit:
                connection = await self._connected()
                asked = [connection.create_request(*words) for words in map(_words, questions)]
                return [await answer for answer in asked]
        except BaseException as error:
            self._give_up()  # answers that are still to come are nobody's
            if not isinstance(error, _FAULTS):
                raise
            # Cancelled while it connects, coredis says that it could not.
            await trio.lowlevel.checkpoint_if_cancelled()
            late = trio.TooSlowError() if limit.cancel_called else error
            raise self._store_error(late) from error

    def fault(self, reason: str) -> StoreError:
        """Return what to raise: one line, with the place, and without a password."""
        return StoreError(f"{self._place}: {reason}")

    async def _connected(self) -> BaseConnection:
        if self._connection is None or not self._connection.usable:
            self._give_up()
            made = await self._tasks.start(self._connect)
            if isinstance(made, Exception):
                raise made
            self._connection = made
        return self._connection

    async def _connect(self, *, task_status: trio.TaskStatus[BaseConnection | Exception]) -> None:
        with trio.CancelScope() as scope:
            async with pool_of_one(self._url, connect=self._patience) as pool:
                try:
                    connection = await connection_of(pool)
                except _FAULTS as error:
                    task_status.started(error)
                    return
                self._scope = scope
                task_status.started(connection)
                scope.shield = True
                await trio.sleep_forever()

    def _give_up(self) -> None:
        self._connection = None
        self._scope.cancel()

    def _store_error(self, error: Exception) -> StoreError:
        if isinstance(error, trio.TooSlowError):
            return self.fault("Valkey does not answer in time")
        reason = " ".join(str(error).split()) or repr(error)
        if isinstance(error, AuthenticationError | AuthorizationError):
            return RefusedError(f"{self._place}: {reason}")
        if isinstance(error, ConnectionRefusedError):
            return StoreError(reason)
        return self.fault(reason)


def _words(question: Question) -> tuple[Any, ...]:
    command, *words = question
    return (command.encode() if isinstance(command, str) else command, *words)
