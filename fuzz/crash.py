"""A crash that was found, as a person wants it: short, kept, and ready to be pasted."""

import hashlib
import traceback
from pathlib import Path

from fuzz.corpus import file_of
from fuzz.targets import Target

FOLDER = Path(__file__).with_name("crashes")
"""Where crashes are kept: git ignores it."""


def fault(target: Target, data: bytes) -> Exception | None:
    """Return what the target raises for an input, None if nothing."""
    try:
        target(data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it was not to be raised
        return error
    return None


def shrink(target: Target, data: bytes) -> bytes:
    """Return the shortest input found that raises the same kind of error.

    It leaves out ever smaller parts, until no single byte can be spared.
    """
    kind = type(fault(target, data))
    size = max(len(data) // 2, 1)
    while True:
        for start in range(0, len(data), size):
            shorter = data[:start] + data[start + size :]
            if shorter != data and type(fault(target, shorter)) is kind:
                data = shorter
                break
        else:
            if size == 1:
                return data
            size //= 2


def keep(name: str, data: bytes) -> Path:
    """Write an input to a file of its own, and return its path."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def describe(name: str, target: Target, failure: str, found: bytes) -> str:
    """Keep a failing input, and return what there is to know of it, its traceback included.

    :param failure: ``crash``, or whatever else libFuzzer calls it: such an input is not tried
        again, as it hangs or takes all memory.
    """
    repeats = failure == "crash" and fault(target, found) is not None
    data = shrink(target, found) if repeats else found
    lines = [] if not repeats else traceback.format_exception(fault(target, data))
    lines += [
        f"\n{name}: {failure}. The input is in {keep(name, data)}; as a test:\n",
        f"\n    {target.__module__}.{target.__name__}({data!r})\n",
        f"\nOnce mended, it is a line for {file_of(name)}, which the tests replay:\n\n{data!r}",
    ]
    return "".join(lines)
