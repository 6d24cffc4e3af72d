"""Waiting for what happens elsewhere: as long as only a hang lasts; a failure says what it saw."""

import inspect
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trio

PATIENCE = 60.0
"""Seconds that only a hang lasts, however busy the machine is. No test is about this time."""

TESTS = Path(__file__).parents[1]
SHOWN = 4000  # characters of one thing that was seen: its last


@contextmanager
def patience(*seen: object, beside: float = 0.0) -> Iterator[None]:
    """Give the block `PATIENCE` seconds; if it hangs, say where, and what is to be seen.

    :param seen: what to show then, such as a process or its output so far; a function is called.
    :param beside: seconds that the block takes by design, such as the length of a soak.
    :raises AssertionError: the block did not end in time.
    """
    where = "(unknown)"
    with trio.move_on_after(PATIENCE + beside) as scope:
        try:
            yield
        except BaseException as error:
            where = _where_it_waited(error)
            raise
    if scope.cancelled_caught:
        raise AssertionError(
            f"{PATIENCE + beside:.0f} s were not enough. It waited here:\n{where}{_show(seen)}"
        )


async def until(condition: Callable[[], object], *seen: object) -> None:
    """Wait for what happens elsewhere without an event to tell it.

    The ceiling is one of real time also where the clock is a mock.

    :param seen: as with `patience`, beside what the condition itself looks at.
    :raises AssertionError: it did not happen within `PATIENCE` seconds.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(
                f"this was not so within {PATIENCE:.0f} s:\n{_source(condition)}"
                f"{_show([_looked_at(condition), *seen])}"
            )
        await trio.sleep(0.001)


def state(pid: int) -> str:
    """Return the letter for a process that ps(1) shows; nothing if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def goes_on(pid: int) -> bool:
    """Return whether a process runs. A zombie has ended, also if nobody asks how.

    In a container process 1 may be a program that knows nothing of orphans and never waits.
    """
    return state(pid) not in {"", "Z", "X"}


def _where_it_waited(error: BaseException) -> str:
    """Return the lines of the tests that were at work when the error was raised.

    Of a nursery's tasks Trio keeps one that was cancelled, and that may be none of the tests'.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(TESTS)]
    return "".join(traceback.format_list(ours[-3:])) or "in a task of its own"


def _source(condition: Callable[[], object]) -> str:
    with suppress(OSError, TypeError):
        return inspect.getsource(condition)
    return repr(condition)


def _looked_at(condition: Callable[[], object]) -> dict[str, object]:
    """Return the names that a condition looks at, with their values."""
    with suppress(TypeError):
        return dict(inspect.getclosurevars(condition).nonlocals)
    return {}


def _show(seen: object) -> str:
    lines = []
    for thing in seen if isinstance(seen, (list, tuple)) else [seen]:
        try:
            said = _describe(thing)
        except Exception as error:  # noqa: BLE001 - it must not hide that the wait has failed
            said = f"cannot be shown: {error!r}"
        lines.append(f"\n--- seen: {said[-SHOWN:]}")
    return "".join(lines)


def _describe(thing: object) -> str:
    if isinstance(thing, (bytes, bytearray)):
        thing = bytes(thing).decode(errors="backslashreplace")
    match thing:
        case str():
            return thing
        case trio.Process():
            return f"{thing!r}, {state(thing.pid) or 'gone'}"
        case dict():
            return ", ".join(f"{name} = {_describe(value)}" for name, value in thing.items())
        case _ if inspect.isroutine(thing):
            return _describe(thing())
        case _:
            plain = type(thing).__repr__ is object.__repr__ and hasattr(thing, "__dict__")
            return f"{type(thing).__name__}({vars(thing)})" if plain else repr(thing)
