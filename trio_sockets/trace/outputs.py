"""The outputs of a picture: the terminal, live, and files."""

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, final

import trio

from trio_sockets.consoles import console_for_person
from trio_sockets.language import Language, translator
from trio_sockets.system_errors import cannot_write
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.live import LivePicture
from trio_sockets.trace.model.events import Event, Note
from trio_sockets.trace.model.json_lines import arrow_to_json, to_json
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.picture import Layout
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.views.html import to_html
from trio_sockets.trace.views.styles import styled
from trio_sockets.trace.views.svg import to_svg
from trio_sockets.trace.views.text import TextView
from trio_sockets.visible import visible
from trio_sockets.words import Translate

STANDARD_OUTPUT = Path("-")
"""Stands for standard output."""

WIDTH = 100
"""The width of a picture in a file, in columns."""

_TICK = 0.2


@final
@dataclass(frozen=True, slots=True)
class Outputs:
    """The requested files; `STANDARD_OUTPUT` stands for the standard output."""

    html: Path | None = None
    svg: Path | None = None
    text: Path | None = None
    json: Path | None = None

    @property
    def paths(self) -> Sequence[Path]:
        """The paths of all files."""
        return [path for path in (self.html, self.svg, self.text, self.json) if path is not None]

    @property
    def on_standard_output(self) -> bool:
        """Whether one of them is the standard output."""
        return STANDARD_OUTPUT in self.paths


@final
class Pictures:
    """Takes events, and draws them to all outputs.

    It is a context manager. On exit, the files are complete, even after an error.

    :ivar recording: all that was seen so far.
    :ivar language: of the pictures.
    :param live: draw on the standard error as events come.
    """

    def __init__(self, outputs: Outputs, language: Language, *, live: bool) -> None:
        translate = translator(language)
        self.language = language
        self.recording = Recording()
        self._outputs = outputs
        self._translate = translate
        self._stack = ExitStack()
        self._json: TextIO | None = None
        self._console = console_for_person(stderr=True)
        self._picture = LivePicture(self.recording, translate, self._width) if live else None
        self._notes = 0

    def __enter__(self) -> "Pictures":
        """Open the files, so that errors are found before the run.

        :raises TraceError: a file cannot be written.
        """
        for path in self._outputs.paths:
            if path != STANDARD_OUTPUT:
                self._open(path).close()
        if self._outputs.json == STANDARD_OUTPUT:
            self._json = sys.stdout
        elif self._outputs.json is not None:
            self._json = self._stack.enter_context(self._open(self._outputs.json))
        return self

    def __exit__(self, *_: object) -> None:
        """Write the rest of the picture."""
        now = time.time()
        with self._stack:
            self._print(now, last=True)
            layout = lay_out(self.recording, now)
            if self._json is not None:
                for line in layout.lines:
                    self._json.write(arrow_to_json(line, layout.columns) + "\n")
                self._json.flush()
            if self._outputs.text is not None:
                _write(self._outputs.text, to_text(layout, self._translate, now))
            if self._outputs.svg is not None:
                svg = to_svg(layout, self.language, self._translate, now)
                _write(self._outputs.svg, svg)
            if self._outputs.html is not None:
                notes = [note.text for note in self.recording.notes]
                html = to_html(layout, self.language, self._translate, now, notes)
                _write(self._outputs.html, html)

    def add(self, event: Event) -> None:
        """Take an event."""
        self.recording.add(event)
        if self._json is not None:
            self._json.write(to_json(event) + "\n")
        if isinstance(event, Note):
            sys.stderr.write(f"{visible(event.text)}\n")

    async def draw(self) -> None:
        """Draw on the standard error until cancelled."""
        while True:
            await trio.sleep(_TICK)
            self._print(time.time())

    def _print(self, now: float, *, last: bool = False) -> None:
        if self._picture is None:
            return
        lines = self._picture.lines(now, last=last)
        if lines and self._console.is_terminal:
            # A program's prompt may be on this line: blanks up to the edge end it, only if it is
            # there.
            self._console.file.write(" " * self._console.width + "\r")
        for line in lines:
            self._console.print(styled(line, self._console.encoding), soft_wrap=True)

    def _width(self) -> int:
        return self._console.width if self._console.is_terminal else WIDTH

    def _open(self, path: Path) -> TextIO:
        try:
            return path.open("w", encoding="utf-8")
        except OSError as error:
            raise TraceError(cannot_write(path, error)) from error


def to_text(layout: Layout, translate: Translate, now: float, width: int = WIDTH) -> str:
    """Return the whole picture as text."""
    view = TextView(layout, translate, width, now)
    lines = [*view.title(), *view.rows(range(len(layout.rows))), *view.legend()]
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)


def _write(path: Path, text: str) -> None:
    if path == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        path.write_text(text, "utf-8")
