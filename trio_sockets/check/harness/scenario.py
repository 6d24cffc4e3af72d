"""A scenario: how a client learns its server's address, and whether its user plays.

It is a small TOML file; every part is optional::

    player = "typed"              # the user types the guesses; "program": it plays by itself
    listen = "127.0.0.1:50007"    # where the checker listens; by default on a free port

    [environment]                 # environment variables of the client
    GAME_SERVER = "{host}:{port}"

    [typed]                       # lines of its standard input
    first = ["{host}", "{port}"]  # at the start
    guess = "{guess}"             # a guess, where a person plays the game
    lines = ["UPPER hello"]       # one after each reply, where a person talks to echo or text
    last = "quit"                 # at the end; then the input ends

``{host}``, ``{port}`` and ``{address}`` stand for the server's address, also in the command.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import final

from trio_sockets.address import TcpAddress, parse_address
from trio_sockets.check.files.placeholders import hold_port
from trio_sockets.check.files.table import Table
from trio_sockets.small_file import UnreadableError, read_small
from trio_sockets.words import WrongWordError, say

GUESS = "{guess}"


class ScenarioError(WrongWordError):
    """A scenario's file is wrong; the message is one line that says where, and what to write."""


class GuessSource(StrEnum):
    """The source of what a client sends."""

    PROGRAM = "program"
    TYPED = "typed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario; see the module's docstring.

    :param player: None: the commands of a text client are typed; for any other service, a trial run
        shows whether the client asks its user or plays by itself.
    :param listen: the checker's address; None: a free port of this machine.
    """

    player: GuessSource | None = None
    listen: TcpAddress | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    first: tuple[str, ...] = ()
    guess: str = GUESS
    lines: tuple[str, ...] = ()
    last: str | None = None

    def player_of(self, service: str) -> GuessSource:
        """Return the source of what a client of this service sends."""
        return self.player or (GuessSource.TYPED if service == "text" else GuessSource.PROGRAM)

    def tells_port(self, command: Sequence[str]) -> bool:
        """Tell whether a client that is started by this command can learn a port chosen for it."""
        return hold_port([*command, *self.environment.values(), *self.first])


def load_scenario(name: str) -> Scenario:
    """Read a scenario from a file, by its path.

    :raises ScenarioError: the file cannot be read, or it is wrong.
    """
    try:
        return parse_scenario(name, read_small(Path(name)))
    except UnreadableError as error:
        raise ScenarioError(
            say("no scenario {name}: {reason}", name=repr(name), reason=error)
        ) from error


def parse_scenario(where: str, toml: str) -> Scenario:
    """Parse the text of a scenario.

    :param where: the file's name, for error messages.
    :raises ScenarioError: the text is wrong.
    """
    top = _Table.parse(where, toml)
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
        raise typed.wrong("guess", say("must hold {field}", field=GUESS))
    for table in (typed, top):
        table.finish()
    return scenario


class _Table(Table):
    error = ScenarioError


def _player(table: _Table) -> GuessSource | None:
    if "player" not in table.entries:
        return None
    word = table.take("player", str, "")
    try:
        return GuessSource(word)
    except ValueError:
        raise table.wrong(
            "player",
            say(
                'must be "{one}" or "{other}"',
                one=GuessSource.PROGRAM.value,
                other=GuessSource.TYPED.value,
            ),
        ) from None


def _listen(table: _Table) -> TcpAddress | None:
    if "listen" not in table.entries:
        return None
    word = table.take("listen", str, "")
    try:
        address = parse_address(word)
    except WrongWordError as error:
        raise table.wrong("listen", say("is wrong: {reason}", reason=error)) from None
    if not isinstance(address, TcpAddress):
        raise table.wrong("listen", say("must be HOST:PORT"))
    return address


def _environment(table: _Table) -> Mapping[str, str]:
    for key in table.entries:
        if not key or "=" in key or "\0" in key:
            raise table.wrong(repr(key), say("is not a valid name of a variable"))
    return MappingProxyType({key: _line(table, key, "") for key in list(table.entries)})


def _line(table: _Table, key: str, default: str) -> str:
    return _checked(table, key, table.take(key, str, default))


def _lines(table: _Table, key: str) -> tuple[str, ...]:
    return tuple(_checked(table, key, line) for line in table.take(key, list, []))


def _checked(table: _Table, key: str, line: object) -> str:
    if not isinstance(line, str):
        raise table.wrong(key, say("must be a list of strings"))
    if "\n" in line or "\0" in line:
        raise table.wrong(key, say("must be one line"))
    return line
