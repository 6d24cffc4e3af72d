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
from trio_sockets.words import say

DONE, FAILED, WRONG_WORDS, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes."""

END_KEYS = say("Ctrl-Z and Enter") if sys.platform == "win32" else say("Ctrl-D")
"""How a person ends the input of a program."""


def _address(_type: Any, tokens: tuple[Token, ...]) -> Address:
    return parse_address(tokens[0].value)


def _server_address(_type: Any, tokens: tuple[Token, ...]) -> Address:
    address = parse_address(tokens[0].value)
    if isinstance(address, TcpAddress) and not address.port:
        raise ValueError(f"no server is at port 0: write {address.host}:PORT")
    return address


def _whole(_type: Any, tokens: tuple[Token, ...]) -> int | None:
    word = tokens[0].value.strip()
    if word.casefold() in {"none", "null"} and type(None) in getattr(_type, "__args__", ()):
        return None
    if not _WHOLE.fullmatch(word):  # int() takes many more, and cyclopts cuts 1.5 down to 1
        raise ValueError(f"unable to convert {shown(word)!r} into a whole number.")
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
        raise ValueError("write the name of a file.")
    try:
        names = os.fsencode(word).split(os.fsencode(os.sep))
    except UnicodeError:
        names = [b"\0"]
    if any(b"\0" in name or len(name) > _LONGEST_NAME for name in names):
        raise ValueError(f"no file has such a name: {shown(word)!r}")
    return Path(word)


def shown(word: str) -> str:
    """Return as much of a word as a message repeats."""
    return word if len(word) <= _SHOWN else word[:_SHOWN] + "..."


def within(lowest: int, highest: float) -> Callable[[object, float | None], None]:
    """Return a validator of numbers: those beyond are refused, and so is what is no number."""

    def validate(_type: object, number: float | None) -> None:
        if number is not None and not lowest <= number <= highest:
            bound = f" to {highest:,}" if highest < math.inf else " or more"
            raise ValueError(f"Write {lowest}{bound}.")

    return validate


def _not_negative(_type: Any, seconds: float | None) -> None:
    if seconds is not None and not 0 <= seconds < math.inf:
        raise ValueError("Write 0 or more seconds, or none.")


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

DIRECTORY = Parameter(converter=_path, n_tokens=1, accepts_keys=False)
"""Beside a type of cyclopts' that has a validator of its own."""

PathsWord: TypeAlias = Annotated[tuple[Path, ...], Parameter(converter=_paths)]

AddressWord: TypeAlias = Annotated[
    Address, Parameter(converter=_server_address, n_tokens=1, accepts_keys=False)
]
"""Where a server is: ``HOST:PORT``, ``:PORT``, ``[V6]:PORT`` or ``unix:PATH``."""

OptionalAddress: TypeAlias = Annotated[
    Address | None, Parameter(converter=_address, n_tokens=1, accepts_keys=False)
]
"""Where to listen, likewise, for an option that may be left out; port 0 takes a free one."""

Seconds: TypeAlias = Annotated[float | None, Parameter(validator=_not_negative)]
"""A timeout; the word ``none`` turns it off."""
