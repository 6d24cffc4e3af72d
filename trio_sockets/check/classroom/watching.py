"""Watches the submissions of a class, so that one that changes is graded again."""

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, final

import trio

from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.submissions.handed_in import is_no_source

LOOK = 1.0
"""Seconds between two looks at all files, of which a class has some hundreds."""

_MOST = 20_000
"""How many files of a submission are looked at."""

Print: TypeAlias = int
"""The fingerprint of a submission: another one means that it has changed."""


@final
class Changes:
    """Decides what has changed since it was graded, and changes no more.

    :param prints: of the submissions, by name, before they were graded.
    """

    def __init__(self, prints: Mapping[str, Print]) -> None:
        self._graded = dict(prints)
        self._last = dict(prints)

    def settled(self, prints: Mapping[str, Print]) -> list[str]:
        """Return the names of those to grade again, which count as graded from now on.

        A submission that is still being written changes between two looks, and has to wait.

        :param prints: as they are now.
        """
        names = [
            name
            for name, now in prints.items()
            if self._graded.get(name) != now and self._last.get(name) == now
        ]
        self._last = dict(prints)
        self._graded |= {name: prints[name] for name in names}
        return names


def fingerprints(directory: Path, names: Sequence[str]) -> dict[str, Print]:
    """Return the fingerprint of each submission of a class.

    :param names: of their folders. The TOML files beside these hold for all of them.
    """
    shared = tuple(sorted(_marks(directory.glob("*.toml"))))
    return {name: hash((shared, tuple(sorted(_marks(_files(directory / name)))))) for name in names}


async def watch(
    find: Callable[[], list[Submission]],
    directory: Path,
    changes: Changes,
    again: Callable[[list[Submission], list[Submission]], Awaitable[object]],
    look: float = LOOK,
) -> None:
    """Call a function whenever submissions have changed, for ever.

    :param find: returns all submissions, as they are now.
    :param again: is called with all submissions, and with those that have changed.
    :param look: seconds between two looks.
    """
    while True:
        await trio.sleep(look)
        submissions = await trio.to_thread.run_sync(find)
        names = [submission.name for submission in submissions]
        changed = changes.settled(await trio.to_thread.run_sync(fingerprints, directory, names))
        if changed:
            await again(submissions, [each for each in submissions if each.name in changed])


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_no_source(name))
        for name in sorted(names):
            count += 1
            if count > _MOST:
                return
            yield Path(place, name)


def _marks(paths: Iterator[Path]) -> Iterator[tuple[str, int, int, int]]:
    for path in paths:
        try:
            status = path.lstat()
        except OSError:
            continue  # it was removed meanwhile
        yield str(path), status.st_mtime_ns, status.st_size, status.st_mode
