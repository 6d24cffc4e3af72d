"""``trio-sockets scores``: who plays best, and a player's games."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import trio
from cyclopts import CycloptsError, Group, Parameter
from cyclopts.token import Token

from trio_sockets.commands.score_options import HINT
from trio_sockets.commands.score_tables import Format, games, show, standings
from trio_sockets.commands.words import DONE
from trio_sockets.scores.ranking import Standing, rank
from trio_sockets.scores.record import Record

try:
    from trio_sockets.scores.reading import read
except ImportError as error:
    raise CycloptsError(msg=f"scores needs {error.name}: {HINT}") from error

FILE = Path("scores.sqlite")


def _time(_type: Any, tokens: tuple[Token, ...]) -> datetime:
    try:
        time = datetime.fromisoformat(tokens[0].value)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            "Write a date or a time such as 2026-11-23 or 2026-11-23T14:00."
        ) from error


def _at_least_one(_type: Any, number: int) -> None:
    if number < 1:
        raise ValueError("Write 1 or more.")


@Parameter(name="*", group=Group("What is shown"))
@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which games count, and how they are shown.

    Parameters
    ----------
    top: int
        How many rows to show at the most.
    player: str | None
        Show the games of this player, the newest first, instead of everybody's rank.
    since: datetime | None
        Leave out what was over before this date or time. It is in UTC unless it says otherwise.
    format: str
        For a person, or for a program.
    """

    top: Annotated[int, Parameter(validator=_at_least_one)] = 20
    player: str | None = None
    since: Annotated[
        datetime | None, Parameter(converter=_time, n_tokens=1, accepts_keys=False)
    ] = None
    format: Format = "table"


async def scores(
    file: Path = FILE,
    /,
    *,
    wanted: Wanted = Wanted(),
) -> int:
    """Show who plays the mystery number best, from the file of serve --scores.

    The best have few tries, against those that bisection needs, and little time; many wins alone
    are worth nothing, as whoever has enough tries can always win.

    Parameters
    ----------
    file: Path
        What serve --scores has written. A server may still write to it.
    """
    # A large file takes its time, and Ctrl-C should not have to wait for it.
    look = partial(trio.to_thread.run_sync, abandon_on_cancel=True)
    if wanted.player is None:
        show(standings((await look(_standings, file, wanted))[: wanted.top]), wanted.format)
    else:
        show(games(await look(_games, file, wanted)), wanted.format)
    return DONE


def _standings(file: Path, wanted: Wanted) -> Sequence[Standing]:
    return rank(read(file, since=wanted.since))


def _games(file: Path, wanted: Wanted) -> Sequence[Record]:
    return list(read(file, player=wanted.player, since=wanted.since, newest=wanted.top))
