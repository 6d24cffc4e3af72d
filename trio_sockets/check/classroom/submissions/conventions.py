"""Finds the programs of a submission by the names of its files, if ``check.toml`` does not."""

import re
import sys
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import final

from trio_sockets.check.classroom.submissions.plan import (
    ROLES,
    SERVICES,
    Plan,
    PlanError,
    PlannedProgram,
    ProgramRole,
    Service,
    in_order,
)
from trio_sockets.words import Words, say

_ROLE_WORDS: dict[ProgramRole, tuple[str, ...]] = {
    "server": ("server", "serveur"),
    "client": ("client",),
}
_SERVICE_WORDS: dict[Service, tuple[str, ...]] = {
    "echo": ("echo",),
    "text": ("text",),
    "game": ("game", "jeu", "guess", "devin", "number", "nombre", "myst"),
}
"""Parts of a name, without accents, that tell the kind of a program."""

_ARGUMENTS: dict[ProgramRole, tuple[str, ...]] = {
    "server": ("{port}",),
    "client": ("{host}", "{port}"),
}
_OTHER_ARGUMENTS: dict[ProgramRole, tuple[tuple[str, ...], ...]] = {
    "server": (),
    "client": (("{port}",), ("{address}",), ("{port}", "{host}")),
}
"""What else a program may take."""


@final
@dataclass(frozen=True, slots=True)
class _Language:
    """How the programs of a language are built and started; ``{all}`` stands for all its files."""

    command: tuple[str, ...]
    build: tuple[str, ...] = ()


_JAVA = ("java", "-Xmx256m")  # by default, it would use a quarter of the machine's memory
_PYTHON = "python" if sys.platform == "win32" else "python3"  # on Windows, python3 opens a shop
_LANGUAGES = {
    ".py": _Language((_PYTHON, "./{file}")),
    ".java": _Language((*_JAVA, "-cp", ".", "{stem}"), ("javac", "-encoding", "UTF-8", "{all}")),
    ".c": _Language(("./{stem}",), ("gcc", "-pthread", "-o", "{stem}", "./{file}", "-lm")),
    ".cpp": _Language(("./{stem}",), ("g++", "-pthread", "-o", "{stem}", "./{file}")),
    ".js": _Language(("node", "./{file}")),
    ".mjs": _Language(("node", "./{file}")),
    ".jar": _Language((*_JAVA, "-jar", "./{file}")),
    "": _Language(("./{file}",)),
}
"""The languages, by suffix. Sources come before their results: of ``server.c`` and ``server``, the
first is used.
"""


@final
@dataclass(frozen=True, slots=True)
class _Program:
    """A file that is a program by its name."""

    name: str
    role: ProgramRole
    service: Service | None

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix


_ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})


def looks_handed_in(name: str) -> bool:
    """Tell whether a file is a program or an archive by its name."""
    suffix = PurePosixPath(name).suffix.lower()
    told = suffix in _ARCHIVES or (suffix != "" and suffix in _LANGUAGES)
    return told and not name.startswith(".")  # such as the ._ files of macOS


def plan_by_names(
    names: Iterable[str],
    executables: Collection[str],
    service: Service | None,
    role: ProgramRole | None = None,
) -> Plan:
    """Plan which programs to grade.

    :param names: the names of the files in the submission's folder.
    :param executables: the executable files among them.
    :param service: the only service to grade, also assumed for a program whose name does not tell
        its service. None: every service in a name.
    :param role: grade only servers, or only clients. None: both.
    :raises PlanError: no program was found, or two of the same kind.
    """
    names = sorted(names)
    programs = [
        program
        for name in names
        if (program := _read(name)) and (program.suffix or name in executables)
    ]
    wanted: tuple[Service, ...] = SERVICES if service is None else (service,)
    chosen = {
        (each, kind): program
        for each in (ROLES if role is None else (role,))
        for kind in wanted
        if (program := _choose(programs, each, kind, generic=kind == service)) is not None
    }
    if not chosen:
        raise PlanError(_nothing(programs, service, role))
    makes = "Makefile" in names or "makefile" in names
    build = dict.fromkeys(
        ("make",) if makes and program.suffix in {".c", ".cpp"} else _build(program, names)
        for program in chosen.values()
    )
    return Plan(
        parts=in_order([_part(program, *key) for key, program in chosen.items()]),
        build=tuple(filter(None, build)),
    )


def _read(name: str) -> _Program | None:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    plain = _plain(stem)
    if suffix not in _LANGUAGES or plain.startswith((".", "_", "test")):
        return None
    roles = [role for role, words in _ROLE_WORDS.items() if _any_in(words, plain)]
    services = [service for service, words in _SERVICE_WORDS.items() if _any_in(words, plain)]
    if len(roles) != 1 or len(services) > 1:
        return None
    return _Program(name, roles[0], services[0] if services else None)


def _choose(
    programs: Iterable[_Program], role: ProgramRole, service: Service, *, generic: bool
) -> _Program | None:
    ours = [program for program in programs if program.role == role]
    candidates = [program for program in ours if program.service == service]
    if not candidates and generic:
        candidates = [program for program in ours if program.service is None]
    if len({program.stem for program in candidates}) > 1:
        candidates = [p for p in candidates if _is_plain_name(p)] or candidates
    if len({program.stem for program in candidates}) > 1:
        one, two, *_ = (program.name for program in candidates)
        raise PlanError(
            say("{one} or {two}? Keep one of them, or write check.toml", one=one, two=two)
        )
    order = list(_LANGUAGES)
    return min(candidates, key=lambda program: order.index(program.suffix), default=None)


def _is_plain_name(program: _Program) -> bool:
    """Tell whether a name only tells a kind: ``server`` does, ``server2`` does not."""
    rest = re.sub("[^a-z0-9]", "", _plain(program.stem))
    service = _SERVICE_WORDS[program.service] if program.service else ()
    words = (*_ROLE_WORDS[program.role], *service)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "", 1)
    return not rest


def _nothing(programs: list[_Program], service: Service | None, role: ProgramRole | None) -> Words:
    untold = [program for program in programs if role in {None, program.role}]
    if untold and service is None:
        [first, *_] = untold
        return say(
            "{file} does not tell its service: name it game_{file} or the like, "
            "give --service, or write check.toml",
            file=first.name,
        )
    file = f"{service or 'game'}_{role or 'server'}.py"
    if role == "client":
        return say("no client found: name it {file} or the like, or write check.toml", file=file)
    return say("no server found: name it {file} or the like, or write check.toml", file=file)


def _part(program: _Program, role: ProgramRole, service: Service) -> PlannedProgram:
    words = _LANGUAGES[program.suffix].command
    command = tuple(_filled(word, program) for word in words)
    return PlannedProgram(
        role=role,
        service=service,
        command=(*command, *_ARGUMENTS[role]),
        others=tuple((*command, *each) for each in _OTHER_ARGUMENTS[role]),
    )


def _build(program: _Program, names: list[str]) -> tuple[str, ...]:
    same = tuple(f"./{name}" for name in names if PurePosixPath(name).suffix == program.suffix)
    return tuple(
        filled
        for word in _LANGUAGES[program.suffix].build
        for filled in (same if word == "{all}" else (_filled(word, program),))
    )


def _filled(word: str, program: _Program) -> str:
    return word.replace("{file}", program.name).replace("{stem}", program.stem)


def _any_in(words: tuple[str, ...], plain: str) -> bool:
    return any(word in plain for word in words)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
