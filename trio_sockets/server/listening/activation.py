"""Socket activation: listening sockets that a service manager such as systemd has opened.

The manager listens before the server starts and after it has ended, so no client is refused during
a restart, and the server needs no right to open a low port. The server inherits the sockets as
descriptors, from 3 on, and environment variables describe them: see sd_listen_fds(3).
"""

import os
import socket
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import TypeAlias, final

import trio

from trio_sockets.server.listening.listeners import ListenError, bound_address
from trio_sockets.services import Endpoint, Service
from trio_sockets.words import say

FIRST = 3
"""The first inherited descriptor: SD_LISTEN_FDS_START."""

_UNNAMED = "unknown"
"""The name that sd_listen_fds_with_names(3) gives to a socket without a name."""

_DIGITS = 10
"""Most digits of the number of descriptors, which is an ``int`` of C."""

_HINT = "have the service manager start it itself, or a shell between them with exec"

_FAMILIES = {socket.AF_INET, socket.AF_INET6}
if sys.platform != "win32":
    _FAMILIES.add(socket.AF_UNIX)

Bound: TypeAlias = list[tuple[Endpoint, trio.SocketListener]]


@final
@dataclass(frozen=True, slots=True)
class HandedDown:
    """The sockets of the service manager, as the environment describes them.

    :param names: the name of each socket, from descriptor `FIRST` on.
    :param not_ours: if the sockets are meant for another process, why, and what to do; else empty.
    """

    names: tuple[str, ...] = ()
    not_ours: str = ""


def read_environment(environment: MutableMapping[str, str], pid: int) -> HandedDown:
    """Read the variables of the service manager, by the rules of sd_listen_fds(3), and remove them.

    They are meant for one process only, so its children must not inherit them.

    :param environment: the environment of this process.
    :param pid: the ID of this process.
    :raises ListenError: the variables are meant for this process, but are invalid.
    """
    meant_for = environment.pop("LISTEN_PID", "")
    number = environment.pop("LISTEN_FDS", "")
    names = environment.pop("LISTEN_FDNAMES", None)
    environment.pop("LISTEN_PIDFDID", None)
    if not number.strip("0"):
        return HandedDown()
    if meant_for != str(pid):
        named = f"LISTEN_PID is {meant_for!r}" if meant_for else "there is no LISTEN_PID"
        return HandedDown(not_ours=f"{named}, and this process is {pid}: {_HINT}")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        raise ListenError(
            say("LISTEN_FDS is {number}: it has to be a number of sockets", number=repr(number))
        )
    called = names.split(":") if names else []
    if names and len(called) != int(number):
        raise ListenError(
            say(
                "LISTEN_FDNAMES names {named} sockets, and LISTEN_FDS says {number}: "
                "write FileDescriptorName= in each unit, without a colon",
                named=len(called),
                number=number,
            )
        )
    return HandedDown(tuple(called) or (_UNNAMED,))  # one is enough for the error


def take_activated(services: Mapping[str, Service], handed_down: HandedDown) -> Bound:
    """Return the listeners that this process has inherited from the service manager, if any.

    :param services: the available services, by name. The name of a socket (``FileDescriptorName=``
        in its unit) is the name of its service.
    :raises ListenError: the name of a socket is not that of a service, or it is not listening.
    """
    bound: Bound = []
    for fd, name in enumerate(handed_down.names, FIRST):
        if name not in services:
            raise ListenError(
                say(
                    "the service manager's socket {name} is no service: "
                    "write FileDescriptorName= in its unit, one of {known}",
                    name=repr(name),
                    known=", ".join(services),
                )
            )
        listener = _listener(fd, name)
        bound.append((Endpoint(services[name], bound_address(listener)), listener))
    return bound


def _listener(fd: int, name: str) -> trio.SocketListener:
    reason = ListenError(
        say(
            "the service manager's socket {name} (descriptor {number}) accepts no streams: "
            "write ListenStream= and Accept=no in its unit",
            name=repr(name),
            number=fd,
        )
    )
    try:
        os.set_inheritable(fd, False)  # noqa: FBT003 - os has no name for it
        sock = socket.socket(fileno=fd)
    except OSError as error:
        raise reason from error
    if sock.family not in _FAMILIES:
        sock.close()
        raise reason
    try:
        return trio.SocketListener(trio.socket.from_stdlib_socket(sock))
    except (OSError, ValueError) as error:
        sock.close()
        raise reason from error
