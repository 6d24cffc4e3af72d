"""Finds the port of a client that ignores the one that it is given."""

import contextlib
from collections.abc import Iterable

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.classroom.programs.words_taken import EndedEarly
from trio_sockets.check.harness.client_harness import bound
from trio_sockets.check.harness.launcher import Launcher
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.starting import START
from trio_sockets.check.harness.visit import ANYWHERE

_LAST = 0.2
"""Seconds after a client's end in which its connection may still arrive."""


async def find_calling(launcher: Launcher, ports: Iterable[int]) -> TcpAddress | EndedEarly:
    """Start a client once and find out where it connects, without a conversation.

    :param ports: the ports where it may connect, besides the one that it is given.
    :returns: port 0 if it connects to the port that it is given; `EndedEarly` if it does not
        connect.
    """
    listening = [bound(ANYWHERE)]
    for port in ports:
        with contextlib.suppress(OSError):  # another program listens there
            listening.append(bound(TcpAddress(DEFAULT_HOST, port)))
    try:
        for each in listening:
            each.listen()
        return await _first_called(launcher, listening)
    except CannotStartError:
        return EndedEarly(b"")
    finally:
        for each in listening:
            each.close()


async def _first_called(
    launcher: Launcher, listening: list[trio.socket.SocketType]
) -> TcpAddress | EndedEarly:
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
            await run.ended(within=START, starts=True)
            await trio.sleep(_LAST)
            nursery.cancel_scope.cancel()
    finally:
        run.stop()
    await launcher.all_ended()
    if not called:
        return EndedEarly(run.ending().output)
    host, port = called[0].getsockname()[:2]
    return TcpAddress(host, 0 if called[0] is told else port)
