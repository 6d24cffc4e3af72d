"""Building a submission's programs: what a compiler says is a finding, not an error of ours."""

from collections.abc import Iterable, Sequence

from trio_sockets.check.classroom.cage import Cage
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.words import Words, say


async def build(cage: Cage, commands: Iterable[Sequence[str]]) -> Words | None:
    """Run the commands that make a submission's programs.

    :returns: why one of them failed, in one line; None if all went well.
    """
    for command in commands:
        try:
            async with cage.run(command) as program:
                await program.ended()
        except CannotStartError as error:
            return error.words
        if program.exit_code:
            line = error_line(program.output.decode(errors="replace"), program.exit_code)
            return say("{program}: {error}", program=command[0], error=line)
    return None


def error_line(output: str, exit_code: int) -> str:
    """Return the line of a compiler's output that says what is wrong: its first error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.casefold()]
    return (errors or lines[-1:] or [f"exit code {exit_code}"])[0]
