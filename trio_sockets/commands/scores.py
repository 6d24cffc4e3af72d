"""``trio-sockets scores``: who plays best, and a player's games."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter
from cyclopts.token import Token

from trio_sockets.commands.score_options import extra_of
from trio_sockets.commands.score_tables import Format, games, show, standings
from trio_sockets.commands.valkey_url import is_url
from trio_sockets.commands.words import DONE
from trio_sockets.scores.store import Reader

FILE = "scores.sqlite"


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
    file: str = FILE,
    /,
    *,
    wanted: Wanted = Wanted(),
) -> int:
    """Show who plays the mystery number best, from where serve --scores keeps it.

    The best have few tries, against those that bisection needs, and little time; many wins alone
    are worth nothing, as whoever has enough tries can always win.

    Parameters
    ----------
    file: str
        What serve --scores was given: a file, or the address of a Valkey. Servers may still write
        to it.
    """
    source = _source(file)
    if wanted.player is None:
        show(standings((await source.standings(wanted.since))[: wanted.top]), wanted.format)
    else:
        found = await source.records(player=wanted.player, since=wanted.since, newest=wanted.top)
        show(games(found), wanted.format)
    return DONE


def _source(place: str) -> Reader:
    with extra_of(place, "scores"):
        if is_url(place):
            from trio_sockets.scores.valkey_reading import ValkeyReader  # noqa: PLC0415 - an extra

            return ValkeyReader(place)
        from trio_sockets.scores.reading import FileReader  # noqa: PLC0415 - likewise

        return FileReader(Path(place))
