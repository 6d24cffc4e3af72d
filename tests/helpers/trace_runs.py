"""Running programs as `trio-sockets trace` does, and the events that come of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trio
from _pytest.mark import ParameterSet

from helpers.waiting import patience
from trio_sockets.trace.model.events import Begin, End, Event
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.plan import TracePlan
from trio_sockets.trace.session import TraceSession
from trio_sockets.trace.sources.python_programs import watch_python

PROGRAMS = Path(__file__).parents[1] / "trace/programs"


def pythons() -> list[ParameterSet]:
    """Return the Pythons that the shim is for: ours, and those of the path, 3.8 and later."""
    found = [pytest.param(sys.executable, id="ours")]
    for minor in range(8, 15):
        name = f"python3.{minor}"
        python = shutil.which(name)
        if python is not None and _runs(python):
            found.append(pytest.param(python, id=name, marks=pytest.mark.thorough))
    return found


def _runs(python: str) -> bool:
    """Whether it is a Python, and no stand-in of pyenv for one that is not in use."""
    trial = subprocess.run([python, "-c", ""], capture_output=True, check=False, timeout=60)
    return trial.returncode == 0


@dataclass
class Seen:
    """The events and exit codes of a run."""

    events: list[Event] = field(default_factory=list)
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def calls(self) -> list[str]:
        """The names of the calls, in order."""
        return [event.name for event in self.events if isinstance(event, Begin)]

    def ended(self, name: str) -> list[End]:
        """Return the ends of the calls of a name."""
        numbers = {
            (event.program, event.call)
            for event in self.events
            if isinstance(event, Begin) and event.name == name
        }
        return [
            event
            for event in self.events
            if isinstance(event, End) and (event.program, event.call) in numbers
        ]

    @property
    def recording(self) -> Recording:
        recording = Recording()
        for event in self.events:
            recording.add(event)
        return recording


async def run_python(
    python: str, script: Path, *words: str, env: Mapping[str, str] | None = None
) -> tuple[Seen, subprocess.CompletedProcess[bytes]]:
    """Run a script in a Python under the shim, and alone; what it prints must be the same."""
    seen = Seen()
    environment = {**os.environ, **(env or {})}
    command = [python, str(script), *words]
    with patience(command):
        async with watch_python("program", seen.events.append, environment) as watch:
            results = [
                await trio.run_process(
                    command,
                    env={**environment, **added},
                    capture_stdout=True,
                    capture_stderr=True,
                    check=False,
                )
                for added in ({}, watch.environment)
            ]
    alone, traced = results
    assert traced.stderr == alone.stderr
    assert traced.stdout == alone.stdout
    assert traced.returncode == alone.returncode
    return seen, traced


async def run_session(plan: TracePlan) -> Seen:
    """Run a plan to its end."""
    seen = Seen()
    with patience(lambda: seen.events):
        seen.codes = await TraceSession(plan, seen.events.append, os.environ).run()
    return seen


def python_pair(server: str, client: str, clients: int = 1) -> TracePlan:
    """Return the plan of two programs in Python, by their names in `PROGRAMS`."""
    return TracePlan(
        server=[sys.executable, str(PROGRAMS / server), "{port}"],
        clients=[[sys.executable, str(PROGRAMS / client), "{host}", "{port}"]] * clients,
    )
