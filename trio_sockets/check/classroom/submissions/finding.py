"""Finds the submissions of a class: each subfolder is a submission."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import final

from trio_sockets.check.classroom.submissions.conventions import looks_handed_in, plan_by_names
from trio_sockets.check.classroom.submissions.handed_in import handed_in
from trio_sockets.check.classroom.submissions.plan import (
    Plan,
    PlanError,
    PlannedProgram,
    ProgramRole,
    Service,
    in_order,
    read_own_plan,
)
from trio_sockets.system_errors import reason_of
from trio_sockets.words import Words, say

_NO_SUBMISSIONS = {"__MACOSX", "__pycache__", "node_modules"}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The work that one student or pair handed in.

    :param name: the name of its folder, which may be any text.
    :param folder: the folder of its programs, which may be a nested one.
    :param problem: the reason why it cannot be graded; None if it can be.
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
    role: ProgramRole | None = None,
    but: Collection[Path] = (),
) -> list[Submission]:
    """Find all submissions in a folder, sorted by name.

    :param shared: the plan for all submissions, unless they say otherwise.
    :param service: the only service to grade; see `plan_by_names`. None: all services.
    :param role: grade only servers, or only clients. None: both.
    :param but: folders that are not submissions.
    :raises PlanError: no submission was found.
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
        raise PlanError(
            say("cannot read {file}: {reason}", file=repr(str(directory)), reason=reason_of(error))
        ) from error
    if not folders:
        raise PlanError(
            say(
                "no submissions in {folder}: put each in a folder of its own",
                folder=repr(str(directory)),
            )
        )
    return [_read(folder, shared, service, role) for folder in folders]


def left_over(directory: Path) -> list[str]:
    """Return files next to the submissions that look like one: a program or an archive."""
    try:
        files = [path.name for path in directory.iterdir() if path.is_file()]
    except OSError:
        return []  # find_submissions reports the error
    return sorted(filter(looks_handed_in, files))


def _read(
    folder: Path, shared: Plan, service: Service | None, role: ProgramRole | None
) -> Submission:
    try:
        inner = _innermost(folder)
        return Submission(name=folder.name, folder=inner, plan=_plan(inner, shared, service, role))
    except PlanError as error:
        return Submission(name=folder.name, folder=folder, problem=error.words)
    except OSError as error:
        problem = say("it cannot be read: {reason}", reason=error.strerror)
        return Submission(name=folder.name, folder=folder, problem=problem)


def _innermost(folder: Path) -> Path:
    """Descend while a folder holds only one folder, as in many archives."""
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


def _plan(folder: Path, shared: Plan, service: Service | None, role: ProgramRole | None) -> Plan:
    plan = read_own_plan(folder).over(shared)
    if not plan.parts or not all(part.command for part in plan.parts):
        found = plan_by_names(handed_in(folder), service, role)
        plan = replace(plan, parts=_completed(plan.parts, found.parts))
    if plan.build:
        plan = replace(plan, parts=tuple(replace(part, build=()) for part in plan.parts))
    parts = [
        part for part in plan.parts if service in {None, part.service} and role in {None, part.role}
    ]
    if not parts:
        wanted = " ".join(filter(None, (role, service)))
        raise PlanError(say("no {wanted} found: write check.toml", wanted=wanted))
    return replace(plan, parts=tuple(parts))


def _completed(
    planned: Sequence[PlannedProgram], found: Sequence[PlannedProgram]
) -> tuple[PlannedProgram, ...]:
    """Return what is planned, with the commands of the programs that were found.

    What is planned without a command holds for such a program if there is one; the plan does not
    say then what else there is, so that all that was found is graded.
    """
    by_subject = {part.subject: part for part in planned}
    parts = [part for part in planned if part.command]
    known = {part.subject for part in parts}
    for part in found:
        told = by_subject.get(part.subject, part)
        if part.subject not in known:
            parts.append(replace(part, port=told.port, scenario=told.scenario))
    return in_order(parts)
