"""What is to be graded of a submission, and how its ``check.toml`` says so.

One in the folder of the class is for all submissions; what a submission's own one says comes before
it. Every entry may be left out::

    dialect = "francais"             # built in, or a file beside this one
    build = "gcc -o server server.c" # or a list of such commands

    [server.game]                    # a table for each program: server or client, and a service
    command = "./server {port}"
    port = 50009                     # it listens there, or connects, whatever it is told

    [client.game]
    command = "python3 client.py {host} {port}"
    scenario = "scenario.toml"       # how it is told where the server is, if not by its words

Commands run in the submission's folder, without a shell.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, final, get_args

from trio_sockets.check.classroom.problem import ProblemError
from trio_sockets.check.dialect_file import built_in
from trio_sockets.check.small_file import MissingError, UnreadableError, read_small
from trio_sockets.check.table import Table

FILE = "check.toml"

Role: TypeAlias = Literal["server", "client"]
Service: TypeAlias = Literal["echo", "text", "game"]
ROLES: tuple[Role, ...] = get_args(Role)
SERVICES: tuple[Service, ...] = get_args(Service)


class PlanError(ProblemError):
    """It cannot be told what there is to grade."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One program to grade.

    :param command: starts it; see `trio_sockets.check.target.Target`.
    :param port: it listens or connects there, whatever it is told. None: at the port it is told.
    :param scenario: of a client: the path of its file. None: it is told by its words.
    """

    role: Role
    service: Service
    command: tuple[str, ...]
    port: int | None = None
    scenario: str | None = None

    @property
    def subject(self) -> str:
        """What the command line calls it: ``server game``."""
        return f"{self.role} {self.service}"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be graded of a submission.

    :param build: commands that make its programs, in their order.
    :param dialect: a name, or the path of a file. None: the class's.
    """

    parts: tuple[Part, ...] = ()
    build: tuple[tuple[str, ...], ...] = ()
    dialect: str | None = None

    def over(self, other: "Plan") -> "Plan":
        """Return this plan, and of the other's programs those that this one does not have."""
        own = {part.subject for part in self.parts}
        parts = [*self.parts, *(part for part in other.parts if part.subject not in own)]
        return Plan(
            parts=in_order(parts),
            build=self.build or other.build,
            dialect=self.dialect,
        )


def in_order(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return them as the sheet has them: servers first, each side echo, text, game."""
    return tuple(sorted(parts, key=lambda p: (ROLES.index(p.role), SERVICES.index(p.service))))


def read_plan(folder: Path) -> Plan:
    """Read the ``check.toml`` of a folder; if there is none, nothing is planned.

    :raises PlanError: it is wrong.
    """
    try:
        return parse_plan(read_small(folder / FILE), folder)
    except MissingError:
        return Plan()
    except UnreadableError as error:
        raise PlanError(f"{FILE}: {error}") from error


def read_own_plan(folder: Path) -> Plan:
    """Read the ``check.toml`` of a submission, which knows nothing beyond its folder.

    :raises PlanError: it is wrong, or names a file that lies elsewhere, be it by a link.
    """
    plan = read_plan(folder)
    dialect = None if plan.dialect in built_in() else plan.dialect
    named = [("dialect", dialect), *(("scenario", part.scenario) for part in plan.parts)]
    for key, path in named:
        if path is not None and not _lies_within(path, folder):
            raise PlanError(f"{FILE}: {key} must be a file in the submission's folder")
    return plan


def parse_plan(toml: str, folder: Path) -> Plan:
    """Read a ``check.toml`` from its text.

    :param folder: that its paths begin in.
    :raises PlanError: it is wrong.
    """
    top = _Table.parse(FILE, toml)
    roles = {role: top.table(role) for role in ROLES}
    plan = Plan(
        parts=tuple(
            _part(role, service, table.table(service), folder)
            for role, table in roles.items()
            for service in SERVICES
            if service in table.entries
        ),
        build=_build(top),
        dialect=_dialect(top, folder),
    )
    for table in (*roles.values(), top):
        table.finish()
    return plan


def _lies_within(path: str, folder: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a ring, or no name of a file
        return False


class _Table(Table):
    error = PlanError


def _part(role: Role, service: Service, table: _Table, folder: Path) -> Part:
    has_scenario = role == "client" and "scenario" in table.entries
    part = Part(
        role=role,
        service=service,
        command=_command(table, "command", table.take("command", str, "")),
        port=_port(table) if "port" in table.entries else None,
        scenario=str(folder / table.take("scenario", str, "")) if has_scenario else None,
    )
    table.finish()
    return part


def _port(table: _Table) -> int:
    port = table.take("port", int, 0)
    if not 0 < port < 2**16:
        raise table.wrong("port", "must be from 1 to 65535")
    return port


def _build(table: _Table) -> tuple[tuple[str, ...], ...]:
    given = table.take("build", object, [])
    return tuple(
        _command(table, "build", line) for line in (given if isinstance(given, list) else [given])
    )


def _command(table: _Table, key: str, line: object) -> tuple[str, ...]:
    if not isinstance(line, str):
        raise table.wrong(key, "must be a command, or a list of commands")
    try:
        words = tuple(shlex.split(line))
    except ValueError as error:  # a quotation that never ends
        raise table.wrong(key, f"cannot be read: {error}") from None
    if not words or "\0" in line:
        raise table.wrong(key, "must be a command, such as 'python3 server.py {port}'")
    return words


def _dialect(table: _Table, folder: Path) -> str | None:
    if "dialect" not in table.entries:
        return None
    name = table.take("dialect", str, "")
    return name if name in built_in() else str(folder / name)
