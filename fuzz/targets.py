"""What is fuzzed. A new parser gets a file like its neighbours', a corpus, and a line here."""

from collections.abc import Callable
from typing import TypeAlias

from fuzz.framing import framing
from fuzz.keys import keys
from fuzz.messages import messages
from fuzz.proxy import proxy
from fuzz.race import race
from fuzz.sessions import echo, game, text
from fuzz.shown import shown
from fuzz.tracing import shim, strace

Target: TypeAlias = Callable[[bytes], None]
"""Takes any input, and raises if something is not as promised."""

TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (framing, echo, text, game, race, messages, proxy, shown, keys, strace, shim)
}
