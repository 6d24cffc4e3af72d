"""SQLite's errors, as sentences for the operator of a server."""

from pathlib import Path

import apsw

from trio_sockets.scores.store import StoreError
from trio_sockets.words import ReadableError, Words, say

_REASONS: tuple[tuple[type[apsw.Error], Words], ...] = (
    (apsw.BusyError, say("it is locked by another program")),
    (apsw.FullError, say("the disk is full")),
    (apsw.ReadOnlyError, say("it is not ours to write to")),
    (apsw.CantOpenError, say("it cannot be opened: see its folder, and who may write there")),
    (apsw.NotADBError, say("it is no database of SQLite's")),
    (apsw.CorruptError, say("it is damaged")),
    (apsw.IOError, say("the disk does not take it, or does not give it")),
)


def store_error(path: Path, error: Exception) -> StoreError:
    """Return what to raise instead of an error: one line, with the file and the reason.

    :param path: the file.
    :param error: of apsw, or of ours, which says the reason itself.
    """
    reasons = (reason for kind, reason in _REASONS if isinstance(error, kind))
    told = error.words if isinstance(error, ReadableError) else " ".join(str(error).split())
    return store_error_of(path, next(reasons, told))


def store_error_of(path: Path, reason: Words | str) -> StoreError:
    """Return the error of a file."""
    return StoreError(say("{place}: {reason}", place=str(path), reason=reason))
