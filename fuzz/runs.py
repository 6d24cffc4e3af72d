"""Running one target for a while, and what came of it."""

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fuzz import corpus

MAX_LENGTH = 512
"""Bytes of an input. With a run or two, that is more than any limit there is."""

HANGS = 10
"""Seconds after which an input counts as one that hangs."""

DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/")


class EngineError(Exception):
    """The fuzzer itself failed: nothing was found, and nothing was shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one target's run: its figures, or the input that failed.

    `failure` is libFuzzer's word for how it failed: crash, timeout, oom or leak; empty if none did.
    """

    executions: int = 0
    branches: int = 0
    features: int = 0
    inputs: int = 0
    failure: str = ""
    failing: bytes = b""


def fuzz(target: str, seconds: int, scratch: Path) -> Run:
    """Fuzz one target, from the kept inputs on.

    :param seconds: at least 1; starting comes on top.
    :param scratch: an empty folder: what is found stays in its ``inputs``.
    """
    inputs = scratch / "inputs"
    unpack(corpus.load(target), inputs)
    output = engine(
        target,
        str(inputs),
        f"-max_total_time={seconds}",
        f"-max_len={MAX_LENGTH}",
        f"-timeout={HANGS}",
        f"-artifact_prefix={scratch}/",
    )
    for found in scratch.iterdir():
        if found.is_file():
            return Run(failure=found.name.partition("-")[0], failing=found.read_bytes())
    figures = DONE.search(output)
    if figures is None:
        raise EngineError(output)
    executions, branches, features, kept = map(int, figures.groups())
    return Run(executions, branches, features, kept)


def worth_keeping(target: str, scratch: Path) -> list[bytes]:
    """Return the kept inputs, and the fewest of a finished run that reach what those do not."""
    kept = scratch / "kept"
    unpack(corpus.load(target), kept)
    engine(target, str(kept), str(scratch / "inputs"), "-merge=1", "-use_counters=0")
    return [path.read_bytes() for path in kept.iterdir()]


def unpack(inputs: Iterable[bytes], folder: Path) -> None:
    """Write the inputs as the fuzzer wants them: a file each."""
    folder.mkdir()
    for number, data in enumerate(inputs):
        (folder / f"{number:04}").write_bytes(data)


def engine(target: str, *arguments: str) -> str:
    """Run `fuzz.engine` to its end, and return what it wrote."""
    command = [sys.executable, "-m", "fuzz.engine", target, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="latin-1", check=False)
    return done.stdout + done.stderr
