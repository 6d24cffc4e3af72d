"""The files of a submission, as far as they tell which programs it has."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import final

MOST_FILES = 2000
"""How many files of a submission are looked at: more are somebody else's, such as libraries."""

_DEEPEST = 12
_BEGINNING = 16 * 1024
_NO_SOURCES = {
    *("__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env"),
    *("test", "tests"),
}
_READ = {".java"}
"""Suffixes of files whose content tells how they are built."""


@final
@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file of a submission.

    :param name: its path within the submission, with slashes.
    :param executable: whether its owner may execute it.
    :param text: the beginning of its text, if that tells how it is built.
    """

    name: str
    executable: bool = False
    text: str = ""

    @property
    def path(self) -> PurePosixPath:
        """Its path within the submission."""
        return PurePosixPath(self.name)

    @property
    def suffix(self) -> str:
        """Its suffix in lower case, with the dot; empty if it has none."""
        return self.path.suffix.lower()


def is_no_source(name: str) -> bool:
    """Tell whether a folder of this name holds no programs of a student."""
    return name.startswith(".") or name in _NO_SOURCES


def handed_in(folder: Path) -> list[HandedIn]:
    """Return the files of a submission, sorted by path; links to folders are not followed.

    :raises OSError: the folder cannot be read.
    """
    return sorted(_files(folder, folder, _DEEPEST), key=lambda file: file.name)[:MOST_FILES]


def _files(top: Path, folder: Path, depth: int) -> Iterator[HandedIn]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found[:MOST_FILES]:
        if entry.is_dir(follow_symlinks=False):
            if depth and not is_no_source(entry.name):
                yield from _files(top, Path(entry.path), depth - 1)
        elif _is_file(entry) and not entry.name.startswith("."):
            path = Path(entry.path)
            yield HandedIn(
                path.relative_to(top).as_posix(),
                bool(entry.stat().st_mode & 0o100),
                _beginning(path) if path.suffix.lower() in _READ else "",
            )


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # such as links in a ring
        return False


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_BEGINNING).decode(errors="replace")
    except OSError:
        return ""
