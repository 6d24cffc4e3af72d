"""Finding where a client connects that does not take the port it is told."""

import contextlib
from collections.abc import Iterable

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.client_lab import bound
from trio_sockets.check.launcher import Launcher
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.target import START
from trio_sockets.check.visit import ANYWHERE

_LAST = 0.2
"""Seconds after the end of a client in which its connection may still come up."""


async def find_calling(launcher: Launcher, ports: Iterable[int]) -> TcpAddress | None:
    """Start a client once, and see where it connects. Nobody talks with it.

    :param ports: where it may connect, besides where it is told.
    :returns: port 0 if it connects where it is told. None if it does not connect.
    """
    listening = [bound(ANYWHERE)]
    for port in ports:
        with contextlib.suppress(OSError):  # somebody else listens there
            listening.append(bound(TcpAddress(DEFAULT_HOST, port)))
    try:
        for each in listening:
            each.listen()
        return await _first_called(launcher, listening)
    except CannotStartError:
        return None
    finally:
        for each in listening:
            each.close()


async def _first_called(
    launcher: Launcher, listening: list[trio.socket.SocketType]
) -> TcpAddress | None:
    told, *_ = listening
    called: list[trio.socket.SocketType] = []

    async def accept(listener: trio.socket.SocketType) -> None:
        stream, _ = await listener.accept()
        stream.close()
        called.append(listener)
        nursery.cancel_scope.cancel()

    run = await launcher.start(TcpAddress(*told.getsockname()[:2]))
    try:
        async with trio.open_nursery() as nursery:
            for listener in listening:
                nursery.start_soon(accept, listener)
            await run.ended(within=START)
            await trio.sleep(_LAST)
            nursery.cancel_scope.cancel()
    finally:
        run.stop()
    await launcher.all_ended()
    if not called:
        return None
    host, port = called[0].getsockname()[:2]
    return TcpAddress(host, 0 if called[0] is told else port)
