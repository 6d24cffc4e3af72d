"""Prints the lab's handouts, two pages of A4 in each language: ``nox -s handouts``.

The programs on them are those of the lab's page, and the picture is its first one. The pages are
``docs/handout/*.html``; Chromium makes a PDF of each.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.markdown_blocks import DOCS, page, programs

PAGES = DOCS / "handout"
FOLDERS = {"en": DOCS, "fr": DOCS / "fr"}
"""Where the page of the lab is, of each language that has a handout."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Return where Chromium or Chrome is; None if it is nowhere."""
    found = (shutil.which(name) for name in CHROMIUM)
    return next(filter(None, found), str(_MACOS) if _MACOS.exists() else None)


def handout(language: str) -> str:
    """Return a handout as HTML."""
    folder = FOLDERS[language]
    sources = programs(page((folder / "lab.md").relative_to(DOCS).as_posix()))
    pages = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)

    def program(name: str) -> Markup:
        lines = (Markup("<i>{}</i>").format(line) for line in sources[name].splitlines())
        return Markup('<pre class="program">{}</pre>').format(Markup("").join(lines))

    figure = (folder / "lab-echo.svg").as_uri()
    return pages.get_template(f"handout.{language}.html").render(program=program, figure=figure)


def print_handout(language: str, pdf: Path, chromium: str) -> None:
    """Print a handout into a PDF.

    :param chromium: the program that does it.
    :raises subprocess.CalledProcessError: it could not.
    :raises OSError: likewise.
    """
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, "handout.html")
        source.write_text(handout(language), "utf-8")
        shutil.copy(PAGES / "handout.css", folder)
        command = [
            *(chromium, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile"),
            # Its sandbox starts neither as root nor in most containers. The page is our own, and
            # loads nothing from elsewhere.
            "--no-sandbox",
            *("--no-pdf-header-footer", f"--print-to-pdf={pdf}", source.as_uri()),
        ]
        subprocess.run(command, check=True, capture_output=True, text=True)
    if not pdf.exists():  # it ends with 0 all the same
        raise FileNotFoundError(pdf)


def main() -> int:
    """Print both into the folder that is named; return 1 if this cannot be done."""
    chromium = find_chromium()
    if chromium is None:
        print("install Chromium or Chrome: it prints the handouts", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for language in FOLDERS:
        pdf = folder / f"handout.{language}.pdf"
        try:
            print_handout(language, pdf, chromium)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{chromium} did not print {pdf}: {error}", file=sys.stderr)
            return 1
        print(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
