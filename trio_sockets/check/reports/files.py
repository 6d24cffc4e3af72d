"""Writing reports to files: the suffix says in which format."""

from pathlib import Path

from trio_sockets.check.language import Language, translator
from trio_sockets.check.report import Report
from trio_sockets.check.reports.gradescope import to_gradescope
from trio_sockets.check.reports.html import to_html
from trio_sockets.check.reports.json_file import to_json
from trio_sockets.check.reports.junit import to_junit

SUFFIXES = (".html", ".json", ".xml")


class ReportFileError(Exception):
    """A report cannot be written; the message is one line that says why."""


def must_be_writable(path: Path) -> None:
    """See that a report can be written there, before it takes a minute to make it.

    :raises ReportFileError: it cannot.
    """
    new = not path.exists()
    try:
        path.open("ab").close()
        if new:
            path.unlink()
    except OSError as error:
        raise _cannot(path, error) from error


def must_be_known(path: Path) -> None:
    """See that the suffix says in which format a report is wanted.

    :raises ReportFileError: it does not.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReportFileError(
            f"no report is called {path.name}: the name must end in {', '.join(SUFFIXES)}"
        )


def write_report(report: Report, path: Path, language: Language) -> None:
    """Write a report in the format that the suffix says.

    :raises ReportFileError: it cannot be written, or the suffix is none of `SUFFIXES`.
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

    :raises ReportFileError: it cannot be written.
    """
    _write(path, to_gradescope(report, translator(language)))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> ReportFileError:
    return ReportFileError(f"cannot write {path}: {error.strerror}")
