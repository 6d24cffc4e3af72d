"""``trio-sockets check class``: grades every submission of a class."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from cyclopts import CycloptsError
from cyclopts.types import ExistingDirectory
from rich.console import Console

from trio_sockets.check.classroom import labels
from trio_sockets.check.classroom.cage import CONFINES
from trio_sockets.check.classroom.csv_file import csv_of
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.page import page_of
from trio_sockets.check.classroom.plan import PlanError, read_plan
from trio_sockets.check.classroom.rows import Row
from trio_sockets.check.classroom.running import grade_class
from trio_sockets.check.classroom.submissions import Submission, find_submissions, left_over
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.dialect_file import DialectError, load_dialect
from trio_sockets.check.language import translator
from trio_sockets.check.reports.files import ReportFileError
from trio_sockets.check.reports.labels import DIALECT, SEED
from trio_sockets.check.reports.terminal import console_for
from trio_sockets.commands.check.class_options import ClassOptions, FileOptions, LimitOptions
from trio_sockets.commands.check.class_terminal import audience, show
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.words import DONE, FAILED
from trio_sockets.visible import visible


async def class_(
    directory: ExistingDirectory,
    /,
    *,
    options: ClassOptions = ClassOptions(),  # noqa: B008 - it is frozen
    files: FileOptions = FileOptions(),  # noqa: B008 - likewise
    limits: LimitOptions = LimitOptions(),  # noqa: B008 - likewise
) -> int:
    """Grade every submission of a class: each folder within a folder.

    Parameters
    ----------
    directory: Path
        Holds a folder for each submission, and perhaps a check.toml for all.
    """
    submissions, dialect = _read(directory, options, files)
    translate = translator(options.language)
    errors = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not CONFINES:
        errors.print("On Windows only --time-limit holds: programs may use what there is.")
    for name in left_over(directory):
        errors.print(f"Not graded, as it is in no folder of its own: {visible(name)}")
    grader = Grader(
        dialect=dialect,
        limits=limits.limits,
        jobs=options.jobs,
        seed=secrets.randbelow(10**6) if options.seed is None else options.seed,
        mode=options.mode,
        strict=options.strict,
        translate=translate,
        keep=lambda name, report: files.keep(name, report, options.language),
    )
    async with interruptible():
        with audience(errors, len(submissions)) as told:
            rows = await grade_class(submissions, grader, told)
    show(console_for(), rows, grader.seed, translate)
    _write(rows, files, directory, grader, options)
    return FAILED if any(row.problem for row in rows) else DONE


def _read(
    directory: Path, options: ClassOptions, files: FileOptions
) -> tuple[list[Submission], Dialect]:
    """Find out what there is to do, before any of it is done.

    :raises CycloptsError: it cannot be done.
    """
    try:
        shared = read_plan(directory)
        dialect = options.dialect or load_dialect(shared.dialect or "ours")
        submissions = find_submissions(
            directory,
            shared,
            service=options.service,
            role=options.role,
            but=[files.reports] if files.reports else [],
        )
        files.prepare()
    except (PlanError, DialectError, ReportFileError) as error:
        raise CycloptsError(msg=str(error)) from error
    return submissions, dialect


def _write(
    rows: Sequence[Row], files: FileOptions, directory: Path, grader: Grader, options: ClassOptions
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
        raise CycloptsError(msg=f"cannot write {error.filename}: {error.strerror}") from error
