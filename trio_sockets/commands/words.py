"""What the options of several commands have in common: how a word is read, and exit codes."""

import math
from typing import Annotated, Any, TypeAlias

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.address import Address, parse_address

DONE, FAILED, WRONG_WORDS, INTERRUPTED = 0, 1, 2, 130
"""Exit codes."""


def _address(_type: Any, tokens: tuple[Token, ...]) -> Address:
    return parse_address(tokens[0].value)


def _not_negative(_type: Any, seconds: float | None) -> None:
    if seconds is not None and not 0 <= seconds < math.inf:
        raise ValueError("Write 0 or more seconds, or none.")


AddressWord: TypeAlias = Annotated[
    Address, Parameter(converter=_address, n_tokens=1, accepts_keys=False)
]
"""``HOST:PORT``, ``:PORT``, ``[V6]:PORT`` or ``unix:PATH``."""

OptionalAddress: TypeAlias = Annotated[
    Address | None, Parameter(converter=_address, n_tokens=1, accepts_keys=False)
]
"""Likewise, for an option that may be left out."""

Seconds: TypeAlias = Annotated[float | None, Parameter(validator=_not_negative)]
"""A timeout; the word ``none`` turns it off."""
