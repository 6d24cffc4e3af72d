"""Programs that tests talk with, and the user's machine may lack."""

import os
import shutil
from collections.abc import Iterator

import pytest


def find_program(name: str) -> str | None:
    """Return where a program is; None if it is nowhere.

    Servers and tools of administrators lie in folders that an ordinary user's path need not have.
    """
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])
    return shutil.which(name, path=path)


def installed(name: str) -> str:
    """Return where a program is; skip the test if it is nowhere."""
    path = find_program(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where one of these programs is not installed."""
    missing = [program for program in programs if find_program(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} not installed")


def skip_reasons(error: BaseException | None) -> Iterator[str]:
    """Yield why tests were skipped, of the exceptions in a group."""
    if isinstance(error, pytest.skip.Exception):
        yield str(error)
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from skip_reasons(inner)
