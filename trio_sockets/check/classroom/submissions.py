"""Finding the submissions of a class: each folder within one is one."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import final

from trio_sockets.check.classroom.conventions import looks_handed_in, plan_by_names
from trio_sockets.check.classroom.plan import (
    Plan,
    PlanError,
    Role,
    Service,
    read_own_plan,
)
from trio_sockets.check.words import Words, say

_NO_SUBMISSIONS = {"__MACOSX", "__pycache__", "node_modules"}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student, or one pair, handed in.

    :param name: of its folder. It may hold anything.
    :param folder: of its programs; they may lie deeper.
    :param problem: why it cannot be graded; None if it can.
    """

    name: str
    folder: Path
    plan: Plan = field(default_factory=Plan)
    problem: Words | None = None


def find_submissions(
    directory: Path,
    shared: Plan,
    *,
    service: Service | None = None,
    role: Role | None = None,
    but: Collection[Path] = (),
) -> list[Submission]:
    """Find all submissions in a folder, by name.

    :param shared: what holds for all, where they say nothing else.
    :param service: only this one is graded; see `plan_by_names`. None: every one there is.
    :param role: only servers, or only clients. None: both.
    :param but: folders that are none.
    :raises PlanError: there is none.
    """
    try:
        others = {path.resolve() for path in but}
        folders = [
            folder
            for folder in sorted(directory.iterdir())
            if folder.is_dir()
            and not folder.name.startswith(".")
            and folder.name not in _NO_SUBMISSIONS
            and folder.resolve() not in others
        ]
    except OSError as error:
        raise PlanError(f"cannot read {str(directory)!r}: {error.strerror}") from error
    if not folders:
        raise PlanError(f"no submissions in {str(directory)!r}: put each in a folder of its own")
    return [_read(folder, shared, service, role) for folder in folders]


def left_over(directory: Path) -> list[str]:
    """Return what lies beside the submissions as though it were one: a program, an archive."""
    try:
        files = [path.name for path in directory.iterdir() if path.is_file()]
    except OSError:
        return []  # to find the submissions says why
    return sorted(filter(looks_handed_in, files))


def _read(folder: Path, shared: Plan, service: Service | None, role: Role | None) -> Submission:
    try:
        inner = _innermost(folder)
        return Submission(name=folder.name, folder=inner, plan=_plan(inner, shared, service, role))
    except PlanError as error:
        return Submission(name=folder.name, folder=folder, problem=error.words)
    except OSError as error:
        problem = say("it cannot be read: {reason}", reason=error.strerror)
        return Submission(name=folder.name, folder=folder, problem=problem)


def _innermost(folder: Path) -> Path:
    """Go down where there is but one folder, as archives often hold."""
    entries = _entries(folder)
    while len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
        [folder] = entries
        entries = _entries(folder)
    return folder


def _entries(folder: Path) -> list[Path]:
    return [
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.name not in _NO_SUBMISSIONS
    ]


def _plan(folder: Path, shared: Plan, service: Service | None, role: Role | None) -> Plan:
    plan = read_own_plan(folder).over(shared)
    if not plan.parts:
        files = [path for path in _entries(folder) if path.is_file()]
        executables = {path.name for path in files if path.stat().st_mode & 0o100}
        found = plan_by_names([path.name for path in files], executables, service, role)
        plan = replace(found, build=plan.build or found.build, dialect=plan.dialect)
    parts = [
        part for part in plan.parts if service in {None, part.service} and role in {None, part.role}
    ]
    if not parts:
        wanted = " ".join(filter(None, (role, service)))
        raise PlanError(say("no {wanted} found: write check.toml", wanted=wanted))
    return replace(plan, parts=tuple(parts))
