"""The services of this package. To add one: a file in `trio_sockets.protocol`, and a line here."""

import random
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias, final

from trio_sockets.address import DEFAULT_HOST, Address, TcpAddress, parse_address
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.game import GameSession, State
from trio_sockets.protocol.messages import MAX_DIGITS, Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.protocol.session import Session
from trio_sockets.protocol.text import TextSession
from trio_sockets.race.audience import Recorder
from trio_sockets.race.door import JOINS_PER_HOST, Door, RoomKeeper
from trio_sockets.race.local import LocalRooms
from trio_sockets.words import WrongWordError, say

Background: TypeAlias = Callable[..., Awaitable[object]]


class PeerInfo(Protocol):
    """The part of a client that a service may know."""

    @property
    def name(self) -> str:
        """The address, as the log writes it; a placeholder word for a client without one."""

    @property
    def host(self) -> str | None:
        """The host under which it is counted, such as its IPv4 address; None without a host."""


OnBegin: TypeAlias = Callable[[Any, PeerInfo], object]
Counts: TypeAlias = Callable[[Any], Iterable[tuple[str, ...]]]


class OnEnd(Protocol):
    """A callback for a session that is over: see `Service`."""

    def __call__(self, session: Any, peer: PeerInfo, seconds: float, *, by_client: bool) -> object:
        """Receive the session, its peer, and the seconds since the client was admitted."""


class OnGameOver(Protocol):
    """A callback for a game that is over. It must neither wait nor raise."""

    def __call__(
        self, session: GameSession, player: str, seconds: float, *, given_up: bool
    ) -> object:
        """See `trio_sockets.server.scorekeeper.Scorekeeper.game_over`."""


DEFAULT_GAME = Parameters(low=1, high=100, tries=7)
"""Seven tries always suffice for a hundred numbers, by bisection: log2(101) is 6.7."""


@final
@dataclass(frozen=True, slots=True)
class Service:
    """A service that a server offers at an address.

    :param name: as the command line and the logs write it.
    :param port: the TCP port it has when none is given.
    :param session: opens a new conversation.
    :param run: a background task of the service, started with `trio.Nursery.start` before the first
        client, and cancelled after the last one. None if it needs no task.
    :param on_begin: called with each new session and its peer, before the first byte.
    :param on_end: called once for each session, at its last reply: with the session, its peer, the
        seconds since the client was admitted, and whether the client ended it. Like
        ``on_begin``, it must neither wait nor raise.
    :param counts: returns the metrics to count for a session in its present state, each as a tuple:
        the metric's name, then the values of its labels, without the service.
    """

    name: str
    port: int
    session: Callable[[], Session]
    run: Background | None = None
    on_begin: OnBegin | None = None
    on_end: OnEnd | None = None
    counts: Counts | None = None


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
    game_over: OnGameOver | None = None,
    joins_per_host: int = JOINS_PER_HOST,
) -> dict[str, Service]:
    """Return the services by name.

    :param game: the parameters of every mystery-number game.
    :param race: the rules of every race; None: rounds use the parameters of the game.
    :param record: takes the result of each player of a race's round, unless there are ``rooms``.
    :param now: the clock of the text service.
    :param rooms: keeps the rooms of the race, by rules of its own; None: this process keeps them.
    :param game_over: called with each mystery-number game that is over, its player's host (a
        placeholder word for a client without one), and how many seconds it took.
    :param joins_per_host: how many players of one host may leave the race before its next players
        wait to join; a host that used up this number has it back after eight seconds.
    :param seed: makes the secrets predictable, for tests; None draws them from ``secrets``
        (624 outputs of ``random`` predict all later ones).
    """
    randbelow = random_source(seed)

    def secret() -> int:
        return game.low + randbelow(game.high - game.low + 1)

    def tell(session: GameSession, peer: PeerInfo, seconds: float, *, by_client: bool) -> None:
        if game_over is not None:
            given_up = session.state is State.PLAYING and session.used > 0 and by_client
            game_over(session, peer.host or peer.name, seconds, given_up=given_up)

    def play() -> GameSession:
        return GameSession(secret=secret(), parameters=game)

    keeper = Door(rooms or LocalRooms(race or Rules(game), randbelow, record), joins_per_host)
    listed = [
        Service("echo", 50007, EchoSession),
        Service("text", 50008, lambda: TextSession(now=now)),
        Service("game", 50009, play, on_end=None if game_over is None else tell, counts=_games),
        Service("race", 50010, lambda: RaceSession(keeper), keeper.run, on_begin=_seat),
    ]
    return {service.name: service for service in listed}


def _games(session: GameSession) -> Iterable[tuple[str, ...]]:
    return () if session.state is State.PLAYING else [("games_total", session.state.value)]


def _seat(session: RaceSession, peer: PeerInfo) -> None:
    session.host = peer.host


def random_source(seed: int | None) -> Callable[[int], int]:
    """Return a function that draws from 0 to one less than its argument, as `secrets.randbelow`."""
    return secrets.randbelow if seed is None else random.Random(seed).randrange  # noqa: S311


def game_parameters(low: int, high: int, tries: int) -> Parameters:
    """Return the parameters of a game.

    :raises ValueError: no game can be played with these.
    """
    if low > high:
        raise WrongWordError(say("low {low} is above high {high}", low=low, high=high))
    if tries < 1:
        raise WrongWordError(say("tries must be at least 1, not {tries}", tries=tries))
    for name, number in (("low", low), ("high", high), ("tries", tries)):
        if abs(number) >= 10**MAX_DIGITS:
            raise WrongWordError(
                say("{name} has more than {most} digits", name=name, most=MAX_DIGITS)
            )
    return Parameters(low, high, tries)


def parse_endpoint(text: str, services: Mapping[str, Service]) -> Endpoint:
    """Read ``SERVICE`` or ``SERVICE@ADDRESS``.

    :raises ValueError: there is no such service, or the address is malformed.
    """
    name, at, address = text.partition("@")
    if name not in services:
        # Text that looks like a URL is not repeated: it may hold a password.
        known = ", ".join(services)
        raise WrongWordError(
            say("there is no such service: choose from {known}", known=known)
            if "/" in name
            else say(
                "there is no service {name}: choose from {known}", name=repr(name), known=known
            )
        )
    service = services[name]
    return Endpoint(
        service, parse_address(address) if at else TcpAddress(DEFAULT_HOST, service.port)
    )
