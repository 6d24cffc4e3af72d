"""The evidence that a program crashed: a signal, an exit code, a traceback."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.model.exit_status import ExitStatus
from trio_sockets.signal_names import signal_name
from trio_sockets.words import Words, say


@final
@dataclass(frozen=True, slots=True)
class CrashEvidence:
    """How a program crashed.

    :param exit_code: the negative number of a signal; None if the program still runs, without the
        thread or task that failed.
    :param error: the line of its output that names the error, if it printed one.
    """

    exit_code: int | None
    error: str | None = None

    @property
    def words(self) -> Words:
        """The evidence as a sentence."""
        code = self.exit_code or 0
        if self.error is not None:
            return say("it crashed: {error}", error=self.error)
        if code < 0:
            name = signal_name(-code) or str(-code)
            return say("it crashed: the system ended it by the signal {name}", name=name)
        return say("it ended by itself, with exit code {code}", code=code)


def crash_of(status: ExitStatus, *, any_code: bool) -> CrashEvidence | None:
    """Return the evidence of a crash in how a program ended; None if it did not crash.

    :param any_code: take any exit code but 0 as evidence. This is right for a server, which should
        not end by itself; a client uses such a code to report a failure.
    """
    code, crash = status.exit_code, status.crash
    ended_badly = code is not None and (code < 0 or (any_code and code > 0))
    if crash is None:
        return CrashEvidence(code) if ended_badly else None
    return CrashEvidence(code, crash.error)
