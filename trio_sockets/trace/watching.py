"""Watching a program: what stands before its command, and what is added to its environment."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from trio_sockets.trace.choosing import By
from trio_sockets.trace.model.events import Event
from trio_sockets.trace.sources.python_programs import watch_python
from trio_sockets.trace.sources.system_call_programs import watch_calls


@asynccontextmanager
async def watched(
    name: str,
    by: By,
    emit: Callable[[Event], None],
    environment: Mapping[str, str],
    *,
    deaf: Callable[[], object],
) -> AsyncIterator[tuple[Sequence[str], Mapping[str, str]]]:
    """Watch a program for as long as the block lasts, which starts it.

    Give the words before its command, and the variables to add to its environment.

    :param emit: called with each event.
    :param environment: what the program's own is made of.
    :param deaf: called at the end if the program's Python did not load the shim.
    """
    match by:
        case "python":
            async with watch_python(name, emit, environment) as watch:
                yield (), watch.environment
            if not watch.heard:
                deaf()
        case "calls":
            async with watch_calls(name, emit) as begin:
                yield begin, {}
        case "relay":
            yield (), {}
