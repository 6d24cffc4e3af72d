"""The plan of a submission: the programs to grade, as ``check.toml`` describes them.

A ``check.toml`` in the folder of the class applies to all submissions; a submission's own file
takes precedence. Every entry is optional::

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
from trio_sockets.check.dialect.dialect_file import built_in
from trio_sockets.check.files.table import Table
from trio_sockets.small_file import MissingError, UnreadableError, read_small
from trio_sockets.words import say

FILE = "check.toml"

ProgramRole: TypeAlias = Literal["server", "client"]
Service: TypeAlias = Literal["echo", "text", "game"]
ROLES: tuple[ProgramRole, ...] = get_args(ProgramRole)
SERVICES: tuple[Service, ...] = get_args(Service)


class PlanError(ProblemError):
    """The programs to grade cannot be determined."""


@final
@dataclass(frozen=True, slots=True)
class BuildStep:
    """A step of a build.

    :param commands: are tried in turn, until one succeeds.
    :param makes: the path of the file that one must have made, to have succeeded. None: any.
    """

    commands: tuple[tuple[str, ...], ...]
    makes: str | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProgram:
    """One program to grade.

    :param command: the command that starts it; see `trio_sockets.check.harness.target.Target`.
        Empty until its file is found by its name.
    :param port: the fixed port where it listens or connects. None: the port that it is given.
    :param scenario: for a client, the path of its scenario. None: its command line tells the
        address.
    :param others: commands to try if the program does not take the words of this one: nobody has
        said which it takes.
    :param build: the steps that build it, in order.
    :param file: its path within the submission; empty if it was not found by its name.
    """

    role: ProgramRole
    service: Service
    command: tuple[str, ...]
    port: int | None = None
    scenario: str | None = None
    others: tuple[tuple[str, ...], ...] = ()
    build: tuple[BuildStep, ...] = ()
    file: str = ""

    @property
    def subject(self) -> str:
        """The name of the program on the command line: ``server game``."""
        return f"{self.role} {self.service}"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The programs to grade in a submission.

    :param build: the build commands of all programs, in order. Empty: each has its own steps.
    :param dialect: a name, or the path of a file. None: the dialect of the class.
    """

    parts: tuple[PlannedProgram, ...] = ()
    build: tuple[tuple[str, ...], ...] = ()
    dialect: str | None = None

    def over(self, other: "Plan") -> "Plan":
        """Return this plan, extended by the programs that only the other plan has."""
        own = {part.subject for part in self.parts}
        parts = [*self.parts, *(part for part in other.parts if part.subject not in own)]
        return Plan(
            parts=in_order(parts),
            build=self.build or other.build,
            dialect=self.dialect,
        )


def in_order(parts: Sequence[PlannedProgram]) -> tuple[PlannedProgram, ...]:
    """Return programs in the order of the sheet: servers first; echo, text, then game."""
    return tuple(sorted(parts, key=lambda p: (ROLES.index(p.role), SERVICES.index(p.service))))


def read_plan(folder: Path) -> Plan:
    """Read the ``check.toml`` of a folder; without the file, the plan is empty.

    :raises PlanError: the file is wrong.
    """
    try:
        return parse_plan(read_small(folder / FILE), folder)
    except MissingError:
        return Plan()
    except UnreadableError as error:
        raise PlanError(say("{place}: {reason}", place=FILE, reason=error)) from error


def read_own_plan(folder: Path) -> Plan:
    """Read the ``check.toml`` of a submission, which may name only files in its own folder.

    :raises PlanError: the file is wrong, or names a file elsewhere, even through a link.
    """
    plan = read_plan(folder)
    dialect = None if plan.dialect in built_in() else plan.dialect
    named = [("dialect", dialect), *(("scenario", part.scenario) for part in plan.parts)]
    for key, path in named:
        if path is not None and not _lies_within(path, folder):
            raise PlanError(
                say("{place}: {key} must be a file in the submission's folder", place=FILE, key=key)
            )
    return plan


def parse_plan(toml: str, folder: Path) -> Plan:
    """Parse the text of a ``check.toml``.

    :param folder: the folder to which its paths are relative.
    :raises PlanError: the file is wrong.
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
    except (OSError, RuntimeError, ValueError):  # a loop of links, or not a valid file name
        return False


class _Table(Table):
    error = PlanError


def _part(role: ProgramRole, service: Service, table: _Table, folder: Path) -> PlannedProgram:
    has_scenario = role == "client" and "scenario" in table.entries
    part = PlannedProgram(
        role=role,
        service=service,
        command=_command(table, "command", table.take("command", str, ""))
        if "command" in table.entries
        else (),
        port=_port(table) if "port" in table.entries else None,
        scenario=str(folder / table.take("scenario", str, "")) if has_scenario else None,
    )
    table.finish()
    return part


def _port(table: _Table) -> int:
    port = table.take("port", int, 0)
    if not 0 < port < 2**16:
        raise table.wrong("port", say("must be from 1 to 65535"))
    return port


def _build(table: _Table) -> tuple[tuple[str, ...], ...]:
    given = table.take("build", object, [])
    return tuple(
        _command(table, "build", line) for line in (given if isinstance(given, list) else [given])
    )


def _command(table: _Table, key: str, line: object) -> tuple[str, ...]:
    if not isinstance(line, str):
        raise table.wrong(key, say("must be a command, or a list of commands"))
    try:
        words = tuple(shlex.split(line))
    except ValueError:  # an unterminated quoted string
        raise table.wrong(key, say("cannot be read: a quote in it is not closed")) from None
    if not words or "\0" in line:
        raise table.wrong(
            key, say("must be a command, such as {command}", command="'python3 server.py {port}'")
        )
    return words


def _dialect(table: _Table, folder: Path) -> str | None:
    if "dialect" not in table.entries:
        return None
    name = table.take("dialect", str, "")
    return name if name in built_in() else str(folder / name)
