"""``serve --scores``: the scores of a server's games, if they are to be kept.

What it needs is an extra, so nothing of it is imported unless it is wanted.
"""

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

    def keeper(self) -> "GameScores | None":
        """Return what keeps scores; None if they are not to be kept. No file is opened yet.

        :raises CycloptsError: the extra is not installed.
        """
        if self.scores is None:
            return None
        try:
            from trio_sockets.scores.keeper import GameScores  # noqa: PLC0415 - see above
            from trio_sockets.scores.queue import ScoreQueue  # noqa: PLC0415
            from trio_sockets.scores.sqlite import SqliteStore  # noqa: PLC0415
        except ImportError as error:
            raise CycloptsError(msg=f"--scores needs {error.name}: {HINT}") from error
        return GameScores(ScoreQueue(SqliteStore(self.scores)))
