"""Finds the programs of a submission by the names of its files, if ``check.toml`` does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import final

from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.classroom.submissions.languages import SUFFIXES, recipe
from trio_sockets.check.classroom.submissions.naming import is_plain_name, kind_of
from trio_sockets.check.classroom.submissions.not_found import nothing
from trio_sockets.check.classroom.submissions.plan import (
    ROLES,
    SERVICES,
    Plan,
    PlanError,
    PlannedProgram,
    ProgramRole,
    Service,
    in_order,
)
from trio_sockets.words import say

_ARGUMENTS: dict[ProgramRole, tuple[str, ...]] = {
    "server": ("{port}",),
    "client": ("{host}", "{port}"),
}
_OTHER_ARGUMENTS: dict[ProgramRole, tuple[tuple[str, ...], ...]] = {
    "server": (("{host}", "{port}"), ("--port", "{port}"), ("-p", "{port}"), ()),
    "client": (
        *(("{port}",), ("{address}",), ("{port}", "{host}")),
        *(("--host", "{host}", "--port", "{port}"), ("--port", "{port}"), ()),
    ),
}
"""What else a program may take."""

_ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})


@final
@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that is a program by its name."""

    file: HandedIn
    role: ProgramRole
    service: Service | None

    @property
    def depth(self) -> int:
        return len(self.file.path.parts)

    @property
    def key(self) -> PurePosixPath:
        """What a source and the programs that are made of it have in common."""
        return self.file.path.with_suffix("")


def looks_handed_in(name: str) -> bool:
    """Tell whether a file is a program or an archive by its name."""
    suffix = PurePosixPath(name).suffix.lower()
    told = suffix in _ARCHIVES or (suffix != "" and suffix in SUFFIXES)
    return told and not name.startswith(".")  # such as the ._ files of macOS


def plan_by_names(
    files: Sequence[HandedIn], service: Service | None, role: ProgramRole | None = None
) -> Plan:
    """Plan which programs to grade.

    :param files: the files of the submission.
    :param service: the only service to grade, also assumed for a program whose name does not tell
        its service. None: every service in a name.
    :param role: grade only servers, or only clients. None: both.
    :raises PlanError: no program was found, or two of the same kind.
    """
    programs = [
        _Candidate(file, *kind)
        for file in files
        if file.suffix in SUFFIXES
        and (file.suffix or file.executable)
        and (kind := kind_of(file.path)) is not None
    ]
    wanted: tuple[Service, ...] = SERVICES if service is None else (service,)
    chosen = {
        (kind, each): program
        for kind in (ROLES if role is None else (role,))
        for each in wanted
        if (program := _choose(programs, kind, each, generic=each == service)) is not None
    }
    if not chosen:
        untold = [program.file for program in programs if role in {None, program.role}]
        raise PlanError(nothing(untold, files, service, role))
    parts = [_part(program.file, files, *key) for key, program in chosen.items()]
    return Plan(parts=in_order(parts))


def _choose(
    programs: Iterable[_Candidate], role: ProgramRole, service: Service, *, generic: bool
) -> _Candidate | None:
    ours = [program for program in programs if program.role == role]
    candidates = [program for program in ours if program.service == service]
    if not candidates and generic:
        candidates = [program for program in ours if program.service is None]
    # Copies of earlier days lie deeper.
    depth = min((program.depth for program in candidates), default=0)
    candidates = [program for program in candidates if program.depth == depth]
    if len({program.key for program in candidates}) > 1:
        plain = [p for p in candidates if is_plain_name(p.file.path.stem, p.role, p.service)]
        candidates = plain or candidates
    if len({program.key for program in candidates}) > 1:
        one, two, *_ = (program.file.name for program in candidates)
        raise PlanError(
            say("{one} or {two}? Keep one of them, or write check.toml", one=one, two=two)
        )
    return min(candidates, key=lambda each: SUFFIXES.index(each.file.suffix), default=None)


def _part(
    file: HandedIn, files: Sequence[HandedIn], role: ProgramRole, service: Service
) -> PlannedProgram:
    made = recipe(file, files)
    return PlannedProgram(
        role=role,
        service=service,
        command=(*made.command, *_ARGUMENTS[role]),
        others=tuple((*made.command, *each) for each in _OTHER_ARGUMENTS[role]),
        build=made.build,
        file=file.name,
    )
