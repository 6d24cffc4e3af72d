"""Standard output for a person: the terminal's capabilities, and the encoding's characters."""

import codecs
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

SIMPLER = "simpler"
"""The name of the error handler `simpler` for `codecs`."""

_SIMPLER = {
    **dict.fromkeys("✓┌┐└┘┬┴├┤┼", "+"),
    **dict.fromkeys("─–—·", "-"),  # noqa: RUF001 - dashes are meant
    **dict.fromkeys("’‘‹›", "'"),  # noqa: RUF001 - quotes are meant
    **dict.fromkeys("“”«»", '"'),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", " "),
    "✗": "x",
    "◷": "o",
    "│": "|",
    "█": "#",
    "…": "~",
    "→": ">",
    "►": ">",
    "◄": "<",
    "▒": ":",
    "┄": "-",
    "┆": "|",
    "⋮": ":",
    "×": "x",  # noqa: RUF001 - the times sign is meant
    "↵": "/",
}
"""Symbols, each with one ASCII character in its place, so that columns stay aligned."""


def simpler(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks: symbols by ASCII ones, letters by escapes.

    This is an error handler for `codecs`. The marks of passed and failed checks stay different, and
    no letter becomes another letter.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_simpler, lacking)), error.end


_BLANKS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LETTERS = "\ue000\ue001"  # of the private use area, as wide as a blank
_NO_BREAK = re.compile(f"[{_BLANKS}]")
_AS_LETTERS, _AS_BLANKS = str.maketrans(_BLANKS, _LETTERS), str.maketrans(_LETTERS, _BLANKS)

codecs.register_error(SIMPLER, simpler)


class PersonConsole(Console):
    """A console that ends no line at a no-break space, where Rich would see a blank."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """See `rich.console.Console.render`: of a text, no-break spaces are letters meanwhile."""
        if not isinstance(renderable, Text) or not _NO_BREAK.search(renderable.plain):
            yield from super().render(renderable, options)
            return
        together = renderable.copy()
        together.plain = renderable.plain.translate(_AS_LETTERS)
        for text, style, control in super().render(together, options):
            yield Segment(text.translate(_AS_BLANKS), style, control)


def console_for_person(*, stderr: bool = False) -> Console:
    """Return a console on standard output or standard error that prints text without markup.

    If TERM is not set, the terminal is treated as a dumb one.
    """
    told = any(os.environ.get(name) for name in ("TERM", "FORCE_COLOR"))
    known = told or sys.platform == "win32"
    environment = os.environ if known else {**os.environ, "TERM": "dumb"}
    console = PersonConsole(
        stderr=stderr, highlight=False, markup=False, emoji=False, _environ=environment
    )
    if console.is_dumb_terminal:  # Rich would always assume 80 columns
        console.size = ConsoleDimensions(*shutil.get_terminal_size())
    return console


def shows(text: str, encoding: str) -> bool:
    """Return whether an encoding has all characters of a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def without_accents(text: str, encoding: str) -> str:
    """Return one of our own sentences without the accents that an encoding lacks.

    Do not use this for text of others: without its accent, a letter is another letter.
    """
    return "".join(
        character if shows(character, encoding) else _base(character) for character in text
    )


def in_columns(text: str, encoding: str) -> str:
    """Return text of others with ``?`` for each letter that an encoding lacks: columns stay."""
    return "".join(
        character if character in _SIMPLER or shows(character, encoding) else "?"
        for character in text
        if not unicodedata.combining(character) or shows(character, encoding)
    )


def in_bytes(text: str, encoding: str) -> str:
    """Return text of others with UTF-8 bytes in place of each letter that an encoding lacks."""
    return "".join(
        character
        if character in _SIMPLER or shows(character, encoding)
        else "".join(f"\\x{byte:02x}" for byte in character.encode(errors="replace"))
        for character in text
    )


def _simpler(character: str) -> str:
    return _SIMPLER.get(character) or character.encode("unicode_escape").decode()


def _base(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isascii() else character
