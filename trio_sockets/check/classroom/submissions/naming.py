"""What the name of a file tells of a program: its role, and its service."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from trio_sockets.check.classroom.submissions.plan import ProgramRole, Service

_Kind = TypeVar("_Kind", ProgramRole, Service)

_ROLE_WORDS: dict[ProgramRole, tuple[str, ...]] = {
    "server": ("server", "serveur", "servidor"),
    "client": ("client",),  # and cliente
}
_SERVICE_WORDS: dict[Service, tuple[str, ...]] = {
    "echo": ("echo",),
    "text": ("text",),  # and texte, texto
    "game": (
        *("game", "guess", "number", "mystery"),
        *("jeu", "devin", "nombre", "myst"),
        *("juego", "adivin", "numero", "mister"),
    ),
}
"""Parts of a name, without accents, that tell the kind of a program."""

_WHOLE_WORDS: dict[str, Service] = {"eco": "echo"}
"""Words that are also parts of others, such as ``second``."""

_ENTRIES = {"main", "app", "index", "program", "prog"}
"""Names of the file where a program begins; its folder may tell what it is."""


def kind_of(path: PurePosixPath) -> tuple[ProgramRole, Service | None] | None:
    """Return the role and the service that a path tells; None if it tells no role.

    The name of the file comes first. Where it tells only one of both, or nothing but that a program
    begins there, the folders tell the other, the nearest first.
    """
    stem = _plain(path.stem)
    if stem.startswith((".", "_", "test")):
        return None
    roles, services = _found(_ROLE_WORDS, path.stem), _services(path.stem)
    if len(roles) > 1 or len(services) > 1:
        return None
    folders = list(reversed(path.parts[:-1]))
    if not roles and (services or stem in _ENTRIES):
        roles = _first_told([_found(_ROLE_WORDS, folder) for folder in folders])
    if roles and not services:
        services = _first_told([_services(folder) for folder in folders])
    if not roles:
        return None
    return roles[0], services[0] if services else None


def is_plain_name(stem: str, role: ProgramRole, service: Service | None) -> bool:
    """Tell whether a name only tells a kind: ``server`` does, ``server2`` does not."""
    rest = re.sub("[^a-z0-9]", "", _plain(stem))
    words = (*_ROLE_WORDS[role], *(_SERVICE_WORDS[service] if service else ()), "eco")
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "", 1)
    return rest in {"", "e", "o"}  # texte, texto, cliente


def _found(words: Mapping[_Kind, tuple[str, ...]], name: str) -> list[_Kind]:
    plain = _plain(name)
    return [kind for kind, parts in words.items() if any(part in plain for part in parts)]


def _services(name: str) -> list[Service]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.split("[^a-z]+", _plain(apart))
    whole = [service for word, service in _WHOLE_WORDS.items() if word in words]
    return list(dict.fromkeys([*_found(_SERVICE_WORDS, name), *whole]))


def _first_told(told: list[list[_Kind]]) -> list[_Kind]:
    """Return what the nearest folder tells that tells one thing."""
    return next((kinds for kinds in told if len(kinds) == 1), [])


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
