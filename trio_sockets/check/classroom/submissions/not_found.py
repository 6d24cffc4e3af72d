"""Says what a submission has where its programs are not found, and what would help."""

from collections.abc import Sequence

from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.classroom.submissions.languages import SUFFIXES
from trio_sockets.check.classroom.submissions.naming import kind_of
from trio_sockets.check.classroom.submissions.plan import ProgramRole, Service
from trio_sockets.words import Words, say

_ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}
_NO_PROGRAMS = {
    *(".class", ".o", ".obj", ".pyc", ".h", ".hpp"),
    *(".txt", ".md", ".pdf", ".html", ".log", ".csv", ".json", ".toml", ".xml", ".yml", ".yaml"),
    *(".odt", ".doc", ".docx", ".png", ".jpg", ".jpeg", ".svg", ".pcap", ".pcapng", ".bak", ".tex"),
}
"""Suffixes of what lies beside programs."""


def nothing(
    untold: Sequence[HandedIn],
    files: Sequence[HandedIn],
    service: Service | None,
    role: ProgramRole | None,
) -> Words:
    """Say why no program was found.

    :param untold: programs of the role that is asked for, whose service is not told, or not wanted.
    :param files: all files of the submission.
    """
    if untold and service is None:
        return _untold(untold[0])
    for file in files:
        kind = kind_of(file.path)
        if kind is not None and role in {None, kind[0]} and service in {None, kind[1]}:
            words = _no_program(file)
            if words is not None:
                return words
    for file in files:
        if file.suffix in _ARCHIVES:
            return say("no program found beside {file}: unpack it", file=file.name)
    name = f"{service or 'game'}_{role or 'server'}.py"
    others = [file for file in files if file.suffix and file.suffix in SUFFIXES]
    unnamed = [file for file in others if kind_of(file.path) is None]
    if len(unnamed) < len(others):
        unnamed = []  # the others say that this one is just not there
    return _no_client(name, unnamed) if role == "client" else _no_server(name, unnamed)


def _no_client(name: str, others: Sequence[HandedIn]) -> Words:
    if not others:
        return say("no client found: name it {file} or the like, or write check.toml", file=name)
    return say(
        "no client found: if it is {file}, name that {name} or the like, or write check.toml",
        file=others[0].name,
        name=name,
    )


def _no_server(name: str, others: Sequence[HandedIn]) -> Words:
    if not others:
        return say("no server found: name it {file} or the like, or write check.toml", file=name)
    return say(
        "no server found: if it is {file}, name that {name} or the like, or write check.toml",
        file=others[0].name,
        name=name,
    )


def _untold(file: HandedIn) -> Words:
    path = file.path
    if file.suffix in {".java", ".kt", ".cs"}:
        return say(
            "{file} does not tell its service: name its class Game{stem} or the like, and its file "
            "so, give --service, or write check.toml",
            file=file.name,
            stem=path.stem[:1].upper() + path.stem[1:],
        )
    return say(
        "{file} does not tell its service: name it game_{name} or the like, "
        "give --service, or write check.toml",
        file=file.name,
        name=path.name,
    )


def _no_program(file: HandedIn) -> Words | None:
    """Say why a file with the name of a program is none; None if it is one, or lies beside it."""
    if file.suffix in SUFFIXES:
        if file.suffix or file.executable:
            return None
        return say(
            "{file} may not be executed: chmod +x {file}, hand in its source, or write check.toml",
            file=file.name,
        )
    if file.suffix in _ARCHIVES:
        return say("{file} is an archive: unpack it", file=file.name)
    if file.suffix in _NO_PROGRAMS:
        return None
    return say(
        "{file} is in no language that is known here: write check.toml, which says how it is built "
        "and started",
        file=file.name,
    )
