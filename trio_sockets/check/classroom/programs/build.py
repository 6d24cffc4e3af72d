"""Builds a submission's programs. A compiler's error is a finding, not an error of the checker."""

from collections.abc import Iterable, Sequence

from trio_sockets.check.classroom.sandbox.sandbox import Sandbox
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.words import Words, say


async def build(sandbox: Sandbox, commands: Iterable[Sequence[str]]) -> Words | None:
    """Run the build commands of a submission.

    :returns: the reason why a command failed, in one line; None if all succeeded.
    """
    for command in commands:
        try:
            async with sandbox.run(command) as program:
                await program.ended()
        except CannotStartError as error:
            return error.words
        if program.exit_code:
            line = error_line(program.output.decode(errors="replace"), program.exit_code)
            return say("{program}: {error}", program=command[0], error=line)
    return None


def error_line(output: str, exit_code: int) -> str:
    """Return the line of a compiler's output with the first error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.casefold()]
    return (errors or lines[-1:] or [f"exit code {exit_code}"])[0]
