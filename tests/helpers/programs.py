"""Running a program to its end; if it hangs, what it has printed so far is shown."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO

import trio

from helpers.waiting import patience


async def run_to_end(
    command: Sequence[str] | str,
    *,
    stdin: bytes | IO[bytes] = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    shell: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program, and return its exit code, output and errors.

    :raises AssertionError: it, or a child that has its output, goes on for ever.
    """
    output, errors = bytearray(), bytearray()
    start = partial(
        trio.run_process,
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        cwd=cwd,
        shell=shell,
        check=False,
    )
    with patience(command, output, errors):
        async with trio.open_nursery() as nursery:
            process: trio.Process = await nursery.start(start)
            assert process.stdout
            assert process.stderr
            nursery.start_soon(collect, process.stdout, output)
            nursery.start_soon(collect, process.stderr, errors)
    assert process.returncode is not None
    return subprocess.CompletedProcess(command, process.returncode, bytes(output), bytes(errors))


async def collect(stream: trio.abc.ReceiveStream, into: bytearray) -> None:
    """Keep all that comes out of a stream."""
    async for chunk in stream:
        into += chunk
