"""Copying a submission, and removing what its programs have made of the copy."""

import itertools
import os
import shutil
from pathlib import Path

from trio_sockets.check.classroom.problem import ProblemError
from trio_sockets.check.words import say

_FOR_US = 0o700


class CopyError(ProblemError):
    """A submission cannot be copied."""


def copy_folder(source: Path, target: Path, most: int) -> None:
    """Copy a folder: its files, folders and links, and nothing that is none of these.

    :param target: is made.
    :param most: bytes that it may hold.
    :raises CopyError: it holds more, or cannot be read.
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
        raise CopyError(say("it cannot be read: {reason}", reason=error.strerror)) from error


def remove(home: Path) -> None:
    """Remove a folder, however deeply a program has nested what is in it.

    Every folder is taken out of the one around it before anybody looks into it, so that no path
    grows longer than paths may be.
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
                    Path(entry.path).unlink()
            Path(folder.path).rmdir()
    for entry in list(os.scandir(home)):
        Path(entry.path).unlink()
    home.rmdir()
