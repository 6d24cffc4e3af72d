"""Whether a line can be ignored without a part of another message."""

from collections.abc import Sequence

from trio_sockets.check.dialect.flow_file import BLANK
from trio_sockets.check.dialect.patterns import Template
from trio_sockets.check.dialect.unheeded import Unheeded


def takes_away(text: str, counting: Sequence[str]) -> bool:
    """Return whether ignoring a line would remove a part of a message that counts."""
    unheeded = Unheeded([Template(text) if text else BLANK])
    return any(
        unheeded.heeded(line.encode()) != line.encode()
        for message in counting
        for example in Template(message).examples()
        for line in example.split("\n")
    )
