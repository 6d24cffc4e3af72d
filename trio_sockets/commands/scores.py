"""``trio-sockets scores``: who plays best, and a player's games."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.scores import PLACE, Place, extra_of
from trio_sockets.commands.options.words import DONE, LangWord, Whole, within
from trio_sockets.commands.reader import reader
from trio_sockets.commands.score_tables import Format, games, show, standings
from trio_sockets.scores.record import SERVICES
from trio_sockets.scores.store import ScoreReader
from trio_sockets.words import WrongWordError, say

MOST_ROWS = 2**31 - 1
FILE = Path("scores.sqlite")


def _time(_type: Any, tokens: tuple[Token, ...]) -> datetime:
    try:
        time = datetime.fromisoformat(tokens[0].value)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongWordError(
            say("Write a date or a time such as 2026-11-23 or 2026-11-23T14:00.")
        ) from error


@Parameter(name="*", group=group(say("What is shown")))
@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which games count, and how they are shown."""

    top: Annotated[
        Whole,
        Parameter(validator=within(1, MOST_ROWS)),
        about(say("How many rows to show at the most, of each service.")),
    ] = 20
    player: Annotated[
        str | None,
        about(say("Show the games of this player, the newest first, instead of everybody's rank.")),
    ] = None
    service: Annotated[
        Literal["game", "race"] | None, about(say("Show this service's games alone."))
    ] = None
    since: Annotated[
        datetime | None,
        Parameter(converter=_time, n_tokens=1, accepts_keys=False),
        about(
            say(
                "Leave out what was over before this date or time. It is in UTC unless it says "
                "otherwise."
            )
        ),
    ] = None
    format: Annotated[Format, about(say("For a person, or for a program."))] = "table"


async def scores(
    file: Annotated[
        Place,
        PLACE,
        Parameter(show_default=True),
        about(
            say(
                "What serve --scores was given: a file, or the address of a Valkey. Servers may "
                "still write to it."
            )
        ),
    ] = FILE,
    /,
    *,
    wanted: Wanted = Wanted(),
    lang: LangWord = None,
) -> int:
    """Show who plays the mystery number best, from where serve --scores keeps it.

    The best have few tries, against those that bisection needs, and little time; many wins alone
    are worth nothing, as a player with enough tries can always win.
    """
    translate = reader.speaks(lang)
    source = _source(file)
    services = SERVICES if wanted.service is None else (wanted.service,)
    if wanted.player is None:
        ranked = await source.standings(wanted.since)
        best = [one for one in ranked if one.rank <= wanted.top and one.service in services]
        show(standings(best), wanted.format, translate)
    else:
        found = await source.records(
            player=wanted.player, services=services, since=wanted.since, newest=wanted.top
        )
        show(games(found), wanted.format, translate)
    return DONE


def _source(place: Place) -> ScoreReader:
    with extra_of(place, "scores"):
        if isinstance(place, str):
            from trio_sockets.scores.valkey_reading import ValkeyReader  # noqa: PLC0415 - an extra

            return ValkeyReader(place)
        from trio_sockets.scores.reading import FileReader  # noqa: PLC0415 - likewise

        return FileReader(place)
