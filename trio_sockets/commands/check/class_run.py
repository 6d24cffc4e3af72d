"""One run of ``trio-sockets check class``: it grades, shows, writes, and perhaps watches."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import final

import trio
from rich.console import Console

from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.running import grade_class, rows_in_order
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.table import labels
from trio_sockets.check.classroom.table.csv_file import csv_of
from trio_sockets.check.classroom.table.page import page_of
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.classroom.watching import Changes, fingerprints, watch
from trio_sockets.check.reports.labels import DIALECT, SEED
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.class_options import FileOptions
from trio_sockets.commands.check.class_terminal import audience, show
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.learn_terminal import show_learned_groups
from trio_sockets.commands.options.words import DONE, FAILED
from trio_sockets.consoles import console_for_person
from trio_sockets.language import Language
from trio_sockets.system_errors import cannot_write
from trio_sockets.words import Words, say


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRun:
    """Grades a class, shows its table and writes its files.

    :param directory: the folder of the class.
    :param grades: grades a submission, as `Grader.grade` does.
    :param files: what to write.
    """

    directory: Path
    grader: Grader
    grades: Callable[[Submission], Awaitable[list[ProgramRow]]]
    files: FileOptions
    language: Language
    graded: dict[str, list[ProgramRow]] = field(default_factory=dict)

    async def once(self, submissions: Sequence[Submission]) -> int:
        """Grade all submissions; return the exit code.

        :raises KeyboardInterrupt: it was interrupted. What had been graded was shown and written.
        """
        interrupted = False
        try:
            async with interruptible():
                await self._grade(submissions)
        except* KeyboardInterrupt:
            interrupted = True
        rows = rows_in_order(submissions, self.graded)
        self._show(rows)
        self._write(rows)
        if interrupted:
            self._say(
                say(
                    "Interrupted: {count} of {total} submissions were graded.",
                    count=len(self.graded),
                    total=len(submissions),
                )
            )
            raise KeyboardInterrupt
        return FAILED if any(row.problem for row in rows) else DONE

    async def watch(
        self, submissions: Sequence[Submission], find: Callable[[], list[Submission]]
    ) -> int:
        """Grade all submissions, then each again that changes, until Ctrl-C; return the exit code.

        :param find: returns all submissions, as they are then.
        """
        names = [submission.name for submission in submissions]
        changes = Changes(await trio.to_thread.run_sync(fingerprints, self.directory, names))
        everything = list(submissions)

        async def again(found: list[Submission], changed: list[Submission]) -> None:
            everything[:] = found
            await self._grade(changed)
            rows = rows_in_order(found, self.graded)
            self._show(rows, {submission.name for submission in changed})
            self._write(rows)

        def found() -> list[Submission]:
            try:
                return find()
            except UsageError as error:  # a file is being written
                self._say(error.words)
                return list(everything)

        try:
            async with interruptible():
                await again(everything, everything)
                self._say(say("A submission that changes is graded again. Ctrl-C ends this."))
                await watch(found, self.directory, changes, again)
        except* KeyboardInterrupt:
            self._write(rows_in_order(everything, self.graded))
        return DONE

    async def _grade(self, submissions: Sequence[Submission]) -> None:
        with audience(_errors(), len(submissions)) as told:
            await grade_class(submissions, self.grader, told, self.graded, self.grades)

    def _show(self, rows: Sequence[ProgramRow], names: Collection[str] | None = None) -> None:
        """Show the table, or only the rows of some submissions."""
        shown = [row for row in rows if names is None or row.name in names]
        if shown:
            translate = self.grader.translate
            show(console_for_person(), shown, self.grader.seed, translate)
            show_learned_groups(console_for_person(), rows, self.grader.learner, translate)

    def _write(self, rows: Sequence[ProgramRow]) -> None:
        if not rows:
            return
        if self.files.csv is not None:
            _write_file(self.files.csv, csv_of(rows))
        if self.files.html is not None:
            _write_file(self.files.html, self._page(rows).encode())

    def _page(self, rows: Sequence[ProgramRow]) -> str:
        return page_of(
            rows,
            title=self.directory.resolve().name,
            facts=[
                (labels.SUBMISSIONS, str(len({row.name for row in rows}))),
                (DIALECT, self.grader.dialect.name),
                (SEED, str(self.grader.seed)),
            ],
            language=self.language,
            translate=self.grader.translate,
        )

    def _say(self, words: Words) -> None:
        _errors().print(words.read(self.grader.translate))


def _write_file(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(cannot_write(path, error)) from error


def _errors() -> Console:
    return console_for_person(stderr=True)
