"""The lines of a picture on a terminal: colours, and what stands for what it lacks."""

from rich.style import Style
from rich.text import Text

from trio_sockets.consoles import SIMPLER
from trio_sockets.trace.views.cell_lines import StyledLine
from trio_sockets.trace.views.cells import Look

_STYLES = {
    Look.WHERE: Style(color="cyan"),
    Look.NAME: Style(bold=True),
    Look.PLAIN: Style(),
    Look.DATA: Style(color="green"),
    Look.WAIT: Style(color="yellow"),
    Look.ERROR: Style(color="red", bold=True),
    Look.MEANING: Style(color="blue"),
    Look.REMARK: Style(color="red"),
    Look.SOFT: Style(dim=True),
}


def styled(line: StyledLine, encoding: str) -> Text:
    """Return a line with its colours, in characters that the encoding has."""
    return Text.assemble(
        *(
            (span.text.encode(encoding, SIMPLER).decode(encoding), _STYLES[span.look])
            for span in line
        )
    )
