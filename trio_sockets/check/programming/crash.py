"""Reads the error of a crashed program in any language, and its place in the program's code.

Pure: it reads the program's output.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import final

from trio_sockets.check.programming.crash_signs import SIGNS

_INPUT_ENDED = ("EOFError: EOF when", "NoSuchElementException", "No line found")
"""The errors of Python and Java at the end of the standard input."""


@final
@dataclass(frozen=True, slots=True)
class Crash:
    """What a program printed when it crashed.

    :param error: the line that names the error, without the fixed prefix of its language.
    :param file: the name of the program's file where it crashed; None if it is unknown.
    :param line: the line in that file, counted from 1.
    """

    error: str
    file: str | None = None
    line: int | None = None

    @property
    def at_input_end(self) -> bool:
        """Whether it crashed because the standard input ended."""
        return any(name in self.error for name in _INPUT_ENDED)


_LIBRARIES = re.compile(
    r"/lib/python|/site-packages/|/dist-packages/|<frozen |<string>|\bpython3\d*\.zip"  # Python
    r"|\bjava\.base/|^(?:java|javax|jdk|sun)\."  # Java
    r"|node:|/node_modules/|^internal/"  # JavaScript
    r"|/go/src/|/libexec/src/|/src/runtime/|/go/pkg/mod/"  # Go
    r"|<internal:|/lib/ruby/|/gems/"  # Ruby
    r"|/perl5?/|/sanitizer_common/|/libsanitizer/|/sysdeps/|/csu/"  # Perl, C
)
"""Parts of the paths of frames that are not the program's own code."""


def read_crash(output: bytes) -> Crash | None:
    """Find a crash in the output of a program; None if it shows no crash."""
    text = output.decode(errors="replace").replace("\r\n", "\n")
    for sign in SIGNS:
        found = sign.pattern.search(text)
        if found is not None:
            file, line = _place(text[found.start() :], sign.frames, last=sign.inmost_last)
            return Crash(_short(sign.error(text, found)), file, line)
    return None


def _place(text: str, frames: re.Pattern[str], *, last: bool) -> tuple[str | None, int | None]:
    """Return the file and the line of the frame in the program's own code that crashed.

    :param last: the language prints the innermost frame last.
    """
    own = [found for found in frames.finditer(text) if not _LIBRARIES.search(found["way"])]
    if not own:
        return None, None
    found = own[-1 if last else 0]
    return PurePath(found["file"].replace("\\", "/")).name, int(found["line"])


def _short(error: str) -> str:
    return re.sub(r"\s+", " ", error).strip()
