"""``serve --scores``: the scores of a server's games, if they are to be kept.

What it needs is an extra, so nothing of it is imported unless it is wanted.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import CycloptsError, Group, Parameter

if TYPE_CHECKING:
    from trio_sockets.scores.keeper import GameScores

HINT = "pip install 'trio-sockets[scores]'"


@Parameter(name="*", group=Group("Scores", sort_key=8))
@dataclass(frozen=True, kw_only=True)
class ScoreOptions:
    """Where the scores of games are kept.

    Parameters
    ----------
    scores: Path | None
        Keep a record of each game that was won or lost in this file, which trio-sockets scores
        reads. It needs pip install 'trio-sockets[scores]'.
    """

    scores: Path | None = None

    @asynccontextmanager
    async def keeper(self, *, is_worker: bool = False) -> AsyncIterator["GameScores | None"]:
        """Keep scores for as long as the block lasts; None if none are to be kept.

        :param is_worker: whether somebody else has looked at the file. A worker serves in any case,
            and writes once it can.
        :raises StoreError: the file cannot be used.
        :raises CycloptsError: the extra is not installed.
        """
        if self.scores is None:
            yield None
            return
        try:
            from trio_sockets.scores.keeper import GameScores  # noqa: PLC0415 - see above
            from trio_sockets.scores.queue import ScoreQueue  # noqa: PLC0415
            from trio_sockets.scores.sqlite import SqliteStore  # noqa: PLC0415
        except ImportError as error:
            raise CycloptsError(msg=f"--scores needs {error.name}: {HINT}") from error
        async with aclosing(SqliteStore(self.scores)) as store:
            if not is_worker:
                await store.open()
            yield GameScores(ScoreQueue(store))
