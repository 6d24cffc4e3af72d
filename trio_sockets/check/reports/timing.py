"""When conversations began, as far as a transcript tells."""

import math
from collections.abc import Sequence
from itertools import accumulate

from trio_sockets.check.model.transcript import Conversation


def begins(conversations: Sequence[Conversation]) -> list[float]:
    """Return the latest time at which each conversation can have begun; they began in this order.

    A connection is recorded as an event only if it fails; otherwise it came before its first event.
    """
    firsts = [
        conversation.events[0].at if conversation.events else math.inf
        for conversation in reversed(conversations)
    ]
    return list(accumulate(firsts, min))[::-1]
