"""A scenario: how a client is told where its server is, and who plays.

It comes from a small TOML file, of which every part may be left out::

    player = "typed"              # a person types at it; "program": it plays by itself
    listen = "127.0.0.1:50007"    # where the checker waits for it; else at a free port

    [environment]                 # variables that the client is started with
    GAME_SERVER = "{host}:{port}"

    [typed]                       # lines of its standard input
    first = ["{host}", "{port}"]  # at the start
    guess = "{guess}"             # a guess, where a person plays the game
    lines = ["UPPER hello"]       # one after each reply, where a person talks to echo or text
    last = "quit"                 # at the end; then the input ends

``{host}``, ``{port}`` and ``{address}`` stand for where the server is, also in the words of the
command.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import final

from trio_sockets.address import TcpAddress, parse_address
from trio_sockets.check.placeholders import hold_port
from trio_sockets.check.small_file import UnreadableError, read_small
from trio_sockets.check.table import Table

GUESS = "{guess}"


class ScenarioError(ValueError):
    """A scenario is wrong; the message is one line that says where, and what to write."""


class Player(StrEnum):
    """Who chooses what a client sends."""

    PROGRAM = "program"
    TYPED = "typed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """See above.

    :param player: None: a client of the text service is typed at, and any other plays by itself.
    :param listen: None: at a free port of this machine.
    """

    player: Player | None = None
    listen: TcpAddress | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    first: tuple[str, ...] = ()
    guess: str = GUESS
    lines: tuple[str, ...] = ()
    last: str | None = None

    def player_of(self, service: str) -> Player:
        """Return who plays."""
        return self.player or (Player.TYPED if service == "text" else Player.PROGRAM)

    def tells_port(self, command: Sequence[str]) -> bool:
        """Whether a client that is started so can know which port was chosen for it."""
        return hold_port([*command, *self.environment.values(), *self.first])


def load_scenario(name: str) -> Scenario:
    """Read a scenario from a file, by its path.

    :raises ScenarioError: there is no such file, or it is wrong.
    """
    path = Path(name)
    try:
        return parse_scenario(path.stem, read_small(path))
    except UnreadableError as error:
        raise ScenarioError(f"no scenario {name!r}: {error}") from error


def parse_scenario(name: str, toml: str) -> Scenario:
    """Read a scenario from its text.

    :raises ScenarioError: it is wrong.
    """
    top = _Table.parse(name, toml)
    typed = top.table("typed")
    scenario = Scenario(
        player=_player(top),
        listen=_listen(top),
        environment=_environment(top.table("environment")),
        first=_lines(typed, "first"),
        guess=_line(typed, "guess", GUESS),
        lines=_lines(typed, "lines"),
        last=_line(typed, "last", "") if "last" in typed.entries else None,
    )
    if GUESS not in scenario.guess:
        raise typed.wrong("guess", f"must hold {GUESS}")
    for table in (typed, top):
        table.finish()
    return scenario


class _Table(Table):
    error = ScenarioError


def _player(table: _Table) -> Player | None:
    if "player" not in table.entries:
        return None
    word = table.take("player", str, "")
    try:
        return Player(word)
    except ValueError:
        raise table.wrong("player", f'must be "{Player.PROGRAM}" or "{Player.TYPED}"') from None


def _listen(table: _Table) -> TcpAddress | None:
    if "listen" not in table.entries:
        return None
    word = table.take("listen", str, "")
    try:
        address = parse_address(word)
    except ValueError as error:
        raise table.wrong("listen", f"is wrong: {error}") from None
    if not isinstance(address, TcpAddress):
        raise table.wrong("listen", "must be HOST:PORT")
    return address


def _environment(table: _Table) -> Mapping[str, str]:
    for key in table.entries:
        if not key or "=" in key or "\0" in key:
            raise table.wrong(repr(key), "is no name of a variable")
    return MappingProxyType({key: _line(table, key, "") for key in list(table.entries)})


def _line(table: _Table, key: str, default: str) -> str:
    return _checked(table, key, table.take(key, str, default))


def _lines(table: _Table, key: str) -> tuple[str, ...]:
    return tuple(_checked(table, key, line) for line in table.take(key, list, []))


def _checked(table: _Table, key: str, line: object) -> str:
    if not isinstance(line, str):
        raise table.wrong(key, "must be a list of strings")
    if "\n" in line or "\0" in line:
        raise table.wrong(key, "must be one line")
    return line
