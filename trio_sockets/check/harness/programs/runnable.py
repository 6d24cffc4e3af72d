"""Explains why the system cannot run a program, and what the student can do about it."""

import difflib
import os
import shutil
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from trio_sockets.words import Words, say

_INTERPRETERS = {
    ".py": "python3",
    ".sh": "sh",
    ".js": "node",
    ".mjs": "node",
    ".rb": "ruby",
    ".pl": "perl",
    ".php": "php",
    ".jar": "java -jar",
    ".java": "java",
}
"""By the extension of a file: its interpreter."""

_SOURCES = {".c", ".cc", ".cpp", ".cs", ".go", ".hs", ".kt", ".rs"}

_FOREIGN = (
    ((b"MZ",), "Windows"),
    ((b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"), "macOS"),
)
"""The first bytes of programs of other systems."""

_MACHINES = {3: "x86", 40: "ARM", 62: "x86-64", 183: "ARM64", 243: "RISC-V"}
"""Values of ``e_machine`` in an ELF program (elf(5))."""

_MACHINE_ENDS = 20
"""Bytes of an ELF program up to the end of ``e_machine``."""

_BY_CONTENT = sys.platform != "win32"
"""Whether a file's content tells how to run it; on Windows, its name does."""

_FIRST_LINE = 256
"""How many bytes of a script's first line Linux reads (execve(2))."""

_TRANSLATORS = Path("/proc/sys/fs/binfmt_misc")
"""Has a file for each kind of foreign program that this system can run."""


def why_not_runnable(program: str, folder: Path | None = None) -> Words | None:
    """Say why a program cannot be run, as far as this is known without trying.

    :param program: the first word of a command.
    :param folder: the working directory; by default the current one.
    :returns: None if no reason was found.
    """
    try:
        if Path(program).name != program:
            return _of_file(program, (folder or Path()) / program)
        found = shutil.which(program)
        return _of_name(program, folder or Path()) if found is None else _of_content(found)
    except (OSError, ValueError):
        return say("there is no such program")


def _of_name(program: str, folder: Path) -> Words:
    """Say why a program is not found on the path."""
    beside = folder / program
    if beside.is_file():
        return say("it is not on PATH: write {words}", words=_run_by(f"./{program}", beside))
    return _missing(program, _names(os.get_exec_path()), "")


def _of_file(program: str, path: Path) -> Words | None:  # noqa: PLR0911 - one a reason
    found = shutil.which(str(path.absolute()))  # Path("./server") is "server", which is one of PATH
    if found is not None:
        return _of_content(found, program)
    try:
        status = path.stat()
    except PermissionError:
        return say("you have no access to its folder")
    except OSError:
        return _missing(path.name, _names([str(path.parent)]), program[: -len(path.name)])
    if stat.S_ISDIR(status.st_mode):
        return say("it is a folder")
    if not stat.S_ISREG(status.st_mode):
        return say("it is not a regular file")
    if status.st_mode & 0o111:
        return say("you may not execute it, or its file system forbids execution")
    if path.suffix in _SOURCES:
        return say("it is source code: compile it first")
    if path.suffix in _INTERPRETERS:
        return say(
            "it is not executable: chmod +x {program}, or write {words}",
            program=program,
            words=_run_by(program, path),
        )
    return say("it is not executable: chmod +x {program}", program=program)


def _of_content(found: str, program: str | None = None) -> Words | None:  # noqa: PLR0911 - likewise
    """Say why the system cannot run an executable file."""
    if not _BY_CONTENT:
        return None
    try:
        with Path(found).open("rb") as file:
            head = file.read(_FIRST_LINE)
    except OSError:  # it is executable, but not readable
        return None
    if head.startswith(b"#!"):
        return _of_shebang(head)
    if head.startswith(b"\x7fELF"):
        return _of_machine(head)
    if b"\0" in head:
        return _of_another_system(head)
    if not head:
        return say("it is empty")
    if Path(found).suffix not in _INTERPRETERS:
        return say("it is not a program, and has no first line such as #!/usr/bin/env python3")
    return say(
        "it has no first line such as #!/usr/bin/env python3: write {words}",
        words=_run_by(program or found, Path(found)),
    )


def _of_another_system(head: bytes) -> Words | None:
    for begins, system in _FOREIGN:
        if head.startswith(begins) and not _translates():
            return say("it is a program of {system}: compile it here", system=system)
    return None  # unknown here, but perhaps known to this system


def _of_shebang(head: bytes) -> Words | None:
    line = head.partition(b"\n")[0]
    if line.endswith(b"\r"):
        return say("its lines end as on Windows (CR LF): save it with LF")
    words = os.fsdecode(line[2:]).split()
    if not words:
        return say("its first line names no interpreter after #!")
    named = words[0]
    if Path(named).name == "env":
        named = next(
            (word for word in words[1:] if not word.startswith("-") and "=" not in word), named
        )
    if shutil.which(named) is None:
        return say(
            "its first line names {interpreter}, which does not exist here", interpreter=named
        )
    return None


def _of_machine(head: bytes) -> Words | None:
    try:
        with Path(sys.executable).open("rb") as file:
            ours = _machine(file.read(_FIRST_LINE))
    except (OSError, TypeError):
        return None
    theirs = _machine(head)
    if theirs == ours or ours is None or (_MACHINES.get(ours), theirs) == ("x86-64", 3):
        return None
    if _translates():
        return None
    return say(
        "it is for another processor ({machine}): compile it here",
        machine=_MACHINES.get(theirs or 0, "?"),
    )


def _machine(head: bytes) -> int | None:
    if len(head) < _MACHINE_ENDS or not head.startswith(b"\x7fELF"):
        return None
    return int.from_bytes(
        head[_MACHINE_ENDS - 2 : _MACHINE_ENDS], "little" if head[5] == 1 else "big"
    )


def _translates() -> bool:
    """Tell whether this system may run foreign programs, by an emulator or by Wine."""
    try:
        return any(entry.name not in {"register", "status"} for entry in _TRANSLATORS.iterdir())
    except OSError:
        return False


def _missing(name: str, names: Iterable[str], before: str) -> Words:
    near = difflib.get_close_matches(name, set(names), n=1, cutoff=0.75)
    if not near:
        return say("there is no such program")
    return say("there is no such program: is it {near}?", near=before + near[0])


def _names(folders: Iterable[str]) -> Iterable[str]:
    for folder in folders:
        try:
            yield from (path.name for path in Path(folder).iterdir())
        except OSError:
            continue


def _run_by(program: str, path: Path) -> str:
    """Return the command that runs a file by its interpreter; just the file if none is known."""
    interpreter = _INTERPRETERS.get(path.suffix, "")
    return f"{interpreter} {program}".strip()
