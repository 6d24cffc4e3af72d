"""The parsers of traces: any lines of strace, any reports of a shim, any lines of JSON."""

from fuzz.script import Call, read
from trio_sockets.trace.model.events import Event
from trio_sockets.trace.model.json_lines import from_json, to_json
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.sources.forks import Forks
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers
from trio_sockets.trace.sources.shim_wire import LONGEST, ShimReader, WireError
from trio_sockets.trace.sources.system_calls import SystemCalls
from trio_sockets.trace.views.text import TextView
from trio_sockets.visible import visible
from trio_sockets.words import in_english

WIDTH = 80


def strace(data: bytes) -> None:
    """Read lines as strace writes them; whatever comes of them can be drawn, and kept."""
    calls = SystemCalls("program")
    recording = Recording()
    for number, line in enumerate(data.split(b"\n")):
        text = line.decode("utf-8", "surrogateescape")
        for each in (text, f"1 {number}.0 {text}"):
            for event in calls.read(each):
                _take(recording, event)
    _draw(recording)


def shim(data: bytes) -> None:
    """Read reports, cut anywhere: the same comes of them, and no more is held than one."""
    whole, pieces = _reader(), _reader()
    script = [step for step in read(data) if not isinstance(step, Call)]
    told = _told(whole, [b"".join(script)])
    assert told[: len(_told(pieces, script))] == _told(_reader(), script)[: len(told)]
    recording = Recording()
    for event in told:
        _take(recording, event)
    _draw(recording)


def _reader() -> ShimReader:
    numbers, holders = Numbers(), Holders()
    return ShimReader("program", numbers, holders, Forks(numbers, holders), lambda _file, _line: "")


def _told(reader: ShimReader, pieces: list[bytes]) -> list[Event]:
    events: list[Event] = []
    try:
        for piece in pieces:
            events += reader.receive(piece)
            assert len(reader._held) <= LONGEST  # noqa: SLF001 - memory shows nowhere else
    except WireError:
        return events
    return events + reader.ended(0.0)


def _take(recording: Recording, event: Event) -> None:
    recording.add(event)
    assert from_json(to_json(event)) == event


def _draw(recording: Recording) -> None:
    layout = lay_out(recording, recording.last)
    view = TextView(layout, in_english, WIDTH, recording.last)
    for line in [*view.title(), *view.rows(range(len(layout.rows))), *view.legend()]:
        text = "".join(span.text for span in line)
        assert visible(text, keep="") == text
