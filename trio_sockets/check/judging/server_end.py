"""What the end of a server adds to a finding: a crash comes first, and its own advice with it."""

from dataclasses import replace

from trio_sockets.check.model.server_end import ServerEnd, server_end
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import ACCEPT
from trio_sockets.check.programming.crash import Crash
from trio_sockets.check.programming.crash_advice import crash_advice, describe_crash
from trio_sockets.check.programming.user import CATCH_EACH
from trio_sockets.words import Words, say

LONGEST = 120
"""Characters of a program's last line that a sentence repeats."""

ONE_CLIENT = say(
    "What happens to one client ends its conversation, and never the server: {catch}.",
    catch=CATCH_EACH,
)
ENDS_BY_ITSELF = say(
    "A server goes on until somebody stops it: does something count the clients, or is there a "
    "break or an exit after {accept}?",
    accept=ACCEPT,
)


def in_view_of_its_end(
    finding: Finding, transcript: Transcript, *, provoked: bool = False
) -> Finding:
    """Return the finding with what became of the server, which tells more than what is missing.

    :param finding: of the check, made before it was looked at whether the server still runs.
    :param provoked: the check sent what a server may fall over, and its own advice is about that.
        Any other check's is about a server that runs.
    """
    end = server_end(transcript)
    if end is None or not finding.verdict.bad:
        return finding
    nothing_came = finding.received == b"" or finding.verdict is Verdict.TIMEOUT
    if end.exit_code is None and not nothing_came:
        return finding  # it goes on, and what came, or was measured, is wrong in itself
    words = _how(end)
    if words is None:
        return finding
    if finding.words is not None:
        words = say("{end}; {what}", end=words, what=finding.words)
    look = _advice(end, finding.look if provoked else None)
    return replace(finding, verdict=Verdict.FAIL, words=words, look=look)


def _how(end: ServerEnd) -> Words | None:
    words = describe_crash(end.crash, end.exit_code)
    if words is not None or end.exit_code is None:
        return words
    if end.exit_code == 0:
        return say("it ended by itself after {count} clients, with exit code 0", count=end.clients)
    line = end.last_line[:LONGEST]
    if not line:
        return say("it ended by itself, with exit code {code}", code=end.exit_code)
    return say(
        'it ended by itself, with exit code {code}, and printed at last "{line}"',
        code=end.exit_code,
        line=line,
    )


def _advice(end: ServerEnd, look: Words | None) -> Words:
    if end.exit_code == 0 and end.crash is None:
        return ENDS_BY_ITSELF
    # A program that says in its own words why it ended is advised by these.
    crash = end.crash or (Crash(end.last_line) if end.exit_code else None)
    advice = crash_advice(crash, end.exit_code, catch=CATCH_EACH, received=look)
    return advice or look or ONE_CLIENT
