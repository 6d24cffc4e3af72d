"""Finds the folders that a program in a box may read: the system, and the interpreters it needs."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

_SYSTEM = (
    *("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "etc", "opt"),
    *("nix", "gnu", "snap"),
)
"""Folders of a system's programs. Others hold data: homes, mail, the submissions of a class."""

_INTERPRETERS = (
    *("python3", "java", "javac", "node", "ruby", "php", "perl", "bash", "sh", "env"),
    *("gcc", "g++", "make", "rustc", "go", "kotlinc", "mono", "mcs", "dotnet"),
)
"""Programs that a build or a first line may start besides the command."""

_PROGRAMS = {"bin", "sbin", "shims"}
_SHARED = {".local"}
"""Folders of a home that hold programs beside private data."""

_LINKS = 16


def system_words() -> list[str]:
    """Return the words of bubblewrap that show the system, read-only."""
    words: list[str] = []
    for name in _SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    return words


def interpreter_folders(command: Sequence[str], private: Collection[Path]) -> list[Path]:
    """Return the folders outside the system that hold what a command needs, such as below a home.

    :param private: folders that none of these may hold: a home, the submissions of a class.
    """
    names = [*_INTERPRETERS, *(word for word in command if word and "/" not in word)]
    found: dict[Path, None] = {}
    for name in names:
        for path in _links(shutil.which(name)):
            if not is_of_system(path):
                found[_folder_of(path, private)] = None
    return [folder for folder in found if folder.is_dir()]


def _links(found: str | None) -> Iterator[Path]:
    """Yield a program, and each program that its links lead to."""
    if found is None:
        return
    path = Path(found).absolute()
    for _ in range(_LINKS):
        yield path
        if not path.is_symlink():
            break
        path = Path(os.path.normpath(path.parent / path.readlink()))
    yield Path(found).resolve()


def _folder_of(path: Path, private: Iterable[Path]) -> Path:
    """Return the folder of an installation if that holds nothing private, or of its programs."""
    whole = path.parent.parent
    if path.parent.name not in _PROGRAMS or whole.name in _SHARED:
        return path.parent
    holds = any(each == whole or each.is_relative_to(whole) for each in private)
    return path.parent if holds or whole == Path("/") else whole


def is_of_system(path: Path) -> bool:
    """Tell whether a path lies in the folders that `system_words` shows."""
    return len(path.parts) > 1 and path.parts[1] in _SYSTEM
