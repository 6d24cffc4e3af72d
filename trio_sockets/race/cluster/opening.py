"""Opening a connection to Valkey: whether everything that a race needs can be done there."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, final

import trio
from coredis.connection import BaseConnection
from coredis.pool import ConnectionPool

from trio_sockets.race.cluster.script import channel, host_key, presence_script, rights_script
from trio_sockets.valkey.connections import connection_of

PATTERNS: Final = "~{race* &{race:*"
"""The keys and channels of a race, as rules of an ACL."""

_NOBODYS: Final = ""
"""A name that no room has, and no host: its keys and channels are for what servers agree on."""

_RUN: Final = "{race:}:run"
_OF_ROOMS: Final = "hget hgetall hset hdel hlen del pexpire get set"
_OF_HOSTS: Final = "zadd zcard zrem zremrangebyscore zscore"
_WORDS: Final = {
    "hget": ["f"],
    "hset": ["f", ""],
    "hdel": ["f"],
    "pexpire": ["1"],
    "set": [""],
    "zadd": ["0", ""],
    "zrem": [""],
    "zremrangebyscore": ["0", "0"],
    "zscore": [""],
}


def script_name(script: str) -> str:
    """Return what EVALSHA calls a script."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


@final
@dataclass(frozen=True, slots=True)
class ScriptCall:
    """A script, the keys it is about, and what is asked.

    :ivar words: as JSON.
    """

    script: str
    keys: Sequence[str]
    words: Mapping[str, Any]

    def command(self) -> tuple[Any, ...]:
        """Return it as Valkey takes it."""
        asked = json.dumps(self.words, ensure_ascii=False)
        return b"EVALSHA", script_name(self.script), len(self.keys), *self.keys, asked

    def probe(self) -> "ScriptCall":
        """Return a question that is refused as this one is, and changes nothing."""
        return ScriptCall(self.script, self.keys, {"op": "probe"})


async def open_connection(
    pool: ConnectionPool[Any],
    scripts: Iterable[str],
    refused: ScriptCall | None,
    *,
    database: int,
    deadline: float,
) -> tuple[BaseConnection, str]:
    """Return a connection, and what this start of Valkey is called among the servers.

    It knows the scripts, has all rights, and takes writes.

    :param refused: the question by which the last connection failed, if it was an error.
    :param deadline: until when, by Trio's clock.
    :raises UnreachableError: no Valkey answers there in time, or it refuses us.
    :raises RedisError: it refuses something of this, as may all `FAULTS`.
    """
    connection = await connection_of(pool, deadline=deadline)
    loaded = (*scripts, presence_script(), rights_script())
    rights = [json.dumps(right) for right in rights_needed(database)]
    with trio.fail_at(deadline):
        # Together, as Valkey may be far. It answers in order, so a right that is missing is named
        # before what fails without it.
        answers = [connection.create_request(b"SCRIPT LOAD", script) for script in loaded]
        name = script_name(rights_script())
        answers.append(connection.create_request(b"EVALSHA", name, 0, *rights))
        if refused is not None:
            answers.append(connection.create_request(*refused.probe().command()))
        agreeing = _Agreeing(connection, database)
        for answer in answers:
            await answer
        run = await agreeing.agreed()
    return connection, run


def rights_needed(database: int) -> list[list[str]]:
    """Return, for each command, the rules of an ACL that allow it, and the command's words.

    They are those that a script cannot be asked without, too: it is loaded by then.
    """
    steps = channel(_NOBODYS, database)
    of_keys, of_channels = PATTERNS.split()
    keyed = [(name, _RUN) for name in _OF_ROOMS.split()]
    keyed += [(name, host_key(_NOBODYS)) for name in _OF_HOSTS.split()]
    return [
        *([f"+{name} {of_keys}", name, key, *_WORDS.get(name, [])] for name, key in keyed),
        *([f"+{name} {of_channels}", name, steps] for name in ("subscribe", "unsubscribe")),
        [f"+publish {of_channels}", "publish", steps, ""],
        ["+pubsub|channels", "pubsub", "channels"],
        ["+pubsub|numsub", "pubsub", "numsub"],
        ["+time", "time"],
    ]


class _Agreeing:
    """Has this server and the others call a start of Valkey the same: see ``presence.lua``.

    The first question is put at once.
    """

    def __init__(self, connection: BaseConnection, database: int) -> None:
        self._connection = connection
        self._prefix = f"{channel(_NOBODYS, database)}:run:"
        self._name = secrets.token_hex(8)
        self._answer = self._ask()

    def _ask(self) -> Awaitable[Any]:
        self._connection.send_command(b"SUBSCRIBE", self._prefix + self._name)
        asked = b"EVALSHA", script_name(presence_script()), 1, _RUN, self._prefix, self._name
        return self._connection.create_request(*asked)

    async def agreed(self) -> str:
        """Return the name."""
        while True:
            answer = await self._answer
            agreed = answer.decode() if isinstance(answer, bytes) else str(answer)
            if agreed == self._name:
                return agreed
            self._connection.send_command(b"UNSUBSCRIBE", self._prefix + self._name)
            self._name = agreed
            self._answer = self._ask()
