"""Copies a submission, and removes the copy afterwards."""

import itertools
import os
import shutil
import sys
from pathlib import Path

from trio_sockets.check.classroom.problem import ProblemError
from trio_sockets.system_errors import reason_of
from trio_sockets.words import say

_FOR_US = 0o700


class CopyError(ProblemError):
    """A submission cannot be copied."""


def copy_folder(source: Path, target: Path, most: int) -> None:
    """Copy the files, folders and links of a folder, but nothing else, such as pipes.

    :param target: the copy, which must not exist.
    :param most: the most bytes of the folder.
    :raises CopyError: the folder is larger, or cannot be read.
    """
    size, folders = 0, [(source, target)]
    try:
        while folders:
            there, here = folders.pop()
            here.mkdir()
            with os.scandir(there) as entries:
                for entry in entries:
                    copy = here / entry.name
                    if entry.is_symlink():
                        copy.symlink_to(Path(entry.path).readlink())
                    elif entry.is_dir():
                        folders.append((Path(entry.path), copy))
                    elif entry.is_file():
                        size += entry.stat().st_size
                        if size > most:
                            raise CopyError(say("it is larger than {mib} MiB", mib=most >> 20))
                        shutil.copy2(entry.path, copy)
    except OSError as error:
        raise CopyError(say("it cannot be read: {reason}", reason=reason_of(error))) from error


def remove(home: Path) -> None:
    """Remove a folder, however deeply a program has nested its content.

    Each folder is moved out of its parent before it is read, so that no path exceeds the system's
    limit.
    """
    names = (home / f"taken-out-{os.urandom(8).hex()}-{number}" for number in itertools.count())
    while folders := [entry for entry in os.scandir(home) if entry.is_dir(follow_symlinks=False)]:
        for folder in folders:
            os.chmod(folder.path, _FOR_US)  # noqa: PTH101 - no link: it was looked at
            for entry in list(os.scandir(folder.path)):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, _FOR_US)  # noqa: PTH101 - likewise
                    Path(entry.path).rename(next(names))
                else:
                    _unlink(entry)
            Path(folder.path).rmdir()
    for entry in list(os.scandir(home)):
        _unlink(entry)
    home.rmdir()


def _unlink(entry: os.DirEntry[str]) -> None:
    # Windows does not remove read-only files, such as those of git.
    if sys.platform == "win32" and not entry.is_symlink():
        os.chmod(entry.path, _FOR_US)  # noqa: PTH101 - as above
    Path(entry.path).unlink()
