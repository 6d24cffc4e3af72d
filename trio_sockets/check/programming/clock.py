"""What tells the time."""

from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

NOW = Term(
    python="datetime.now().isoformat()",
    java="Instant.now()",
    c="time(NULL)",
    csharp='DateTimeOffset.Now.ToString("o")',
    javascript="new Date().toISOString()",
    go="time.Now().Format(time.RFC3339)",
    php="date('c')",
    ruby="Time.now.to_i",
    perl="time()",
    other=say("the time in ISO 8601, or the seconds since 1970"),
)
"""What gives the time as any program can read it: a noun."""
