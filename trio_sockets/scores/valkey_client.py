"""The connection of a process to the Valkey that has the scores."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeAlias, final

import trio
from coredis.connection import BaseConnection

from trio_sockets.scores.store import StoreError
from trio_sockets.scores.valkey_words import TAG
from trio_sockets.valkey.connections import (
    FAULTS,
    UnreachableError,
    connection_of,
    pool_of_one,
    user_of,
)
from trio_sockets.valkey.faults import is_lasting, reason_of
from trio_sockets.words import Words, say

ValkeyCommand: TypeAlias = Sequence[str | bytes | float]
"""A command and its words."""

_PATTERNS = f"~{TAG}*"
"""The keys of scores, as a rule of an ACL."""

_FAULTS = (*FAULTS, UnreachableError)


class ValkeyRefusedError(StoreError):
    """A permanent error: Valkey refuses the login, or the peer is not a Valkey to trust."""


@final
class ValkeyClient:
    """Asks Valkey, over a connection that is made when it is needed, and anew when it was lost.

    It is an async context manager, within which it can ask. The connection outlasts a cancellation
    of what is around: it ends with the block, so that what is left can be written there.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param patience: seconds that an answer may take, with the connecting.
    :raises ValueError: the address is invalid.
    """

    def __init__(self, url: str, patience: float) -> None:
        self._url, self._patience = url, patience
        pool = pool_of_one(url, connect=patience)
        self._place, self._user = str(pool.location), user_of(pool)
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

    async def ask(self, *questions: ValkeyCommand) -> list[Any]:
        """Return Valkey's answers to these commands.

        :raises RefusedError: it wants another password, or lets us not do it; or what is there
            speaks something else, or shows a certificate that is not to be trusted.
        :raises StoreError: there is no answer in time, or it is an error.
        """
        deadline = trio.current_time() + self._patience
        try:
            connection = await self._connected(deadline)
            with trio.fail_at(deadline):
                asked = [connection.create_request(*words) for words in map(_words, questions)]
                return [await answer for answer in asked]
        except BaseException as error:
            self._give_up()  # no call waits for the answers that are still to come
            if not isinstance(error, _FAULTS):
                raise
            raise self._store_error(error) from error

    def fault(self, reason: Words | str) -> StoreError:
        """Return what to raise: one line, with the place, and without a password."""
        return StoreError(say("{place}: {reason}", place=str(self._place), reason=reason))

    async def _connected(self, deadline: float) -> BaseConnection:
        if self._connection is None or not self._connection.usable:
            self._give_up()
            made = await self._tasks.start(self._connect, deadline)
            if isinstance(made, Exception):
                raise made
            self._connection = made
        return self._connection

    async def _connect(
        self, deadline: float, *, task_status: trio.TaskStatus[BaseConnection | Exception]
    ) -> None:
        with trio.CancelScope() as scope:
            async with pool_of_one(self._url, connect=self._patience) as pool:
                try:
                    connection = await connection_of(pool, deadline=deadline)
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
        if isinstance(error, UnreachableError):
            return (ValkeyRefusedError if error.lasting else StoreError)(error.words)
        line = self.fault(reason_of(error, user=self._user, patterns=_PATTERNS))
        return ValkeyRefusedError(line.words) if is_lasting(error) else line


def _words(question: ValkeyCommand) -> tuple[Any, ...]:
    command, *words = question
    return (command.encode() if isinstance(command, str) else command, *words)
