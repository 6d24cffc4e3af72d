"""Clients that are not players: raw connections, by the thousand if need be."""

import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio

from trio_sockets import TcpAddress


@asynccontextmanager
async def crowd(address: TcpAddress, size: int) -> AsyncIterator[list[trio.SocketStream]]:
    """Open so many connections at once, and close them all after the block.

    Who takes one of them out of the list closes it.
    """
    streams: list[trio.SocketStream] = []

    async def come() -> None:
        streams.append(await connection(address))

    try:
        async with trio.open_nursery() as nursery:
            for _ in range(size):
                nursery.start_soon(come)
        yield streams
    finally:
        for stream in streams:
            stream.socket.close()


async def connection(address: TcpAddress, *, receive_buffer: int = 0) -> trio.SocketStream:
    """Connect with one system call: ten thousand times, `trio.open_tcp_stream` takes its time.

    :param receive_buffer: bytes that the system may keep for a client that does not read.
    """
    sock = trio.socket.socket()
    try:
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await sock.connect((address.host, address.port))
    except BaseException:
        sock.close()
        raise
    return trio.SocketStream(sock)


def reset(stream: trio.SocketStream) -> None:
    """Close with an RST: SO_LINGER on, and no time to linger."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.socket.close()


async def at_once(number: int, what: Callable[..., Awaitable[object]], *arguments: Any) -> None:
    """Do the same so many times, all at the same time."""
    async with trio.open_nursery() as nursery:
        for _ in range(number):
            nursery.start_soon(what, *arguments)
