"""Making the file of scores: it holds clients' addresses, so that it is its owner's alone."""

import os
import sys

_OWN = 0o600


def make_private(path: str) -> None:
    """Make an empty file that only its owner may read, if there is no file yet.

    It is so from its first moment, whatever the umask. SQLite gives the files beside it, ``-wal``
    and ``-shm``, the mode of the file itself. One that is there keeps its mode: somebody may have
    chosen that. An error is SQLite's to meet again, and to tell.

    :param path: of the file. A link is followed, also where it leads to no file.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        made = os.open(os.path.realpath(path), flags, _OWN)
    except (OSError, ValueError):
        return
    try:
        if sys.platform != "win32":
            os.fchmod(made, _OWN)  # a umask may have taken the owner's own rights
    finally:
        os.close(made)
