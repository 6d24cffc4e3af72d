"""SQLite's errors, as sentences for the operator of a server."""

from pathlib import Path

import apsw

from trio_sockets.scores.store import StoreError

_REASONS: tuple[tuple[type[apsw.Error], str], ...] = (
    (apsw.BusyError, "it is locked by another program"),
    (apsw.FullError, "the disk is full"),
    (apsw.ReadOnlyError, "it is not ours to write to"),
    (apsw.CantOpenError, "it cannot be opened: see its folder, and who may write there"),
    (apsw.NotADBError, "it is no database of SQLite's"),
    (apsw.CorruptError, "it is damaged"),
    (apsw.IOError, "the disk does not take it, or does not give it"),
)


def store_error(path: Path, error: Exception) -> StoreError:
    """Return what to raise instead of an error: one line, with the file and the reason.

    :param path: the file.
    :param error: of apsw, or of ours, which says the reason itself.
    """
    reasons = (reason for kind, reason in _REASONS if isinstance(error, kind))
    return StoreError(f"{path}: {next(reasons, ' '.join(str(error).split()))}")
