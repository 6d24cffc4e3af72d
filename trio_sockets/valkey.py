"""Connections to Valkey or Redis, by coredis, which speaks Trio."""

import logging
import ssl
from typing import Any

from coredis.connection import BaseConnection
from coredis.pool import ConnectionPool

# What it has to say, we say once.
logging.getLogger("coredis").addHandler(logging.NullHandler())


def pool_of_one(url: str, *, connect: float) -> ConnectionPool[Any]:
    """Return a pool for one connection. It connects when it is asked for one.

    :param url: where Valkey is: ``redis://``, ``rediss://`` or ``unix://``.
    :param connect: seconds that each step of connecting may take.
    :raises ValueError: the address is none.
    """
    secure: dict[str, Any] = {}
    if url.startswith("rediss:"):
        secure["ssl_context"] = ssl.create_default_context()
    return ConnectionPool.from_url(
        url, decode_components=True, max_connections=1, connect_timeout=connect, **secure
    )


async def connection_of(pool: ConnectionPool[Any]) -> BaseConnection:
    """Return a pool's connection.

    :raises OSError: nobody answers there.
    :raises RedisError: it is no Valkey, or wants another password.
    """
    # First, as a pool that fails to connect leaves its own streams unclosed.
    if pool.location is None or not await pool.location.check():
        raise ConnectionRefusedError(f"nobody answers at {pool.location}")
    connection: BaseConnection = await pool.get_connection()
    return connection
