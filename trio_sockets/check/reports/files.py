"""Writes reports to files; the suffix tells the format."""

from pathlib import Path

from trio_sockets.check.model.report import Report
from trio_sockets.check.reports.gradescope import to_gradescope
from trio_sockets.check.reports.html import to_html
from trio_sockets.check.reports.json_file import to_json
from trio_sockets.check.reports.junit import to_junit
from trio_sockets.language import Language, translator
from trio_sockets.system_errors import cannot_write
from trio_sockets.words import ReadableError, say

SUFFIXES = (".html", ".json", ".xml")


class ReportFileError(ReadableError):
    """A report cannot be written; the message is one line with the reason."""


def must_be_writable(path: Path) -> None:
    """Check that a report can be written, before the checks that take minutes.

    :raises ReportFileError: the file cannot be written.
    """
    new = not path.exists()
    try:
        path.open("ab").close()
        if new:
            path.unlink()
    except OSError as error:
        raise _cannot(path, error) from error


def must_be_known(path: Path) -> None:
    """Check that the suffix is one of `SUFFIXES`.

    :raises ReportFileError: the suffix is unknown.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReportFileError(
            say(
                "no report is called {name}: the name must end in {suffixes}",
                name=path.name,
                suffixes=", ".join(SUFFIXES),
            )
        )


def write_report(report: Report, path: Path, language: Language) -> None:
    """Write a report in the format of the file's suffix.

    :raises ReportFileError: the file cannot be written, or its suffix is unknown.
    """
    must_be_known(path)
    translate = translator(language)
    match path.suffix.lower():
        case ".html":
            text = to_html(report, language, translate)
        case ".xml":
            text = to_junit(report, translate)
        case _:
            text = to_json(report, language, translate)
    _write(path, text)


def write_gradescope(report: Report, path: Path, language: Language) -> None:
    """Write Gradescope's ``results.json``.

    :raises ReportFileError: the file cannot be written.
    """
    _write(path, to_gradescope(report, translator(language)))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> ReportFileError:
    return ReportFileError(cannot_write(path, error))
