"""Looks into the built wheel and sdist: what they have to hold, and nothing else.

Called by ``nox -s build`` with the folder of both, in the checkout that they were built from.
"""

import sys
import tarfile
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from zipfile import ZipFile

PACKAGE = "trio_sockets/"

NEEDED_IN_WHEEL = (
    "trio_sockets/__init__.py",
    "trio_sockets/py.typed",
    "trio_sockets/locale/fr/*/trio_sockets.mo",
    "trio_sockets/check/dialect/*.toml",
    "trio_sockets/check/reports/templates/*.html",
    "trio_sockets/race/cluster/*.lua",
    "trio_sockets/scores/*.lua",
    "trio_sockets/trace/sources/shim/sitecustomize.py",
    "trio_sockets/trace/sources/shim/trio_sockets_shim/*.py",
    "trio_sockets/trace/views/templates/*.svg",
    "trio_sockets-*.dist-info/entry_points.txt",
    "trio_sockets-*.dist-info/licenses/LICENSE",
)
ALLOWED_IN_WHEEL = ("trio_sockets/*", "trio_sockets-*.dist-info/*")

NEEDED_IN_SDIST = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "PKG-INFO", "README.fr.md", "README.md"),
    *("SECURITY.md", "noxfile.py", "pyproject.toml"),
    *("benchmarks/*.py", "examples/*.py", "examples/systemd/*", "fuzz/*.py", "soak/*.py"),
    *("docs/conf.py", "docs/*.md", "docs/fr/*.md", "docs/*.svg", "docs/reference/*.rst"),
    *("tests/conftest.py", "tests/helpers/*.py", "tests/protocol/test_*.py", "tests/zoo/*"),
)
ALLOWED_IN_SDIST = (
    *(pattern for pattern in NEEDED_IN_SDIST if "/" not in pattern),
    ".gitignore",  # hatchling adds it
    *(f"{name}/*" for name in ("benchmarks", "docs", "examples", "fuzz", "soak", "tests")),
    "trio_sockets/*",
)

NOWHERE = ("*.pyc", "*__pycache__*", "docs/_build/*", "*.pot", "*.log", "*~")
"""What a run leaves behind."""


def faults(
    names: Collection[str], needed: Collection[str], allowed: Collection[str]
) -> Iterator[str]:
    """Yield a line for each pattern of files that are missing, and each file that is too much."""
    for pattern in needed:
        if not any(fnmatchcase(name, pattern) for name in names):
            yield f"no {pattern}"
    for name in sorted(names):
        known = any(fnmatchcase(name, pattern) for pattern in allowed)
        if not known or any(fnmatchcase(name, pattern) for pattern in NOWHERE):
            yield f"{name} does not belong there"


def package_faults(names: Collection[str], checkout: Path) -> Iterator[str]:
    """Yield a line for each file of the package that is in the checkout alone, or not in it."""
    paths = (path.relative_to(checkout).as_posix() for path in (checkout / PACKAGE).rglob("*.*"))
    here = {path for path in paths if "__pycache__" not in path}
    there = {name for name in names if name.startswith(PACKAGE)}
    yield from (f"{name} is in one of checkout and package" for name in sorted(here ^ there))


def wheel_names(wheel: Path) -> list[str]:
    """Return the files of a wheel."""
    with ZipFile(wheel) as archive:
        return archive.namelist()


def sdist_names(sdist: Path) -> list[str]:
    """Return the files of an sdist, within its one folder."""
    with tarfile.open(sdist) as archive:
        return [member.name.partition("/")[2] for member in archive if not member.isdir()]


def main() -> int:
    """Print what is wrong; return 0 if nothing is."""
    [wheel] = Path(sys.argv[1]).glob("*.whl")
    [sdist] = Path(sys.argv[1]).glob("*.tar.gz")
    found = 0
    for file, names, needed, allowed in (
        (wheel, wheel_names(wheel), NEEDED_IN_WHEEL, ALLOWED_IN_WHEEL),
        (sdist, sdist_names(sdist), NEEDED_IN_SDIST, ALLOWED_IN_SDIST),
    ):
        for fault in (*faults(names, needed, allowed), *package_faults(names, Path.cwd())):
            print(f"{file.name}: {fault}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
