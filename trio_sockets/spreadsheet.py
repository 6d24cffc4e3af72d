"""Making text from a stranger fit for a cell of a CSV file."""

import re

from trio_sockets.visible import visible

FORMULA = (
    "=+-@\u2212\u207a\u207b\u207c\u208a\u208b\u208c"
    "\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
"""Characters with which a spreadsheet begins a formula, which may start programs: the four
signs of ASCII, and those that Unicode takes for the same (NFKC), as some input methods do."""

_BEGINNING = re.compile(rf"(^|;)(\s*)(?=[{re.escape(FORMULA)}])")
"""Where a cell begins: in many countries a spreadsheet parts a line at semicolons, quoted or not.
Blanks before a formula are trimmed by some."""


def cell(text: str) -> str:
    """Return the text for a cell that shows it as it is, and computes nothing.

    What could steer a terminal is made visible, so that a cell is one line too; a formula has an
    apostrophe in front (OWASP, CSV injection).

    :param text: from anywhere.

    >>> cell("=1+1")
    "'=1+1"
    """
    return _BEGINNING.sub(r"\1'\2", visible(text))
