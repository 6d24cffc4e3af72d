"""How a server that runs for a check ended, or that it goes on after an error, as a value."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.programming.crash import Crash, read_crash

SERVER_END = "server end"
"""The name of the fact: a `ServerEnd`, if there is something to say of it."""

RESTARTED = "restarted"
"""The name of the fact: whether the server was ended and started again at the same port."""


@final
@dataclass(frozen=True, slots=True)
class ServerEnd:
    """What became of a server that nobody ended.

    :param exit_code: the negative number of a signal; None if it goes on.
    :param output: the last of what it printed during the check.
    :param clients: how many connections it had accepted since its start.
    """

    exit_code: int | None
    output: bytes = b""
    clients: int = 0

    @property
    def crash(self) -> Crash | None:
        """What it printed when it crashed; None if it shows no crash."""
        return read_crash(self.output)

    @property
    def ended_by_itself(self) -> bool:
        """Whether it served several clients and ended as if its work were done."""
        return self.exit_code == 0 and self.clients > 1 and self.crash is None

    @property
    def last_line(self) -> str:
        """The last line that it printed; empty if there is none."""
        lines = self.output.decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


def server_end(transcript: Transcript) -> ServerEnd | None:
    """Return how the server of a check ended; None if it goes on, and nothing crashed in it."""
    end = transcript.facts.get(SERVER_END)
    return end if isinstance(end, ServerEnd) else None


def was_restarted(transcript: Transcript) -> bool:
    """Return whether a check ended the server, and started it again at once at the same port."""
    return transcript.facts.get(RESTARTED) is True
