"""Changes the pure core in small ways, one at a time, and lists the changes that no test notices.

Called by ``nox -s mutants -- trio_sockets/protocol/race``, with the folder to work in before that.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
CORE = PurePosixPath("trio_sockets/protocol")
NEEDED = ("trio_sockets", "tests", "docs", "pyproject.toml")
"""What the tests of the core read, all of it beside `CORE` as it is."""

NOTICED = {"killed", "timeout"}
"""What mutmut calls a change at which a test failed, or no longer ended."""

PASS_MARK = 95
"""Per cent of the changes that the tests have to notice."""

MOST_MEMORY = 4 * 1024**3
"""Bytes of memory that a process may take: a change can have one collect replies for ever."""


def copy_project(folder: Path) -> None:
    """Lay what is needed into the folder, with nothing else: mutmut trusts what it finds there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    no_caches = shutil.ignore_patterns("__pycache__", ".*")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=no_caches)
        else:
            shutil.copy2(source, folder / name)


def module_of(word: str) -> str:
    """Return the dotted name of a module or a package of the core, given by its path.

    :raises ValueError: it is no such path.
    """
    path = Path(word).resolve()
    if not path.exists():
        raise ValueError(f"{word}: no such file or folder")
    inside = path.is_relative_to(ROOT) and PurePosixPath(path.relative_to(ROOT).as_posix())
    if not inside or not inside.is_relative_to(CORE):
        raise ValueError(f"{word}: not in {CORE}")
    if path.is_file() and path.suffix != ".py":
        raise ValueError(f"{word}: not a module")
    parts = inside.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def mutmut(folder: Path, *words: str) -> str:
    """Run one of mutmut's commands, and return what it prints."""
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ).stdout


def read_results(lines: str, modules: Iterable[str]) -> dict[str, str]:
    """Return what became of each change in these modules, by mutmut's name of the change."""
    prefixes = tuple(f"{module}." for module in modules)
    pairs = (line.strip().rpartition(": ") for line in lines.splitlines() if line.strip())
    return {name: result for name, _, result in pairs if name.startswith(prefixes)}


def function_of(name: str) -> str:
    """Return the function that a change is in: ``trio_sockets.protocol.game.Game.guess``."""
    module, _, mangled = name.partition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def changed_lines(diff: str) -> list[str]:
    """Return the lines that a change takes away, and those that it puts in their place."""
    return [
        line for line in diff.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")
    ]


def report(folder: Path, results: dict[str, str]) -> int:
    """Print each change that was not noticed, and the rate; return 0 if the rate is good enough."""
    unnoticed = sorted(name for name, result in results.items() if result not in NOTICED)
    for function, names in groupby(unnoticed, key=function_of):
        print(f"\n{function}")
        for name in names:
            lines = changed_lines(mutmut(folder, "show", name))
            remark = "" if results[name] == "survived" else f"  ({results[name]})"
            print(*(f"    {line}" for line in lines), sep="\n", end=f"{remark}\n")
    noticed = len(results) - len(unnoticed)
    rate = 100 * noticed / len(results)
    print(
        f"\n{noticed} of {len(results)} changes were noticed: {rate:.1f} %, {PASS_MARK} % must be."
    )
    return 0 if rate >= PASS_MARK else 1


def main() -> int:
    """Try every change, and return 0 if the tests notice enough of them."""
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument(
        "paths", nargs="*", help="modules or folders of the core; all of it if none"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="changes at once")
    given = parser.parse_args()
    try:
        modules = [module_of(path) for path in given.paths]
    except ValueError as error:
        parser.error(str(error))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    folder = given.folder / "project"
    copy_project(folder)
    patterns = [f"{module}.*" for module in modules]
    run = [sys.executable, "-m", "mutmut", "run", f"--max-children={given.jobs}", *patterns]
    plugins = {**os.environ, "PYTHONPATH": str(folder.resolve() / "tests")}
    if code := subprocess.run(run, cwd=folder, env=plugins, check=False).returncode:
        return code
    lines = mutmut(folder, "results", "--all", "true")
    results = read_results(lines, modules or [".".join(CORE.parts)])
    return report(folder, results)


if __name__ == "__main__":
    sys.exit(main())
