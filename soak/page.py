"""The tables of a soak on ``operating/soak.md``, between two marks."""

from collections.abc import Mapping
from pathlib import Path

PAGE = "operating/soak.md"
BEGIN = "<!-- `python -m soak --write docs` writes what follows -->"
END = "<!-- as far as here -->"


class NoPlaceError(Exception):
    """A page is not there, or has no place for the tables. Its text is one line."""


def about_rows(about: Mapping[str, str]) -> list[str]:
    """Return the lines of a table of when, how and where it was.

    :param about: each by its name.
    """
    shown = {name: f"`{value}`" if name == "command" else value for name, value in about.items()}
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in shown.items())]


def read(folder: Path) -> str:
    """Return the page.

    :param folder: where it is.
    :raises NoPlaceError: it is not there, or has not the two marks.
    """
    path = folder / PAGE
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise NoPlaceError(f"cannot read {path}: {error.strerror}") from error
    replaced(text, [])
    return text


def replaced(text: str, lines: list[str]) -> str:
    """Return a page with other lines between the marks.

    :raises NoPlaceError: it has not the two marks, once each.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise NoPlaceError(f"{PAGE} has no place between {BEGIN} and {END}")
    between = "\n".join(lines)
    return f"{before}{begin}\n\n{between}\n\n{end}{after}"


def write(folder: Path, lines: list[str]) -> None:
    """Write the lines between the marks of the page in a folder.

    :raises NoPlaceError: there is no such place.
    """
    (folder / PAGE).write_text(replaced(read(folder), lines), "utf-8")
