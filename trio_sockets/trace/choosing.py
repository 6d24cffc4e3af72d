"""Chooses how a program is observed: by the shim if it is Python, otherwise by its system calls."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias, final

from trio_sockets.trace.sources.system_call_programs import why_no_calls
from trio_sockets.words import Words, say

By: TypeAlias = Literal["python", "calls", "relay"]

_PYTHON = re.compile(r"(?:python|pypy)[0-9.]*(?:\.exe)?", re.IGNORECASE)
_SHEBANG = re.compile(rb"#![^\n]{0,200}\b(?:python|pypy)[0-9.]*\b")
_DEAF = re.compile(r"-[A-Za-z]*[IES][A-Za-z]*")
"""Options that keep Python from loading the shim: -I, -E and -S (docs.python.org, *Command line*).
"""

_WITH_VALUE = {"-c", "-m", "-W", "-X"}


@final
@dataclass(frozen=True, slots=True)
class Choice:
    """How a program is observed.

    :param reason: why it is not observed in the best way; None if it is.
    """

    by: By
    reason: Words | None = None

    def note(self, *, relayed: bool) -> Words | None:
        """Return a note on what is done instead and what it cannot see; None for the best way.

        :param relayed: a relay is between the programs.
        """
        if self.reason is None:
            return None
        if self.by == "python":
            return say(
                "{reason}: its own Python reports instead, which sees only the calls of "
                "the socket module",
                reason=self.reason,
            )
        if relayed:
            return say(
                "{reason}: a relay is used instead, which sees bytes and their times, but no calls",
                reason=self.reason,
            )
        return say("{reason}: only what its peers show is seen of it", reason=self.reason)


def is_python(command: Sequence[str]) -> bool:
    """Tell whether a command runs Python, by its name or by the first line of its file."""
    if _PYTHON.fullmatch(PurePath(command[0]).name):
        return True
    try:
        found = shutil.which(command[0])
        if found is None:
            return False
        with open(found, "rb") as file:  # noqa: PTH123 - what which found
            return _SHEBANG.match(file.read(256)) is not None
    except (OSError, ValueError):
        return False


def is_deaf(command: Sequence[str]) -> bool:
    """Tell whether an option keeps Python from loading the shim."""
    words = iter(command[1:])
    for word in words:
        if not word.startswith("-"):
            return False
        if word in _WITH_VALUE:
            return False
        if _DEAF.fullmatch(word):
            return True
    return False


async def choose(command: Sequence[str], by: By | None) -> Choice:
    """Return how to observe a program.

    :param by: the requested way; None to choose automatically.
    """
    python = is_python(command)
    if by == "relay":
        return Choice("relay")
    if by == "python" or (by is None and python and not is_deaf(command)):
        return Choice("python")
    reason = await why_no_calls(command[0])
    if reason is None:
        return Choice("calls")
    return Choice("python" if python and not is_deaf(command) else "relay", reason)


def title_of(command: Sequence[str]) -> str:
    """Return the title of a program's column: its script, its class, or its own name."""
    name = PurePath(command[0]).name
    runners = {"node", "java", "ruby", "perl", "php", "go", "deno", "bun", "uv", "npx", "env"}
    if not _PYTHON.fullmatch(name) and name not in runners:
        return name
    words = iter(command[1:])
    for word in words:
        if word == "-m":
            return next(words, name)
        if word == "-c":
            return f"{name} -c"
        if word in {"-cp", "-classpath", "--class-path", "-jar", "-W", "-X", "run"}:
            if word == "-jar":
                return PurePath(next(words, name)).name
            if word != "run":
                next(words, None)
            continue
        if not word.startswith("-"):
            return PurePath(word.replace("\\", os.sep)).name
    return name
