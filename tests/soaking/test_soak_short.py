"""A soak of seconds, from its command line, and one whose server is broken."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import trio

from helpers.markdown_blocks import table
from helpers.programs import collect
from helpers.waiting import patience, until

ROOT = Path(__file__).parents[2]
LONGEST = 60.0  # seconds that one of these takes by design, its looks at rest included

BROKEN = """
import os, sys
if "serve" in sys.argv:
    from trio_sockets.protocol.text import TextSession

    TextSession.express = lambda session, data: b"WRONG\\n" * data.count(b"\\n")
if "serve" in sys.argv and not {"--tls-cert", "--workers"} & set(sys.argv):
    from trio_sockets.server.clients import Clients

    serve = Clients.serve

    async def leak(*arguments):
        os.dup(0)
        await serve(*arguments)

    Clients.serve = leak
"""
"""Is run by every Python that finds it as its sitecustomize.py."""

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform != "linux", reason="the soak takes Linux"),
]


async def soak(
    *words: str, path: Path | None = None, interrupt: bool = False
) -> tuple[int, str, str]:
    """Run it to its end, and return its exit code, what it prints, and what it complains of.

    :param path: to find modules in before all others.
    :param interrupt: send it a SIGINT as soon as there is load.
    """
    python_path = [str(path)] if path else []
    python_path += [inherited] if (inherited := os.environ.get("PYTHONPATH")) else []
    output, errors = bytearray(), bytearray()
    with patience(output, errors, beside=LONGEST):
        async with trio.open_nursery() as nursery:
            start = partial(
                trio.run_process,
                [sys.executable, "-m", "soak", *words],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(python_path)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                check=False,
            )
            process: trio.Process = await nursery.start(start)
            assert process.stdout
            assert process.stderr
            nursery.start_soon(collect, process.stdout, output)
            nursery.start_soon(collect, process.stderr, errors)
            if interrupt:
                await until(lambda: b"the load begins" in output)
                process.send_signal(signal.SIGINT)
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def test_nothing_is_lost_in_a_few_seconds() -> None:
    code, output, errors = await soak("--minutes", "0.1", "--seed", "1")
    assert code == 0, errors
    assert errors == ""
    assert "Memory is not judged" in output
    assert output.endswith("passed: nothing is lost\n")
    faults = {row["fault"]: int(row["times"]) for row in table(output, "fault", "times")}
    assert faults["a worker killed, SIGKILL"] > 0
    assert faults["workers replaced, SIGHUP"] > 0
    assert faults["a log that nobody reads"] > 0
    assert faults["a log whose disk is full"] > 0
    assert sum(faults.values()) > 10


async def test_a_server_that_answers_wrongly_and_leaks_fails(tmp_path: Path) -> None:
    await trio.Path(tmp_path / "sitecustomize.py").write_text(BROKEN)
    code, output, errors = await soak("--minutes", "0.05", path=tmp_path)
    assert code == 1
    assert "passed" not in output
    complaints = errors.splitlines()
    assert any(line.startswith("fast path: ") and "descriptors" in line for line in complaints)
    assert any("wrong: a client of text" in line for line in complaints)
    assert complaints[-1].startswith("failed: ")


async def test_an_interrupt_ends_it_with_the_tables_so_far() -> None:
    code, output, errors = await soak("--minutes", "10", interrupt=True)
    assert code == 130, errors
    assert errors == ""
    assert "requests served" in output
    assert output.endswith("passed: nothing is lost\n")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--minutes", "0"], "--minutes must be more than 0"),
        (["--minutes", "nan"], "--minutes must be more than 0"),
        (["--minutes", "1", "--write", "docs"], "takes --minutes 4 or more"),
        (["--write", "nowhere"], "cannot read nowhere/operating/soak.md"),
        (["--write", "examples"], "cannot read examples/operating/soak.md"),
    ],
)
async def test_what_is_wrong_is_said_before_it_begins(words: list[str], hint: str) -> None:
    code, output, errors = await soak(*words)
    assert (code, output) == (2, "")
    assert hint in errors.splitlines()[-1]
