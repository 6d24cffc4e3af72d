"""The words of a program that we are to start: those behind ``--``. None of them is ours."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from trio_sockets.address import parse_address
from trio_sockets.words import Words, say

ROLES = ("server", "client")
FLAGS = ("--all", "--strict")
"""The options of ``check server`` and ``check client`` that no value follows."""

_SERVICES = ("echo", "text", "game")


def with_program(words: Sequence[str]) -> list[str]:
    """Make an option of each word behind ``--``: cyclopts would take them for its own.

    :param words: of the command line, without the name of our program.
    """
    if "--" not in words or not {"check", "trace"} & {*_own(words)[:1]}:
        return list(words)
    end = words.index("--")
    return [*words[:end], *(f"--command={word}" for word in words[end + 1 :] or [""])]


def forgotten_dashes(
    words: Sequence[str], is_program: Callable[[str], bool] | None = None
) -> Words | None:
    """Return what to write where a program follows a command's own words without ``--``.

    :param words: of the command line.
    :param is_program: whether a word may start a program; by default, whether this system knows it.
    :returns: None if no program does.
    """
    own = _own(words)
    if own[:1] == ["trace"] and "--" not in words:
        place = next(_places(own, 1), None)
        return None if place is None else _hint(own, place, "program")
    if own[:1] != ["check"] or own[1:2] == [] or own[1] not in ROLES or "--" in words:
        return None
    may_start = is_program or _may_start
    for expected, place in zip(("service", "address"), _places(own), strict=False):
        word = own[place]
        if expected == "service" and word in _SERVICES:
            continue
        if expected == "address" and _is_address(word):
            continue
        return _hint(own, place, expected) if may_start(word) else None
    beyond = list(_places(own))[2:]
    return _hint(own, beyond[0], "address") if beyond else None


def _own(words: Sequence[str]) -> list[str]:
    """Return the words from the command's name on: ``--config`` and its file may come before it."""
    match list(words):
        case ["--config", _, *rest]:
            return _own(rest)
        case [word, *rest] if word.startswith("--config="):
            return _own(rest)
        case own:
            return own


def _places(own: Sequence[str], place: int = 2) -> Iterator[int]:
    """Yield where the words are that are no options, nor values of these.

    :param place: the first word that may be one.
    """
    while place < len(own):
        word = own[place]
        if not word.startswith("-"):
            yield place
        elif "=" not in word and word not in FLAGS:
            place += 1
        place += 1


def _hint(own: Sequence[str], place: int, expected: str) -> Words:
    before, program = list(own[:place]), list(own[place:])
    if expected == "service":
        before.append("|".join(_SERVICES))
    words = " ".join(["trio-sockets", *before, "--", *program])
    return say("a program and its words come after --: {words}", words=words)


def _is_address(word: str) -> bool:
    try:
        parse_address(word)
    except ValueError:
        return False
    return True


def _may_start(word: str) -> bool:
    try:
        return "/" in word or shutil.which(word) is not None or Path(word).is_file()
    except (OSError, ValueError):
        return False
