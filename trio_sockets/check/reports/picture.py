"""What should have come and what came, as rows to be set under each other."""

from dataclasses import dataclass
from typing import Literal, final

from rich.cells import cell_len

from trio_sockets.check.reports import labels
from trio_sockets.check.reports.drawing import draw_finding
from trio_sockets.check.transcript import Conversation
from trio_sockets.check.verdict import Finding
from trio_sockets.check.words import Translate, Words, show_bytes

WIDTH = 64
"""Columns of a drawing: with what stands before it, it fills 80."""


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    :param style: ``edge`` is the border of packets, ``mark`` the caret, ``words`` a sentence.
    """

    label: str
    text: str
    style: Literal["bytes", "words", "edge", "mark"]


def picture_of(
    conversation: Conversation, finding: Finding, translate: Translate
) -> tuple[Row, ...]:
    """Return the rows; none if there is nothing to compare."""
    if finding.expected is None and finding.received is None:
        return ()
    expected, received = (words.read(translate) for words in (labels.EXPECTED, labels.RECEIVED))
    nothing = labels.NOTHING.read(translate)
    drawing = draw_finding(conversation, finding, WIDTH)
    above = _expected(finding, translate)
    if drawing is None:
        rows = [Row(expected, above.text or nothing, above.style)]
        if finding.received is not None:
            rows.append(Row(received, show_bytes(finding.received) or nothing, "words"))
        return tuple(rows)
    if drawing.expected:
        above = Row("", drawing.expected, "bytes")
    return (
        Row(expected, above.text or nothing, above.style),
        Row("", drawing.top, "edge"),
        Row(received, drawing.received, "bytes"),
        Row("", drawing.bottom, "edge"),
        *([Row("", _marked(drawing.marks, finding, translate), "mark")] if drawing.marks else ()),
    )


def _expected(finding: Finding, translate: Translate) -> Row:
    match finding.expected:
        case Words():
            return Row("", finding.expected.read(translate), "words")
        case bytes() if finding.expected:
            return Row("", show_bytes(finding.expected), "bytes")
        case _:
            return Row("", "", "words")


def _marked(marks: str, finding: Finding, translate: Translate) -> str:
    """Say beside the caret what it marks, if there is room for that."""
    wrong, received = finding.first_wrong, finding.received
    if wrong is None or received is None:
        return marks
    words = labels.MISSING if wrong == len(received) else labels.FIRST_WRONG
    text = words.read(translate)
    if cell_len(f"{marks} {text}") <= WIDTH:
        return f"{marks} {text}"
    room = cell_len(marks) - 1
    return f"{text:>{room - 1}} {marks[-1]}" if cell_len(text) < room else marks
