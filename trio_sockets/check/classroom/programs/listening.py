"""Finds the port of a server that ignores the one that it is given."""

import contextlib
from collections.abc import Sequence

import psutil
import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.classroom.programs.words_taken import EndedEarly
from trio_sockets.check.harness.programs.process import CannotStartError, Starter
from trio_sockets.check.harness.starting import Start
from trio_sockets.check.harness.target import open_target

_LOOK = 0.1
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what a student's program may listen on


async def find_listening(command: Sequence[str], starter: Starter) -> TcpAddress | EndedEarly:
    """Start a server once and find out where it listens, without a connection.

    :param command: the command; ``{port}`` stands for the port that it is given.
    :returns: port 0 if it listens at the port that it is given, or does not listen in time;
        `EndedEarly` if it ended, as a server does if its port is taken.
    """
    async with open_target(TcpAddress(DEFAULT_HOST, 0), command, starter) as target:
        try:
            await target.restart()
        except CannotStartError:
            return EndedEarly(b"")
        assert target.program is not None  # noqa: S101 - it has been started
        assert isinstance(target.address, TcpAddress)  # noqa: S101 - it was given as one
        told = target.address.port
        start = Start(target.program.pid)
        while target.program.exit_code is None:
            there = _listening(target.program.pid)
            if there:
                own = [address for address in there if address.port == told]
                address = (own or there)[0]
                return TcpAddress(address.host, 0 if own else address.port)
            if start.is_over():
                return TcpAddress(DEFAULT_HOST, 0)
            await trio.sleep(_LOOK)
        await target.program.ended()
        return EndedEarly(target.program.output)


def _listening(pid: int) -> list[TcpAddress]:
    """Return the sorted addresses where a process or its descendants listen."""
    found = set()
    with contextlib.suppress(psutil.Error):
        leader = psutil.Process(pid)
        for process in (leader, *leader.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                found |= {
                    (connection.laddr.port, connection.laddr.ip)
                    for connection in process.net_connections("tcp")
                    if connection.status == psutil.CONN_LISTEN
                }
    return [
        TcpAddress(DEFAULT_HOST if host in _EVERYWHERE else host, port)
        for port, host in sorted(found)
    ]
