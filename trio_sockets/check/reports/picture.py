"""The expected and the received bytes, as rows to print under each other."""

from dataclasses import dataclass
from typing import Literal, final

from rich.cells import cell_len

from trio_sockets.check.model.transcript import Conversation
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.drawing import draw_finding
from trio_sockets.words import Translate, Words, show_bytes

_BEFORE, _LEAST = 16, 10
"""The columns of the labels before a drawing, and the least columns of a drawing."""


@final
@dataclass(frozen=True, slots=True)
class PictureRow:
    """One row of a picture.

    :param style: ``edge`` for the border of packets, ``mark`` for the caret, ``words`` for a
        sentence.
    """

    label: str
    text: str
    style: Literal["bytes", "words", "edge", "mark"]


def picture_of(
    conversation: Conversation, finding: Finding, translate: Translate, columns: int
) -> tuple[PictureRow, ...]:
    """Return the rows; empty if there is nothing to compare.

    :param columns: the width of the rows, with their labels.
    """
    width = max(_LEAST, columns - _BEFORE)
    if finding.expected is None and finding.received is None:
        return ()
    expected, received = (words.read(translate) for words in (labels.EXPECTED, labels.RECEIVED))
    nothing = labels.NOTHING.read(translate)
    drawing = draw_finding(conversation, finding, width)
    above = _expected(finding, translate)
    if drawing is None:
        rows = [PictureRow(expected, above.text or nothing, above.style)]
        if finding.received is not None:
            rows.append(PictureRow(received, show_bytes(finding.received) or nothing, "words"))
        return tuple(rows)
    if drawing.expected:
        above = PictureRow("", drawing.expected, "bytes")
    return (
        PictureRow(expected, above.text or nothing, above.style),
        PictureRow("", drawing.top, "edge"),
        PictureRow(received, drawing.received, "bytes"),
        PictureRow("", drawing.bottom, "edge"),
        *(
            [PictureRow("", _marked(drawing.marks, finding, translate, width), "mark")]
            if drawing.marks
            else ()
        ),
    )


def _expected(finding: Finding, translate: Translate) -> PictureRow:
    match finding.expected:
        case Words():
            return PictureRow("", finding.expected.read(translate), "words")
        case bytes() if finding.expected:
            return PictureRow("", show_bytes(finding.expected), "bytes")
        case _:
            return PictureRow("", "", "words")


def _marked(marks: str, finding: Finding, translate: Translate, width: int) -> str:
    """Add words next to the caret, if there is room."""
    wrong, received = finding.first_wrong, finding.received
    if wrong is None or received is None:
        return marks
    words = labels.MISSING if wrong == len(received) else labels.FIRST_WRONG
    text = words.read(translate)
    if cell_len(f"{marks} {text}") <= width:
        return f"{marks} {text}"
    room = cell_len(marks) - 1
    return f"{text:>{room - 1}} {marks[-1]}" if cell_len(text) < room else marks
