"""Builds a submission's programs. A compiler's error is a finding, not an error of the checker."""

from collections.abc import Iterable, Sequence
from typing import final

from trio_sockets.check.classroom.sandbox.sandbox import Sandbox
from trio_sockets.check.classroom.submissions.plan import BuildStep
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.words import Words, say


@final
class Builder:
    """Builds the programs of one submission; a command that has succeeded is not run again."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._done: set[tuple[str, ...]] = set()

    async def build(self, steps: Iterable[BuildStep]) -> Words | None:
        """Take the steps of a build, in order.

        :returns: the reason why a step failed, in one line; None if all succeeded.
        """
        for step in steps:
            problem = await self._step(step)
            if problem is not None:
                return problem
        return None

    async def _step(self, step: BuildStep) -> Words | None:
        """Return the reason why its last command failed: that asks for the least."""
        problem: Words | None = None
        for command in step.commands:
            problem = await self._problem(command)
            if problem is None and not self._has_made(step):
                problem = say(
                    "{program}: it did not make {file}", program=command[0], file=step.makes or ""
                )
            if problem is None:
                self._done.add(command)
                return None
        return problem

    async def _problem(self, command: Sequence[str]) -> Words | None:
        if tuple(command) in self._done:
            return None
        try:
            async with self._sandbox.run(command) as program:
                await program.ended()
        except CannotStartError as error:
            return error.words
        if program.exit_code:
            line = error_line(program.output.decode(errors="replace"), program.exit_code)
            return say("{program}: {error}", program=command[0], error=line)
        return None

    def _has_made(self, step: BuildStep) -> bool:
        return step.makes is None or (self._sandbox.folder / step.makes).exists()


def error_line(output: str, exit_code: int) -> str:
    """Return the line of a compiler's output with the first error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.casefold()]
    return (errors or lines[-1:] or [f"exit code {exit_code}"])[0]
