"""Finding the programs of a submission by the names of its files, where no ``check.toml`` tells."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import final

from trio_sockets.check.classroom.plan import (
    ROLES,
    SERVICES,
    Part,
    Plan,
    PlanError,
    Role,
    Service,
    in_order,
)
from trio_sockets.check.words import Words, say

_ROLE_WORDS: dict[Role, tuple[str, ...]] = {"server": ("server", "serveur"), "client": ("client",)}
_SERVICE_WORDS: dict[Service, tuple[str, ...]] = {
    "echo": ("echo",),
    "text": ("text",),
    "game": ("game", "jeu", "guess", "devin", "number", "nombre", "myst"),
}
"""A part of a name, without accents, that tells what a program is."""

_ARGUMENTS: dict[Role, tuple[str, ...]] = {"server": ("{port}",), "client": ("{host}", "{port}")}


@final
@dataclass(frozen=True, slots=True)
class _Language:
    """How its programs are built and started; ``{all}`` stands for all files of the language."""

    command: tuple[str, ...]
    build: tuple[str, ...] = ()


_JAVA = ("java", "-Xmx256m")  # it would take a quarter of the machine, and leave its bounds
_LANGUAGES = {
    ".py": _Language(("python3", "./{file}")),
    ".java": _Language((*_JAVA, "-cp", ".", "{stem}"), ("javac", "-encoding", "UTF-8", "{all}")),
    ".c": _Language(("./{stem}",), ("gcc", "-pthread", "-o", "{stem}", "./{file}", "-lm")),
    ".cpp": _Language(("./{stem}",), ("g++", "-pthread", "-o", "{stem}", "./{file}")),
    ".js": _Language(("node", "./{file}")),
    ".mjs": _Language(("node", "./{file}")),
    ".jar": _Language((*_JAVA, "-jar", "./{file}")),
    "": _Language(("./{file}",)),
}
"""By the suffix of their files. Sources come before what was made of them: of ``server.c`` and
``server``, the first is taken."""


@final
@dataclass(frozen=True, slots=True)
class _Program:
    """A file that is one, as far as its name tells."""

    name: str
    role: Role
    service: Service | None

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix


_ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})


def looks_handed_in(name: str) -> bool:
    """Return whether a file is a program or an archive, as far as its name tells."""
    suffix = PurePosixPath(name).suffix.lower()
    told = suffix in _ARCHIVES or (suffix != "" and suffix in _LANGUAGES)
    return told and not name.startswith(".")  # as what macOS leaves beside each file


def plan_by_names(
    names: Iterable[str],
    executables: Collection[str],
    service: Service | None,
    role: Role | None = None,
) -> Plan:
    """Plan what to grade.

    :param names: of the files in the submission's folder.
    :param executables: those of them that may be executed.
    :param service: what a program serves whose name does not tell; no other is graded then. None:
        every service that a name tells.
    :param role: only servers, or only clients. None: both.
    :raises PlanError: there is nothing to grade, or there are two of a kind.
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
    programs: Iterable[_Program], role: Role, service: Service, *, generic: bool
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
    """Whether a name holds nothing but what tells its kind: of ``server2``, ``server`` is it."""
    rest = re.sub("[^a-z0-9]", "", _plain(program.stem))
    service = _SERVICE_WORDS[program.service] if program.service else ()
    words = (*_ROLE_WORDS[program.role], *service)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "", 1)
    return not rest


def _nothing(programs: list[_Program], service: Service | None, role: Role | None) -> Words:
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


def _part(program: _Program, role: Role, service: Service) -> Part:
    words = _LANGUAGES[program.suffix].command
    command = tuple(_filled(word, program) for word in words)
    return Part(role=role, service=service, command=(*command, *_ARGUMENTS[role]))


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
