r"""A fuzzed input read as a script: what a peer sends, how it is cut, what happens in between.

The marks are bytes that UTF-8 never uses, so an input reads like a transcript, and a mutation that
puts one in anywhere is a new script: ``b"UPPER a\xffb\n\xfe"`` sends two chunks, then flushes.
Other bytes that are no UTF-8 are left to be sent.
"""

import re
from enum import Enum
from typing import TypeAlias, final


@final
class Call(Enum):
    """What happens besides bytes that arrive: each stands for its mark."""

    FLUSH = b"\xfe"
    EOF = b"\xfd"
    END = b"\xfc"


Step: TypeAlias = bytes | Call

CUT = b"\xff"
"""Where a chunk ends. Two of them make an empty chunk."""

RUN = b"\xfb"
LETTERS = b"x" * 1000
"""What a run stands for, so that a short input reaches the limit of a line."""

MAX_RUNS = 4
"""Runs that count: further ones are bytes like any other."""

_CALLS = {call.value: call for call in Call}
_MARK = re.compile(b"([" + CUT + b"".join(_CALLS) + b"])")
_SINGLE = re.compile(LETTERS + b"|.", re.DOTALL)


def read(data: bytes) -> list[Step]:
    """Return the steps of the script that any bytes are."""
    pieces = _MARK.split(data.replace(RUN, LETTERS, MAX_RUNS))
    return [_CALLS.get(piece, piece) for piece in pieces if piece != CUT]


def single(data: bytes) -> list[bytes]:
    """Return the bytes one by one, but for runs: theirs would take most of the time."""
    return _SINGLE.findall(data)
