"""Stories: what programs did, told as a source would, to see what becomes of it."""

from trio_sockets.trace.model.calls import Call
from trio_sockets.trace.model.events import (
    Begin,
    End,
    Event,
    Exit,
    Named,
    Program,
    Shut,
    Signal,
    Where,
)
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.picture import Layout
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.views.text import TextView
from trio_sockets.words import Translate, in_english

SERVER, CLIENT = "127.0.0.1:50009", "127.0.0.1:40001"


class Story:
    """Two programs, ``server`` and ``client``, and their calls; a millisecond is between two."""

    def __init__(self, *programs: str) -> None:
        self.events: list[Event] = []
        self.now = 1000.0
        self._calls = 0
        for program in programs or ("server", "client"):
            self.add(Program(self.now, program, f"{program}.py", "python"))

    def add(self, event: Event) -> None:
        self.events.append(event)
        self.now = round(self.now + 0.001, 6)

    def begin(self, program: str, name: str, socket: int | None = None, **more: object) -> int:
        self._calls += 1
        self.add(Begin(self.now, program, self._calls, name, socket=socket, **more))  # type: ignore[arg-type]
        return self._calls

    def end(self, program: str, call: int, **more: object) -> None:
        self.add(End(self.now, program, call, **more))  # type: ignore[arg-type]

    def call(
        self, program: str, name: str, socket: int | None = None, line: int = 0, **more: object
    ) -> int:
        """Make a call that does not wait."""
        begins: dict[str, object] = {
            key: more.pop(key) for key in ("detail", "thread", "data", "size") if key in more
        }
        if line:
            begins["where"] = Where(f"{program}.py", line, "source of it")
        number = self.begin(program, name, socket, **begins)
        self.end(program, number, **more)
        return number

    def send(
        self, program: str, socket: int, data: bytes, name: str = "sendall", **more: object
    ) -> int:
        size = more.pop("sent", 0 if more.get("error") else len(data))
        more = {"data": data, "size": len(data), **more}
        number = self.begin(program, name, socket, data=data, size=len(data))
        self.end(program, number, size=size, error=more.get("error", ""))
        return number

    def receive(self, program: str, socket: int, data: bytes, **more: object) -> int:
        number = self.begin(program, "recv", socket, detail="1024")
        self.end(program, number, size=len(data), data=data, **more)
        return number

    def listen(self, program: str = "server", address: str = SERVER) -> None:
        self.call(program, "socket", made=1)
        self.call(program, "bind", 1, detail=address)
        self.call(program, "listen", 1)
        self.add(Named(self.now, program, 1, address, listening=True))

    def connect(self, program: str = "client", own: str = CLIENT, to: str = SERVER) -> int:
        self.call(program, "socket", made=1)
        number = self.call(program, "connect", 1, detail=to)
        self.add(Named(self.now, program, 1, own, to))
        return number

    def accept(self, socket: int = 2, own: str = SERVER, peer: str = CLIENT) -> int:
        number = self.call("server", "accept", 1, made=socket)
        self.add(Named(self.now, "server", socket, own, peer))
        return number

    def meet(self) -> None:
        """Have a client connected: socket 2 of the server, socket 1 of the client."""
        self.listen()
        self.connect()
        self.accept()

    def close(self, program: str, socket: int, how: str = "close") -> int:
        number = self.begin(program, "close", socket)
        self.end(program, number)
        self.add(Shut(self.now, program, socket, how, number))  # type: ignore[arg-type]
        return number

    def halve(self, program: str, socket: int) -> None:
        number = self.begin(program, "shutdown", socket, detail="SHUT_WR")
        self.end(program, number)
        self.add(Shut(self.now, program, socket, "half", number))

    def exit(self, program: str, code: int | None = 0, signal: str = "") -> None:
        self.add(Exit(self.now, program, code, signal))

    def signal(self, program: str, name: str) -> None:
        self.add(Signal(self.now, program, name))

    def recording(self) -> Recording:
        recording = Recording()
        for event in self.events:
            recording.add(event)
        return recording

    def layout(self) -> Layout:
        return lay_out(self.recording(), self.now)


def text_of(
    layout: Layout, width: int = 80, *, now: float = 1010.0, translate: Translate = in_english
) -> str:
    """Return the whole picture as text."""
    view = TextView(layout, translate, width, now)
    lines = [*view.title(), *view.rows(range(len(layout.rows))), *view.legend()]
    return "\n".join("".join(span.text for span in line) for line in lines)


def names(layout: Layout) -> list[dict[int, str]]:
    """Return what each row holds: the names of calls by column."""
    return [
        {
            place: named(mark.call) if mark.call else mark.part.value
            for place, mark in row.marks.items()
        }
        for row in layout.rows
    ]


def named(call: Call) -> str:
    return call.name


def arrows(layout: Layout) -> list[tuple[str, str, str]]:
    """Return the arrows as their kind, and the calls at both ends; "" is no call."""
    calls = {
        (mark.call.key): f"{mark.call.key[0]} {mark.call.name}"
        for row in layout.rows
        for mark in row.marks.values()
        if mark.call
    }
    return [
        (
            line.arrow.kind.value,
            calls.get(line.arrow.source.call, "") if line.arrow.source.call else "",
            calls.get(line.arrow.target.call, "") if line.arrow.target.call else "",
        )
        for line in layout.lines
    ]
