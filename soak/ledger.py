"""What is written down while a soak runs."""

from collections import Counter
from typing import final

from soak.report import Seen
from trio_sockets.visible import visible


class WrongReplyError(Exception):
    """A server said something else than it should. Its text is one line."""


@final
class Ledger:
    """What the clients of one server see.

    :ivar requests: that were answered rightly.
    :ivar games: that ended right.
    :ivar faults: made on this server, by kind.
    :ivar doomed: the clients, by name, whose worker is being killed. Many may share the name of a
        Unix socket.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.games = 0
        self.faults: Counter[str] = Counter()
        self.doomed: Counter[str] = Counter()
        self._wrong: list[str] = []
        self._lost: list[str] = []
        self._orphaned = 0

    @property
    def failures(self) -> int:
        """How much has gone wrong so far."""
        return len(self._wrong) + len(self._lost)

    def fail(self, who: str, name: str, error: Exception) -> None:
        """Write down a client that failed, unless it had to: its worker was killed.

        :param who: what the client was doing.
        :param name: of its end of the connection; empty if it had none yet.
        :param error: what it met.
        """
        line = visible(f"{who}: {str(error) or type(error).__name__}")
        if self.doomed[name]:
            self.doomed[name] -= 1
            self._orphaned += 1
        elif isinstance(error, WrongReplyError):
            self._wrong.append(line)
        else:
            self._lost.append(line)

    def seen(self) -> Seen:
        """Return it all."""
        return Seen(
            self.requests, self.games, tuple(self._wrong), tuple(self._lost), self._orphaned
        )
