"""The kept inputs: one text file a target, one input a line as Python writes bytes.

So a person can read them, a review shows what came, and an input is pasted from a report as it is.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).with_name("corpus")


def file_of(target: str) -> Path:
    """Return the file that holds the kept inputs of a target."""
    return FOLDER / f"{target}.txt"


def load(target: str) -> list[bytes]:
    """Return the kept inputs of a target."""
    lines = file_of(target).read_text("ascii").splitlines()
    return [ast.literal_eval(line) for line in lines]


def save(target: str, inputs: Iterable[bytes]) -> None:
    """Keep these inputs of a target, and no others."""
    file_of(target).write_text(packed(inputs), "ascii")


def packed(inputs: Iterable[bytes]) -> str:
    """Return the text of a file: the shortest first, in an order that is always the same."""
    ordered = sorted(set(inputs), key=lambda data: (len(data), data))
    return "".join(f"{data!r}\n" for data in ordered)
