"""When conversations were begun, as far as a transcript tells."""

import math
from collections.abc import Sequence
from itertools import accumulate

from trio_sockets.check.transcript import Conversation


def begins(conversations: Sequence[Conversation]) -> list[float]:
    """Return when each was begun, at the latest: they were begun in this order.

    A connection is an event only if it fails; it came before all that happened on it.
    """
    firsts = [
        conversation.events[0].at if conversation.events else math.inf
        for conversation in reversed(conversations)
    ]
    return list(accumulate(firsts, min))[::-1]
