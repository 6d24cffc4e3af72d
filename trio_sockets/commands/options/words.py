"""Shared by the options of several commands: parsing of words, and exit codes."""

import math
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.address import Address, TcpAddress, parse_address
from trio_sockets.commands.help.about import about
from trio_sockets.figures import GroupedFigure
from trio_sockets.language import Language
from trio_sockets.words import WrongWordError, say

DONE, FAILED, WRONG_WORDS, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes."""

END_KEYS = say("Ctrl-Z and Enter") if sys.platform == "win32" else say("Ctrl-D")
"""How a person ends the input of a program."""


def _address(_type: Any, tokens: tuple[Token, ...]) -> Address:
    return parse_address(tokens[0].value)


def _server_address(_type: Any, tokens: tuple[Token, ...]) -> Address:
    address = parse_address(tokens[0].value)
    if isinstance(address, TcpAddress) and not address.port:
        raise WrongWordError(say("no server is at port 0: write {host}:PORT", host=address.host))
    return address


def _whole(_type: Any, tokens: tuple[Token, ...]) -> int | None:
    word = tokens[0].value.strip()
    if word.casefold() in {"none", "null"} and type(None) in getattr(_type, "__args__", ()):
        return None
    if not _WHOLE.fullmatch(word):  # int() takes many more, and cyclopts cuts 1.5 down to 1
        raise WrongWordError(
            say("unable to convert {word} into a whole number.", word=repr(shown(word)))
        )
    return int(word)


def _path(_type: Any, tokens: tuple[Token, ...]) -> Path:
    return parse_path(tokens[0].value)


def _paths(_type: Any, tokens: tuple[Token, ...]) -> tuple[Path, ...]:
    return tuple(parse_path(token.value) for token in tokens)


def parse_path(word: str) -> Path:
    """Read the path of a file or folder, which need not be there.

    :raises ValueError: no file can be called so.
    """
    if not word.strip():
        raise WrongWordError(say("write the name of a file."))
    try:
        names = os.fsencode(word).split(os.fsencode(os.sep))
    except UnicodeError:
        names = [b"\0"]
    if any(b"\0" in name or len(name) > _LONGEST_NAME for name in names):
        raise WrongWordError(say("no file has such a name: {word}", word=repr(shown(word))))
    return Path(word)


def _existing(_type: object, folder: Path) -> None:
    if not folder.exists():
        raise WrongWordError(say("There is no such folder."))
    if not folder.is_dir():
        raise WrongWordError(say("It is not a folder."))


def shown(word: str) -> str:
    """Return as much of a word as a message repeats."""
    return word if len(word) <= _SHOWN else word[:_SHOWN] + "..."


def within(lowest: int, highest: float) -> Callable[[object, float | None], None]:
    """Return a validator of numbers: those beyond are refused, and so is what is no number."""

    def validate(_type: object, number: float | None) -> None:
        if number is not None and not lowest <= number <= highest:
            raise WrongWordError(
                say(
                    "Write {lowest} to {highest}.",
                    lowest=lowest,
                    highest=GroupedFigure(round(highest)),
                )
                if highest < math.inf
                else say("Write {lowest} or more.", lowest=lowest)
            )

    return validate


def _not_negative(_type: Any, seconds: float | None) -> None:
    if seconds is not None and not 0 <= seconds < math.inf:
        raise WrongWordError(say("Write 0 or more seconds, or none."))


_WHOLE = re.compile(r"[+-]?[0-9]{1,100}", re.ASCII)
_LONGEST_NAME = 255
"""Bytes of a file's name on Linux, macOS and Windows."""

_SHOWN = 100

Whole: TypeAlias = Annotated[int, Parameter(converter=_whole, n_tokens=1, accepts_keys=False)]
"""A whole number, in the digits 0 to 9."""

OptionalWhole: TypeAlias = Annotated[
    int | None, Parameter(converter=_whole, n_tokens=1, accepts_keys=False)
]

OptionalPath: TypeAlias = Annotated[
    Path | None, Parameter(converter=_path, n_tokens=1, accepts_keys=False)
]
"""The path of a file or folder, which need not be there."""

DIRECTORY = Parameter(
    converter=_path, n_tokens=1, accepts_keys=False, validator=_existing, metavar="DIRECTORY"
)
"""A folder that has to be there."""

PathsWord: TypeAlias = Annotated[tuple[Path, ...], Parameter(converter=_paths)]

AddressWord: TypeAlias = Annotated[
    Address,
    Parameter(converter=_server_address, n_tokens=1, accepts_keys=False, metavar="ADDRESS"),
]
"""Where a server is: ``HOST:PORT``, ``:PORT``, ``[V6]:PORT`` or ``unix:PATH``."""

OptionalAddress: TypeAlias = Annotated[
    Address | None,
    Parameter(converter=_address, n_tokens=1, accepts_keys=False, metavar="ADDRESS"),
]
"""Where to listen, likewise, for an option that may be left out; port 0 takes a free one."""

Seconds: TypeAlias = Annotated[float | None, Parameter(validator=_not_negative)]
"""A timeout; the word ``none`` turns it off."""

LangWord: TypeAlias = Annotated[
    Language | None, about(say("The language to speak; by default, that of the system."))
]
"""The language that a person reads."""
