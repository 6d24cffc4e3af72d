"""The services there are. To add one: a file in `trio_sockets.protocol`, and a line here."""

import random
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeAlias, final

import trio

from trio_sockets.address import DEFAULT_HOST, Address, TcpAddress, parse_address
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession, Rooms
from trio_sockets.protocol.session import Session
from trio_sockets.protocol.text import TextSession
from trio_sockets.race.audience import Recorder
from trio_sockets.race.local import LocalRooms

Background: TypeAlias = Callable[..., Awaitable[object]]


class RoomKeeper(Rooms, Protocol):
    """Keeps the rooms of the race, while its task runs."""

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Do what has to be done in time, for ever."""


DEFAULT_GAME = Parameters(low=1, high=100, tries=7)
"""Seven tries always suffice for a hundred numbers, by bisection: log2(101) is 6.7."""


@final
@dataclass(frozen=True, slots=True)
class Service:
    """What a server offers at an address.

    :param name: as the command line and the logs write it.
    :param port: the TCP port it has when none is given.
    :param session: opens a new conversation.
    :param run: what has to run while it is served: a task of the server's, started with
        `trio.Nursery.start` before the first client, and cancelled after the last. None if nothing.
    """

    name: str
    port: int
    session: Callable[[], Session]
    run: Background | None = None


@final
@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service at an address."""

    service: Service
    address: Address

    def __str__(self) -> str:
        return f"{self.service.name}@{self.address}"


def all_services(  # noqa: PLR0913 - all but one go by name
    game: Parameters = DEFAULT_GAME,
    *,
    race: Rules | None = None,
    record: Recorder | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    seed: int | None = None,
    rooms: RoomKeeper | None = None,
) -> dict[str, Service]:
    """Return the services by name.

    :param game: the parameters of every mystery-number game.
    :param race: the rules of every race; None has its rounds played with the game's parameters.
    :param record: takes the result of each player of a race's round, unless there are `rooms`.
    :param now: what time the text service tells.
    :param rooms: what keeps the rooms of the race, by rules of its own; None keeps them in this
        process.
    :param seed: makes the secrets predictable, for tests; None draws them from `secrets`
        (624 outputs of `random` predict all later ones).
    """
    below = drawing(seed)

    def secret() -> int:
        return game.low + below(game.high - game.low + 1)

    keeper = rooms or LocalRooms(race or Rules(game), below, record)
    listed = [
        Service("echo", 50007, EchoSession),
        Service("text", 50008, lambda: TextSession(now=now)),
        Service("game", 50009, lambda: GameSession(secret=secret(), parameters=game)),
        Service("race", 50010, lambda: RaceSession(keeper), keeper.run),
    ]
    return {service.name: service for service in listed}


def drawing(seed: int | None) -> Callable[[int], int]:
    """Return what draws a number from 0 to one less than its argument."""
    return secrets.randbelow if seed is None else random.Random(seed).randrange  # noqa: S311


def parse_endpoint(text: str, services: Mapping[str, Service]) -> Endpoint:
    """Read ``SERVICE`` or ``SERVICE@ADDRESS``.

    :raises ValueError: there is no such service, or the address is none.
    """
    name, at, address = text.partition("@")
    if name not in services:
        raise ValueError(f"there is no service {name!r}: choose from {', '.join(services)}")
    service = services[name]
    return Endpoint(
        service, parse_address(address) if at else TcpAddress(DEFAULT_HOST, service.port)
    )
