"""The option by which many servers hold one race, as cyclopts reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Group, Parameter

from trio_sockets.commands.valkey_url import FORMS, is_valkey_url
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.audience import Recorder
from trio_sockets.services import Endpoint, RoomKeeper

RACE = "race"


@Parameter(name="*", group=Group("Cluster", sort_key=6))
@dataclass(frozen=True, kw_only=True)
class ClusterOptions:
    """Where servers meet.

    Parameters
    ----------
    cluster: str | None
        Share the rooms of the race with every server that names this Valkey or Redis:
        redis://HOST:PORT, redis://:PASSWORD@HOST:PORT/DB, rediss:// for TLS, or unix:///PATH.
        It needs pip install 'trio-sockets[cluster]'.
    """

    cluster: Annotated[str | None, Parameter(show_default=False)] = None

    def rooms(
        self,
        rules: Rules,
        below: Callable[[int], int],
        record: Recorder | None,
        *,
        most_of_host: int,
    ) -> RoomKeeper | None:
        """Return what keeps the rooms of all servers; None if each keeps its own.

        What it needs is an extra, so nothing of it is imported unless it is wanted.

        :param below: draws a number from 0 to one less than its argument.
        :param record: takes the result of each player of this server.
        :param most_of_host: players of one host that may race at once, over all servers.
        :raises ValueError: the address is none, the extra is not installed, or the rules ask too
            much.
        """
        if self.cluster is None:
            return None
        if not is_valkey_url(self.cluster):
            raise ValueError(f"--cluster must be {FORMS}")
        try:
            from trio_sockets.race.cluster.rooms import ClusterRooms  # noqa: PLC0415 - see above
        except ImportError as error:
            hint = "pip install 'trio-sockets[cluster]'"
            raise ValueError(f"--cluster needs {error.name}: {hint}") from error
        return ClusterRooms(self.cluster, rules, below, record, most_of_host=most_of_host)


def hold_together(endpoints: Sequence[Endpoint], *, named: bool) -> list[Endpoint]:
    """Return what many workers can serve without a cluster, which is all but the race.

    :param named: whether somebody asked for just these.
    :raises ValueError: the race is among them, and somebody asked for it.
    """
    others = [endpoint for endpoint in endpoints if endpoint.service.name != RACE]
    if named and len(others) < len(endpoints):
        raise ValueError("race with workers needs --cluster")
    return others
