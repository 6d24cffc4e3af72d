"""How the programs of each language are built and started."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import final

from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.classroom.submissions.naming import kind_of
from trio_sockets.check.classroom.submissions.plan import BuildStep

_JAVA = ("java", "-Xmx256m")  # by default, it would use a quarter of the machine's memory
_JAVAC = ("javac", "-encoding", "UTF-8", "-d", ".")
_PYTHON = "python" if sys.platform == "win32" else "python3"  # on Windows, python3 opens a shop

INTERPRETED: dict[str, tuple[str, ...]] = {
    ".py": (_PYTHON,),
    ".js": ("node",),
    ".mjs": ("node",),
    ".rb": ("ruby",),
    ".php": ("php",),
    ".pl": ("perl",),
    ".sh": ("bash",),
    ".jar": (*_JAVA, "-jar"),
    "": (),
}
"""Languages that are started as they are, by the words before the file."""

COMPILED: dict[str, tuple[str, ...]] = {
    ".c": ("gcc", "-pthread"),
    ".cpp": ("g++", "-pthread"),
    ".cc": ("g++", "-pthread"),
    ".cxx": ("g++", "-pthread"),
    ".rs": ("rustc", "-O"),
    ".go": ("go", "build"),
}
"""Languages that are built into a program for this machine, by a compiler that takes ``-o``."""

SUFFIXES = (
    *(".py", ".java", ".kt", *COMPILED, ".cs", ".js", ".mjs", ".rb", ".php", ".pl", ".sh"),
    *(".jar", ""),
)
"""All suffixes. Sources come before their results: of ``server.c`` and ``server``, the first is
used.
"""

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_CLASS = re.compile(
    r"^\s*public\s+(?:(?:final|abstract|strictfp|sealed)\s+)*(?:class|record|enum|interface)\s+(\w+)",
    re.MULTILINE,
)


@final
@dataclass(frozen=True, slots=True)
class Recipe:
    """How a program is built and started, without its arguments."""

    command: tuple[str, ...]
    build: tuple[BuildStep, ...] = ()


def recipe(file: HandedIn, files: Sequence[HandedIn]) -> Recipe:
    """Return how a program is built and started, in the folder of its submission.

    :param file: the program. Its suffix must be one of `SUFFIXES`.
    :param files: all files of the submission.
    """
    if file.suffix in COMPILED:
        return _compiled(file, files)
    match file.suffix:
        case ".java":
            return _java(file, files)
        case ".kt":
            jar = f"{_without_suffix(file)}.jar"
            build = ("kotlinc", f"./{file.name}", "-include-runtime", "-d", jar)
            return Recipe((*_JAVA, "-jar", f"./{jar}"), (BuildStep((build,)),))
        case ".cs":
            return _c_sharp(file, files)
        case suffix:
            return Recipe((*INTERPRETED[suffix], f"./{file.name}"))


def _compiled(file: HandedIn, files: Sequence[HandedIn]) -> Recipe:
    made = _without_suffix(file)
    compiler = COMPILED[file.suffix]
    source, folder = f"./{file.name}", file.path.parent
    libraries = ("-lm",) if file.suffix == ".c" else ()
    # gcc takes .C for C++, and go takes no .GO.
    copied = _copied(file, folder / f"{file.path.stem}{file.suffix}")
    if copied:
        source = copied[0].makes or source
    beside = [
        f"./{other.name}"
        for other in files
        if other.suffix == file.suffix
        and other.path.parent == folder
        and kind_of(other.path) is None
    ]
    alone = (*compiler, "-o", made, source, *libraries)
    commands = [alone, (*compiler, "-o", made, source, *beside, *libraries)] if beside else [alone]
    if file.suffix == ".rs":
        commands = [alone]  # which finds its modules by itself
    if file.suffix == ".go" and any(other.path.name == "go.mod" for other in files):
        commands.append((*compiler, "-o", made, f"./{folder}"))
    makefiles = {"Makefile", "makefile", "GNUmakefile"}
    homes = [other.path.parent for other in files if other.path.name in makefiles]
    if file.suffix not in {".rs", ".go"}:
        for home in (folder, PurePosixPath()):
            if home in homes:
                commands.insert(
                    0, ("make",) if home == PurePosixPath() else ("make", "-C", str(home))
                )
                break
    return Recipe((f"./{made}",), (*copied, BuildStep(tuple(commands), makes=made)))


def _java(file: HandedIn, files: Sequence[HandedIn]) -> Recipe:
    told = _PACKAGE.search(file.text)
    package = told[1].split(".") if told else []
    folder = file.path.parent
    # Its source root holds the folders of its package. Without them, all files are given anyway.
    nested = list(folder.parts[-len(package) :]) == package if package else False
    root = PurePosixPath(*folder.parts[: -len(package)]) if nested else folder
    public = _CLASS.search(file.text)
    name = public[1] if public else file.path.stem
    copied = _copied(file, folder / f"{name}.java")
    source = copied[0].makes if copied and copied[0].makes else f"./{file.name}"
    below = [
        f"./{other.name}"
        for other in files
        if other.suffix == ".java" and other != file and other.path.is_relative_to(root)
    ]
    everything = (*_JAVAC, *sorted({source, *below}))
    alone = (*_JAVAC, "-sourcepath", str(root), source)  # and what it uses
    commands = (everything, alone) if below else (alone,)
    main = ".".join([*package, name])
    return Recipe((*_JAVA, "-cp", ".", main), (*copied, BuildStep(commands)))


def _c_sharp(file: HandedIn, files: Sequence[HandedIn]) -> Recipe:
    folder = file.path.parent
    for other in files:
        if other.suffix == ".csproj" and other.path.parent == folder:
            return Recipe(("dotnet", "run", "--project", f"./{other.name}", "--"))
    made = f"{_without_suffix(file)}.exe"
    build = ("mcs", f"-out:{made}", f"./{file.name}")
    return Recipe(("mono", f"./{made}"), (BuildStep((build,), makes=made),))


def _copied(file: HandedIn, wanted: PurePosixPath) -> tuple[BuildStep, ...]:
    """Copy a file whose name its compiler refuses."""
    if file.path == wanted:
        return ()
    return (BuildStep((("cp", f"./{file.name}", f"./{wanted}"),), makes=f"./{wanted}"),)


def _without_suffix(file: HandedIn) -> str:
    return str(file.path.with_suffix(""))
