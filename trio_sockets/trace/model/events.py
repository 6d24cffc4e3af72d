"""The events that sources report, as frozen values in one closed union.

All times (`at`) are in seconds since the epoch, by the clock of the machine that saw the event. The
session that traces a program gives it a name, such as ``server`` or ``client 2``. Calls and sockets
have numbers that are unique within their program; the begin and the end of a call share its number.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, final

SENDS = frozenset({"send", "sendall", "sendto", "sendmsg", "write", "writev", "sendfile"})
"""Calls that send bytes."""

RECEIVES = frozenset(
    {"recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg", "recvmsg_into", "read", "readv"}
)
"""Calls that receive bytes."""

WAITS = frozenset({"poll", "select", "epoll_wait", "kqueue"})
"""Calls that wait until sockets are ready."""

Means: TypeAlias = Literal["python", "calls", "relay", "none"]
"""How a program is observed; ``none`` if it is known only through its peers."""


@final
@dataclass(frozen=True, slots=True)
class Where:
    """A line of a program's source.

    :param source: the text of the line, without surrounding blanks; "" if it is unknown.
    """

    file: str
    line: int
    source: str = ""


@final
@dataclass(frozen=True, slots=True)
class Program:
    """A program begins. Columns of the picture are in the order of these events.

    :param title: the title of its column, such as ``server.py``.
    """

    at: float
    program: str
    title: str
    means: Means


@final
@dataclass(frozen=True, slots=True)
class Begin:
    """A call begins.

    :param thread: the calling thread; "" for the program's first one.
    :param socket: the socket of the call; None if it has none, or creates one.
    :param detail: its arguments, as shown in the picture, such as ``1024``.
    :param size: how many bytes it offers to send.
    :param data: the first of these bytes.
    :param where: the calling line of the program's own code, if it is known.
    """

    at: float
    program: str
    call: int
    name: str
    thread: str = ""
    socket: int | None = None
    detail: str = ""
    size: int = 0
    data: bytes = b""
    where: Where | None = None


@final
@dataclass(frozen=True, slots=True)
class End:
    """A call ends.

    :param value: its result, as shown in the picture; "" if it is of no interest.
    :param error: the name of its error, such as ``ECONNRESET``; "" without an error.
    :param size: how many bytes it sent or received.
    :param data: the first of the bytes that it received.
    :param made: the socket that ``socket`` or ``accept`` created.
    """

    at: float
    program: str
    call: int
    value: str = ""
    error: str = ""
    size: int = 0
    data: bytes = b""
    made: int | None = None


@final
@dataclass(frozen=True, slots=True)
class Named:
    """The addresses of a socket become known, as ``HOST:PORT`` or ``[V6]:PORT``.

    :param peer: the address of the peer; "" while it is not connected.
    :param listening: it is a listening socket.
    """

    at: float
    program: str
    socket: int
    local: str = ""
    peer: str = ""
    listening: bool = False


@final
@dataclass(frozen=True, slots=True)
class Shut:
    """A stream ends: its last descriptor was closed, or one direction was shut down.

    :param how: ``half``: a half-close; ``close``: the socket was closed; ``abort``: it was closed
        with a reset, as its program requested; ``reset``: a reset was seen.
    :param call: the call that caused it; None if no call did, as at the end of the program.
    :param seen: the end itself was seen, not only the call that caused it.
    :param collected: the program lost its last reference without calling ``close``.
    """

    at: float
    program: str
    socket: int
    how: Literal["half", "close", "abort", "reset"] = "close"
    call: int | None = None
    thread: str = ""
    seen: bool = False
    collected: bool = False


@final
@dataclass(frozen=True, slots=True)
class Signal:
    """A signal reaches a thread."""

    at: float
    program: str
    name: str
    thread: str = ""


@final
@dataclass(frozen=True, slots=True)
class Exit:
    """A program or one of its processes ended.

    :param thread: the process, by the name of its first thread; "" for the program's first one.
    :param code: the exit code; None if a signal ended it.
    :param signal: the name of the signal that ended it, or "".
    """

    at: float
    program: str
    code: int | None = None
    signal: str = ""
    thread: str = ""


@final
@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about how a program is observed, such as what cannot be seen."""

    at: float
    program: str
    text: str


Event: TypeAlias = Program | Begin | End | Named | Shut | Signal | Exit | Note
