"""``trio-sockets check class``: grades every submission of a class."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from rich.console import Console

from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.classroom.apart.grading_apart import GraderApart
from trio_sockets.check.classroom.apart.trial import why_no_sandbox
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.report_files import file_stems
from trio_sockets.check.classroom.sandbox.box import ProgramBox
from trio_sockets.check.classroom.sandbox.sandbox import CONFINES
from trio_sockets.check.classroom.submissions.finding import Submission, find_submissions, left_over
from trio_sockets.check.classroom.submissions.plan import PlanError, read_plan
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.reports.files import ReportFileError
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.class_options import ClassOptions, FileOptions, LimitOptions
from trio_sockets.commands.check.class_run import ClassRun
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import DIRECTORY
from trio_sockets.consoles import console_for_person
from trio_sockets.language import translator
from trio_sockets.words import say


async def class_(
    directory: Annotated[
        Path,
        DIRECTORY,
        about(say("Holds a folder for each submission, and perhaps a check.toml for all.")),
    ],
    /,
    *,
    options: ClassOptions = ClassOptions(),
    files: FileOptions = FileOptions(),
    limits: LimitOptions = LimitOptions(),
) -> int:
    """Grade every submission of a class: each folder within a folder."""
    translate = translator(options.language)
    submissions, dialect = _read(directory, options, files)
    errors = console_for_person(stderr=True)
    if not CONFINES:
        words = say("On Windows only --time-limit holds: programs may use what there is.")
        errors.print(words.read(translate))
    for name in left_over(directory):
        words = say("Not graded, as it is in no folder of its own: {name}", name=name)
        errors.print(words.read(translate))
    stems = file_stems(submission.name for submission in submissions)
    learner = ClassLearner(translate) if options.learn else None
    grader = Grader(
        dialect=dialect,
        limits=limits.limits,
        jobs=options.jobs,
        seed=secrets.randbelow(10**6) if options.seed is None else options.seed,
        mode=options.mode,
        strict=options.strict,
        learner=learner,
        translate=translate,
        trace=options.trace,
        keep=lambda name, report: files.keep(stems[name], report, options.language),
    )
    run = ClassRun(
        directory=directory,
        grader=grader,
        grades=await _grading(grader, directory, options, files, errors),
        files=files,
        language=options.language,
    )

    def find() -> list[Submission]:
        found, _ = _read(directory, options, files)
        stems.update(file_stems(submission.name for submission in found))
        return found

    if options.watch:
        return await run.watch(submissions, find)
    return await run.once(submissions)


async def _grading(
    grader: Grader,
    directory: Path,
    options: ClassOptions,
    files: FileOptions,
    errors: Console,
) -> Callable[[Submission], Awaitable[list[ProgramRow]]]:
    """Return what grades a submission: apart where that works, and with a line where it does not.

    :raises UsageError: it is asked for, and does not work.
    """
    if options.sandbox is False:
        return grader.grade
    async with interruptible():
        reason = await why_no_sandbox()
    if reason is None:
        return GraderApart(grader, _box(directory, files), options.language).grade
    words = say("No sandbox, as {reason}. Programs run with your rights.", reason=reason)
    if options.sandbox:
        raise UsageError(words)
    errors.print(words.read(grader.translate))
    return grader.grade


def _box(directory: Path, files: FileOptions) -> ProgramBox:
    """Return a box in which no program sees the class, nor what is written of it."""
    tables = [path.parent for path in (files.csv, files.html) if path is not None]
    return ProgramBox(
        tuple(path.resolve() for path in (directory, *filter(None, [files.reports]), *tables))
    )


def _read(
    directory: Path, options: ClassOptions, files: FileOptions
) -> tuple[list[Submission], Dialect]:
    """Find out what there is to do, before any of it is done.

    :raises CycloptsError: it cannot be done.
    """
    try:
        shared = read_plan(directory)
        dialect = options.dialect or load_dialect(shared.dialect or "ours", check_ids())
        submissions = find_submissions(
            directory,
            shared,
            service=options.service,
            role=options.role,
            but=[files.reports] if files.reports else [],
        )
        files.prepare()
    except (PlanError, DialectError, ReportFileError) as error:
        raise UsageError(error.words) from error
    return submissions, dialect
