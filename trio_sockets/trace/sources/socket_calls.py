"""Turns the system calls of processes into events of their sockets: pure and total."""

from collections.abc import Iterator
from typing import Final, Literal, final

from trio_sockets.trace.model.events import Begin, End, Event, Named, Shut
from trio_sockets.trace.model.recording import BLOCKED
from trio_sockets.trace.sources.call_arguments import (
    NAMES,
    address,
    descriptor,
    detail,
    inside,
    is_shown,
    moved,
    offered,
)
from trio_sockets.trace.sources.descriptors import Descriptors
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers
from trio_sockets.trace.sources.strace_lines import Returned, Started

ON_SOCKETS: Final = (
    *("bind", "listen", "accept", "accept4", "connect", "shutdown", "close", "setsockopt"),
    *("sendto", "sendmsg", "write", "writev", "sendfile", "recvfrom", "recvmsg", "read", "readv"),
)
WAITS: Final = ("poll", "ppoll", "select", "pselect6")
COPIES: Final = ("dup", "dup2", "dup3", "fcntl")


@final
class SocketCalls:
    """The calls of one program on its sockets.

    :param program: the program's name in the session.
    :param numbers: the names of its threads.
    """

    def __init__(self, program: str, numbers: Numbers) -> None:
        self._program = program
        self._numbers = numbers
        self._descriptors = Descriptors(Holders())
        self._begun: dict[int, tuple[int, float]] = {}
        self._calls = 0
        self._named: dict[int, str] = {}
        self._aborts: set[int] = set()

    def fork(self, parent: int, child: int) -> None:
        """Copy the descriptors of a parent to its child."""
        self._descriptors.fork(parent, child)

    def ended(self, at: float, process: int) -> Iterator[Event]:
        """Yield the events at the end of a process."""
        for socket in self._descriptors.end(process):
            yield self._shut(at, socket, None, "")

    def started(self, line: Started, process: int) -> Iterator[Event]:
        """Yield the events of a call that begins and does not return yet."""
        if line.name in ON_SOCKETS and line.arguments:
            socket = self._socket(process, line.arguments[0])
            if socket is not None and is_shown(line.name, line.arguments):
                yield from self._name(line.at, socket, line.arguments[0])
                begun = self._begin(
                    line.thread, line.at, line.name, socket, line.arguments, process
                )
                yield self._go_on(line.thread, *begun)
        elif line.name in WAITS and line.arguments and "<TCP" in line.arguments[0]:
            begun = self._begin(line.thread, line.at, line.name, None, line.arguments, process)
            yield self._go_on(line.thread, *begun)

    def _go_on(self, thread: int, call: int, begin: Begin) -> Begin:
        """Record that a call is running."""
        self._begun[thread] = call, begin.at
        return begin

    def _begin(  # noqa: PLR0913, PLR0917 - a thread, its call, its socket
        self,
        thread: int,
        at: float,
        name: str,
        socket: int | None,
        arguments: list[str],
        process: int,
    ) -> tuple[int, Begin]:
        self._calls += 1
        number = self._numbers.begin_call(process, self._calls)
        data, size = offered(name, arguments)
        return self._calls, Begin(
            at,
            self._program,
            number,
            NAMES.get(name, name),
            self._numbers.thread(process, thread),
            socket,
            detail(name, arguments),
            size,
            data,
        )

    def returned(self, line: Returned, process: int) -> Iterator[Event]:
        """Yield the events of a call that returns."""
        name, arguments = line.name, line.arguments
        begun = self._begun.pop(line.thread, None)
        call: int | None = begun[0] if begun else None
        began = begun[1] if begun else line.at
        ended = line.at if line.took is None else round(began + line.took, 6)
        if name in COPIES:
            self._copied(line, process)
        elif name == "execve" and line.result == 0:
            for socket in self._descriptors.execute(process):
                yield self._shut(line.at, socket, None, "")
        elif name == "socket":
            yield from self._made(line, process, ended)
        elif name in WAITS:
            yield from self._waited(line, process, call, ended)
        elif name in ON_SOCKETS and arguments and is_shown(name, arguments):
            used = self._socket(process, arguments[0])
            if used is not None:
                yield from self._name(line.at, used, arguments[0])
                if call is None:
                    call, event = self._begin(line.thread, line.at, name, used, arguments, process)
                    yield event
                yield from self._on_socket(line, process, used, call, ended)

    def _waited(
        self, line: Returned, process: int, call: int | None, ended: float
    ) -> Iterator[Event]:
        on_sockets = line.arguments and "<TCP" in line.arguments[0]
        if call is None and on_sockets and (line.took or 0) >= BLOCKED:
            call, event = self._begin(
                line.thread, line.at, line.name, None, line.arguments, process
            )
            yield event
        if call is not None:
            yield self._end(process, call, ended, line)

    def _on_socket(
        self, line: Returned, process: int, socket: int, call: int, ended: float
    ) -> Iterator[Event]:
        name, arguments = line.name, line.arguments
        made = None
        if name.startswith("accept") and line.result is not None and line.result >= 0:
            made = self._descriptors.open(
                process, line.result, closes="SOCK_CLOEXEC" in str(arguments)
            )
        number = self._numbers.call(process, call)
        if name == "close" and not line.error:
            for gone in self._descriptors.close(process, descriptor(arguments[0])):
                yield self._shut(ended, gone, number, self._numbers.thread(process, line.thread))
        if name == "shutdown" and not line.error and arguments[-1] != "SHUT_RD":
            thread = self._numbers.thread(process, line.thread)
            yield Shut(ended, self._program, socket, "half", number, thread)
        if name == "setsockopt" and "SO_LINGER" in arguments:
            self._linger(socket, str(arguments))
        yield self._end(process, call, ended, line, made=made)
        if made is not None:
            yield from self._name(ended, made, line.text)
            if made not in self._named and (peer := address(str(arguments))):
                yield Named(ended, self._program, made, "", peer)
        elif name == "listen" and not line.error:
            local = self._named.get(socket) or inside(arguments[0])
            yield Named(ended, self._program, socket, local, listening=True)
        elif name == "connect" and line.error in {"", "EINPROGRESS"}:
            yield Named(ended, self._program, socket, "", address(str(arguments)))

    def _end(
        self, process: int, call: int, ended: float, line: Returned, made: int | None = None
    ) -> End:
        data, size = moved(line)
        value = ""
        if made is not None:
            value = inside(line.text).rpartition("->")[2] or address(str(line.arguments))
        return End(
            ended,
            self._program,
            self._numbers.end_call(process, call),
            value,
            line.error,
            size,
            data,
            made,
        )

    def _made(self, line: Returned, process: int, ended: float) -> Iterator[Event]:
        kind = line.arguments[1] if len(line.arguments) > 1 else ""
        stream = line.arguments[0] in {"AF_INET", "AF_INET6"} and "SOCK_STREAM" in kind
        if not stream or line.result is None or line.result < 0:
            return
        made = self._descriptors.open(process, line.result, closes="SOCK_CLOEXEC" in kind)
        call, begin = self._begin(line.thread, line.at, "socket", None, [], process)
        yield begin
        yield self._end(process, call, ended, line, made=made)

    def _shut(self, at: float, socket: int, call: int | None, thread: str) -> Shut:
        how: Literal["abort", "close"] = "abort" if socket in self._aborts else "close"
        self._aborts.discard(socket)
        self._named.pop(socket, None)
        return Shut(at, self._program, socket, how, call, thread)

    def _copied(self, line: Returned, process: int) -> None:
        copies = line.name != "fcntl" or "F_DUPFD" in str(line.arguments[1:2])
        if copies and line.arguments and line.result is not None and line.result >= 0:
            closes = "CLOEXEC" in str(line.arguments)
            self._descriptors.copy(
                process, descriptor(line.arguments[0]), line.result, closes=closes
            )

    def _linger(self, socket: int, arguments: str) -> None:
        if "l_onoff=0" not in arguments and "l_linger=0" in arguments:
            self._aborts.add(socket)
        else:
            self._aborts.discard(socket)

    def _socket(self, process: int, argument: str) -> int | None:
        """Return the socket of an argument; None if it is not a TCP socket."""
        number = descriptor(argument)
        if number < 0:
            return None
        is_tcp = "<TCP" in argument
        if "<" in argument and not is_tcp and "<socket:" not in argument:
            return None
        return self._descriptors.socket(process, number, known=is_tcp)

    def _name(self, at: float, socket: int, argument: str) -> Iterator[Event]:
        ends = inside(argument)
        if not ends or self._named.get(socket) == ends:
            return
        self._named[socket] = ends
        local, arrow, peer = ends.partition("->")
        if arrow:
            yield Named(at, self._program, socket, local, peer)
