"""Clients that are not players: raw connections, by the thousand if need be."""

import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio

from trio_sockets import TcpAddress

STRANGER = "127.0.0.2"
"""An address from which none of the players comes."""


@asynccontextmanager
async def crowd(
    address: TcpAddress, size: int, *, source: str = ""
) -> AsyncIterator[list[trio.SocketStream]]:
    """Open so many connections at once, and close them all after the block.

    A test that takes one of them out of the list closes it.

    :param source: see `connection`.
    """
    streams: list[trio.SocketStream] = []

    async def come() -> None:
        streams.append(await connection(address, source=source))

    try:
        async with trio.open_nursery() as nursery:
            for _ in range(size):
                nursery.start_soon(come)
        yield streams
    finally:
        for stream in streams:
            stream.socket.close()


async def connection(
    address: TcpAddress, *, receive_buffer: int = 0, source: str = ""
) -> trio.SocketStream:
    """Connect with one system call: ten thousand times, `trio.open_tcp_stream` takes its time.

    :param receive_buffer: bytes that the system may keep for a client that does not read.
    :param source: the address to come from; all of 127.0.0.0/8 is this machine.
    """
    sock = trio.socket.socket()
    try:
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            await sock.bind((source, 0))
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
