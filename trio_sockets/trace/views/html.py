"""The picture as one self-contained HTML page, without other files, network or scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import final

from trio_sockets.trace.model.calls import Call
from trio_sockets.trace.model.picture import Layout, Mark, Part
from trio_sockets.trace.views.cells import CellWriter, Span
from trio_sockets.trace.views.svg import draw, link_of, templates
from trio_sockets.visible import visible
from trio_sockets.words import Translate, say, show_bytes

BYTES = 2000
"""The most characters of a call's bytes in the list of calls."""

_WORDS = {
    "title": say("The calls, and the bytes between them"),
    "list": say("All calls, as a list"),
    "time": say("Seconds"),
    "program": say("Program"),
    "call": say("Call"),
    "code": say("In the code"),
    "bytes": say("Bytes"),
    "with": say("From or to"),
    "back": say("to the picture"),
    "notes": say("Notes"),
    "live": say("Live: the picture grows as the programs go on."),
    "over": say("All programs have ended: the picture is complete."),
    "gone": say("The tracer has ended; this is the last picture of it."),
}


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """A call in the list, which repeats the picture as text.

    :param peers: the calls to which it sent, or from which it received.
    """

    link: str
    at: str
    program: str
    head: Sequence[Span]
    below: Sequence[Span]
    place: str
    source: str
    data: str
    peers: Sequence[str]


def to_html(
    layout: Layout, language: str, translate: Translate, now: float, notes: Sequence[str] = ()
) -> str:
    """Return the text of the page.

    :param language: the code of the page's language.
    :param now: the current time, until which unfinished calls have waited.
    :param notes: sentences about how the programs were observed.
    """
    values = _values(layout, translate, now, notes)
    return templates().get_template("trace.html").render(language=language, **values)


def to_section(layout: Layout, translate: Translate, now: float, notes: Sequence[str] = ()) -> str:
    """Return what the page has in its body: the picture, and the list of calls."""
    values = _values(layout, translate, now, notes)
    return templates().get_template("section.html").render(language="", **values)


def to_live_page(  # noqa: PLR0913, PLR0917 - as `to_html`
    layout: Layout,
    language: str,
    translate: Translate,
    now: float,
    notes: Sequence[str],
    over: bool,  # noqa: FBT001 - likewise
) -> str:
    """Return the text of a page that brings itself up to date, with `live_script`.

    :param over: nothing comes any more.
    """
    values = _values(layout, translate, now, notes)
    page = templates().get_template("live.html")
    return page.render(language=language, over=over, script=live_script(), **values)


@cache
def live_script() -> str:
    """Return the script of a live page."""
    return templates().get_template("live.js").render()


def _values(
    layout: Layout, translate: Translate, now: float, notes: Sequence[str]
) -> dict[str, object]:
    cells = CellWriter(layout, translate, now)
    titles = [cells.title(column) for column in layout.columns]
    return {
        "drawing": draw(layout, translate, now),
        "name": "",
        "standalone": False,
        "linked": True,
        "heading": " · ".join(titles),
        "entries": list(_entries(layout, cells)),
        "notes": [visible(note) for note in notes],
        "words": {name: words.read(translate) for name, words in _WORDS.items()},
    }


def _entries(layout: Layout, cells: CellWriter) -> Iterator[Entry]:
    for number, row in enumerate(layout.rows):
        for place, mark in row.marks.items():
            if mark.part is Part.BEGIN and mark.call and mark.call.ended is not None:
                continue  # it is listed where it ended
            call = mark.call
            yield Entry(
                link=link_of(mark),
                at=cells.moment(row.at),
                program=cells.title(layout.columns[place]),
                head=cells.head(mark),
                below=cells.below(mark),
                place=_place(call),
                source=cells.source(mark),
                data=_data(call),
                peers=list(_peers(layout, cells, mark, (number, place))),
            )


def _place(call: Call | None) -> str:
    if call is None or call.where is None:
        return ""
    return visible(f"{PurePath(call.where.file).name}:{call.where.line}")


def _data(call: Call | None) -> str:
    if call is None or not (call.sends or call.receives) or not call.data:
        return ""
    text = show_bytes(call.data)
    whole = len(text) <= BYTES and call.size <= len(call.data)
    return text if whole else text[:BYTES] + "…"


def _peers(layout: Layout, cells: CellWriter, mark: Mark, place: tuple[int, int]) -> Iterator[str]:
    for line in layout.lines:
        for here, there, arrow in (
            (line.source, line.target, "→"),
            (line.target, line.source, "←"),
        ):
            moment = line.arrow.source if arrow == "→" else line.arrow.target
            own = mark.call is not None and moment.call == mark.call.key
            if own and here[1] == place[1] and there[1] != place[1]:
                yield f"{arrow} {cells.other_end(layout.columns[there[1]], line.arrow)}"
