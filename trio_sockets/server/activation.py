"""Sockets that a service manager has opened for us: systemd's socket activation.

The manager listens before the server runs and after it has ended, so a restart refuses nobody, and
the server needs no right to open a low port. It hands the sockets down as descriptors, from 3 on,
and says so in the environment: see sd_listen_fds(3).
"""

import os
import socket
from collections.abc import Mapping, MutableMapping
from typing import TypeAlias

import trio

from trio_sockets.server.listeners import ListenError, bound_address
from trio_sockets.services import Endpoint, Service

FIRST = 3
"""The first descriptor that is handed down: SD_LISTEN_FDS_START."""

Bound: TypeAlias = list[tuple[Endpoint, trio.SocketListener]]


def take_activated(services: Mapping[str, Service], environment: MutableMapping[str, str]) -> Bound:
    """Return the listeners that the service manager has handed down to this process, if any.

    The variables that told of them are taken out of the environment: they are for this process
    alone.

    :param services: what can be served, by name. A socket serves the one that it is named after
        (``FileDescriptorName=`` in its unit).
    :param environment: the process's.
    :raises ListenError: a socket has no service's name, or is no listening socket.
    """
    pid = environment.pop("LISTEN_PID", None)
    number = environment.pop("LISTEN_FDS", None)
    names = environment.pop("LISTEN_FDNAMES", "").split(":")
    if number is None or pid != str(os.getpid()):
        return []
    bound: Bound = []
    for index in range(int(number)):
        name = names[index] if index < len(names) else ""
        if name not in services:
            choice = ", ".join(services)
            raise ListenError(
                f"the service manager's socket {name!r} is no service: "
                f"write FileDescriptorName= in its unit, one of {choice}"
            )
        listener = _listener(FIRST + index, name)
        bound.append((Endpoint(services[name], bound_address(listener)), listener))
    return bound


def _listener(fd: int, name: str) -> trio.SocketListener:
    os.set_inheritable(fd, False)  # noqa: FBT003 - os has no name for it
    try:
        sock = socket.socket(fileno=fd)
        return trio.SocketListener(trio.socket.from_stdlib_socket(sock))
    except (OSError, ValueError) as error:
        raise ListenError(
            f"the service manager's socket {name!r} accepts no streams: "
            "write ListenStream= and Accept=no in its unit"
        ) from error
