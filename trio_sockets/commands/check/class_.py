"""``trio-sockets check class``: grades every submission of a class."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.report_files import file_stems
from trio_sockets.check.classroom.running import grade_class, rows_in_order
from trio_sockets.check.classroom.sandbox.sandbox import CONFINES
from trio_sockets.check.classroom.submissions.finding import Submission, find_submissions, left_over
from trio_sockets.check.classroom.submissions.plan import PlanError, read_plan
from trio_sockets.check.classroom.table import labels
from trio_sockets.check.classroom.table.csv_file import csv_of
from trio_sockets.check.classroom.table.page import page_of
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.reports.files import ReportFileError
from trio_sockets.check.reports.labels import DIALECT, SEED
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.class_options import ClassOptions, FileOptions, LimitOptions
from trio_sockets.commands.check.class_terminal import audience, show
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.learn_terminal import show_learned_groups
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import DIRECTORY, DONE, FAILED
from trio_sockets.consoles import console_for_person
from trio_sockets.language import translator
from trio_sockets.system_errors import reason_of
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
    graded: dict[str, list[ProgramRow]] = {}
    interrupted = False
    try:
        async with interruptible():
            with audience(errors, len(submissions)) as told:
                await grade_class(submissions, grader, told, graded)
    except* KeyboardInterrupt:
        interrupted = True
    rows = rows_in_order(submissions, graded)
    if rows:
        show(console_for_person(), rows, grader.seed, translate)
        show_learned_groups(console_for_person(), rows, learner, translate)
        _write(rows, files, directory, grader, options)
    if interrupted:
        words = say(
            "Interrupted: {count} of {total} submissions were graded.",
            count=len(graded),
            total=len(submissions),
        )
        errors.print(words.read(translate))
        raise KeyboardInterrupt
    return FAILED if any(row.problem for row in rows) else DONE


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


def _write(
    rows: Sequence[ProgramRow],
    files: FileOptions,
    directory: Path,
    grader: Grader,
    options: ClassOptions,
) -> None:
    try:
        if files.csv is not None:
            files.csv.write_bytes(csv_of(rows))
        if files.html is not None:
            page = page_of(
                rows,
                title=directory.resolve().name,
                facts=[
                    (labels.SUBMISSIONS, str(len({row.name for row in rows}))),
                    (DIALECT, grader.dialect.name),
                    (SEED, str(grader.seed)),
                ],
                language=options.language,
                translate=grader.translate,
            )
            files.html.write_text(page, "utf-8")
    except OSError as error:
        raise UsageError(
            say("cannot write {file}: {reason}", file=str(error.filename), reason=reason_of(error))
        ) from error
