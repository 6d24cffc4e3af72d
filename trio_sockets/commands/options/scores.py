"""The option ``serve --scores``, with which a server keeps the scores of its games.

It needs extras, which are imported only with the option.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.commands.extras import missing_extra
from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.words import parse_path
from trio_sockets.valkey.url import ValkeyUrl, is_meant_as_host, is_meant_as_url, parse_valkey_url
from trio_sockets.words import WrongWordError, say

if TYPE_CHECKING:
    from trio_sockets.scores.keeper import GameScores
    from trio_sockets.scores.store import Store

Place: TypeAlias = Path | ValkeyUrl
"""The place of the scores: a file, or a Valkey server."""


def parse_place(words: str) -> Place:
    """Parse the place of the scores.

    :raises ValueError: it is neither a file's path nor a Valkey URL, or it could be either.
    """
    if is_meant_as_url(words) or is_meant_as_host(words):
        try:
            return parse_valkey_url(words)
        except WrongWordError as error:
            raise WrongWordError(
                say("{reason}, or a file such as ./scores.sqlite", reason=error)
            ) from error
    try:
        words.encode()  # SQLite needs UTF-8, even where the system encodes file names otherwise
    except UnicodeError:
        raise WrongWordError(say("must be a file whose name is UTF-8")) from None
    return parse_path(words)


def _place(_type: Any, tokens: tuple[Token, ...]) -> Place:
    return parse_place(tokens[0].value)


PLACE = Parameter(converter=_place, n_tokens=1, accepts_keys=False, show_default=False)


@Parameter(name="*", group=group(say("Scores"), 8))
@dataclass(frozen=True, kw_only=True)
class ScoreOptions:
    """Where the scores of games are kept."""

    scores: Annotated[
        Place | None,
        PLACE,
        about(
            say(
                "Keep a record of each game that was won or lost, which trio-sockets scores "
                "reads: in this file, or in Valkey or Redis for many servers: redis://HOST:PORT, "
                "redis://:PASSWORD@HOST:PORT/DB, rediss:// for TLS, or unix:///PATH. A file needs "
                "the extra scores: in a clone, pip install '.[scores]'. Valkey needs the extra "
                "cluster."
            )
        ),
    ] = None

    def keeper(self) -> "GameScores | None":
        """Return the keeper of scores, which is not open yet; None without ``--scores``.

        :raises CycloptsError: the extra is not installed.
        """
        if self.scores is None:
            return None
        from trio_sockets.scores.keeper import GameScores  # noqa: PLC0415 - see above
        from trio_sockets.scores.queue import ScoreQueue  # noqa: PLC0415

        return GameScores(ScoreQueue(_store(self.scores)))


def _store(place: Place) -> "Store":
    with extra_of(place, "--scores"):
        if isinstance(place, str):
            from trio_sockets.scores.valkey import ValkeyStore  # noqa: PLC0415 - see above

            return ValkeyStore(place)
        from trio_sockets.scores.sqlite import SqliteStore  # noqa: PLC0415

        return SqliteStore(place)


@contextmanager
def extra_of(place: Place, user: str) -> Iterator[None]:
    """Run a block of imports; if one fails, raise an error that names the extra to install.

    :param user: the option or command that needs it.
    :raises CycloptsError: the extra is not installed.
    """
    extra = "cluster" if isinstance(place, str) else "scores"
    try:
        yield
    except ImportError as error:
        raise missing_extra(user, error.name, extra) from error
