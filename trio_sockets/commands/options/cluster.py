"""The option ``--cluster``, with which many servers share the rooms of the race."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.commands.extras import missing_extra
from trio_sockets.commands.help.about import about, group
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.audience import Recorder
from trio_sockets.race.door import RoomKeeper
from trio_sockets.services import Endpoint
from trio_sockets.valkey.url import ValkeyUrl, parse_valkey_url
from trio_sockets.words import WrongWordError, say

RACE = "race"


def _url(_type: Any, tokens: tuple[Token, ...]) -> ValkeyUrl:
    return parse_valkey_url(tokens[0].value)


@Parameter(name="*", group=group(say("Cluster"), 6))
@dataclass(frozen=True, kw_only=True)
class ClusterOptions:
    """The options of a cluster."""

    cluster: Annotated[
        ValkeyUrl | None,
        Parameter(converter=_url, n_tokens=1, accepts_keys=False, show_default=False),
        about(
            say(
                "Share the rooms of the race with every server that names this Valkey or Redis: "
                "redis://HOST:PORT, redis://:PASSWORD@HOST:PORT/DB, rediss:// for TLS, or "
                "unix:///PATH. It needs the extra cluster: in a clone, pip install '.[cluster]'."
            )
        ),
    ] = None

    def rooms(
        self,
        rules: Rules,
        randbelow: Callable[[int], int],
        record: Recorder | None,
        *,
        most_of_host: int,
    ) -> RoomKeeper | None:
        """Return the keeper of the rooms that all servers share; None without ``--cluster``.

        A cluster needs an extra, which is imported only with the option.

        :param randbelow: draws a number from 0 to one less than its argument.
        :param record: takes the result of each player of this server.
        :param most_of_host: players of one host that may race at once, over all servers.
        :raises CycloptsError: the extra is not installed.
        :raises ValueError: the rules allow more tries than a cluster can count.
        """
        if self.cluster is None:
            return None
        try:
            from trio_sockets.race.cluster.rooms import ClusterRooms  # noqa: PLC0415 - see above
        except ImportError as error:
            raise missing_extra("--cluster", error.name, "cluster") from error
        return ClusterRooms(self.cluster, rules, randbelow, record, most_of_host=most_of_host)


def without_race(endpoints: Sequence[Endpoint], *, named: bool) -> list[Endpoint]:
    """Return the endpoints that several workers can serve without a cluster: all but the race.

    :param named: whether the user named these endpoints.
    :raises ValueError: the user named the race.
    """
    others = [endpoint for endpoint in endpoints if endpoint.service.name != RACE]
    if named and len(others) < len(endpoints):
        raise WrongWordError(say("race with workers needs --cluster"))
    return others
