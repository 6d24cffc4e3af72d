"""``serve --scores``: the scores of a server's games, if they are to be kept.

What it needs are extras, so nothing of them is imported unless it is wanted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import CycloptsError, Group, Parameter

from trio_sockets.commands.valkey_url import FORMS, is_url, is_valkey_url

if TYPE_CHECKING:
    from trio_sockets.scores.keeper import GameScores
    from trio_sockets.scores.store import Store


@Parameter(name="*", group=Group("Scores", sort_key=8))
@dataclass(frozen=True, kw_only=True)
class ScoreOptions:
    """Where the scores of games are kept.

    Parameters
    ----------
    scores: str | None
        Keep a record of each game that was won or lost, which trio-sockets scores reads: in this
        file, or in Valkey or Redis for many servers: redis://HOST:PORT,
        redis://:PASSWORD@HOST:PORT/DB, rediss:// for TLS, or unix:///PATH. A file needs
        pip install 'trio-sockets[scores]', and Valkey 'trio-sockets[cluster]'.
    """

    scores: Annotated[str | None, Parameter(show_default=False)] = None

    def keeper(self) -> "GameScores | None":
        """Return what keeps scores; None if they are not to be kept. Nothing is opened yet.

        :raises CycloptsError: the address is none, or the extra is not installed.
        """
        if self.scores is None:
            return None
        from trio_sockets.scores.keeper import GameScores  # noqa: PLC0415 - see above
        from trio_sockets.scores.queue import ScoreQueue  # noqa: PLC0415

        return GameScores(ScoreQueue(_store(self.scores)))


def _store(place: str) -> "Store":
    with extra_of(place, "--scores"):
        if is_url(place):
            from trio_sockets.scores.valkey import ValkeyStore  # noqa: PLC0415 - see above

            return ValkeyStore(place)
        from trio_sockets.scores.sqlite import SqliteStore  # noqa: PLC0415

        return SqliteStore(Path(place))


@contextmanager
def extra_of(place: str, user: str) -> Iterator[None]:
    """Import what a file or an address of Valkey needs, or say what to install.

    :param place: the one or the other.
    :param user: who wants it.
    :raises CycloptsError: it is no such address, or the extra is not installed.
    """
    extra = "cluster" if is_url(place) else "scores"
    none = CycloptsError(msg=f"{user} must be a file, {FORMS}")
    if is_url(place) and not is_valkey_url(place):
        raise none
    try:
        yield
    except ValueError as error:
        raise none from error
    except ImportError as error:
        hint = f"pip install 'trio-sockets[{extra}]'"
        raise CycloptsError(msg=f"{user} needs {error.name}: {hint}") from error
