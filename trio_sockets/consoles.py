"""Standard output for a person: the terminal's capabilities, and the encoding's characters."""

import codecs
import os
import shutil
import sys
import unicodedata

from rich.console import Console, ConsoleDimensions

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


codecs.register_error(SIMPLER, simpler)


def console_for_person(*, stderr: bool = False) -> Console:
    """Return a console on standard output or standard error that prints text without markup.

    If TERM is not set, the terminal is treated as a dumb one.
    """
    told = any(os.environ.get(name) for name in ("TERM", "FORCE_COLOR"))
    known = told or sys.platform == "win32"
    environment = os.environ if known else {**os.environ, "TERM": "dumb"}
    console = Console(
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
