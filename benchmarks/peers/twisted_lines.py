# mypy: disable-error-code="no-untyped-call,union-attr,call-arg,misc,arg-type"
# Much of Twisted is untyped, and its interfaces are not what mypy takes them for.
"""Twisted: `LineReceiver`, with `TimeoutMixin`, whose timer is re-armed lazily by itself."""

from twisted.internet import epollreactor

epollreactor.install()

from twisted.internet import protocol, reactor  # noqa: E402 - after the reactor is chosen
from twisted.protocols.basic import LineReceiver  # noqa: E402
from twisted.protocols.policies import TimeoutMixin  # noqa: E402

from benchmarks.peers.work import (  # noqa: E402
    BACKLOG,
    MAX_LINE,
    TOO_LONG,
    listening,
    options,
    reply,
)


class Text(LineReceiver, TimeoutMixin):
    """Serves one client."""

    delimiter = b"\n"
    MAX_LENGTH = MAX_LINE
    limit: float | None
    _behind = b""
    _discarding = False

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's names
        """Begin."""
        self.transport.setTcpNoDelay(True)
        if self.limit is not None:
            self.setTimeout(self.limit)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Count the idle time anew, once for all lines of a chunk."""
        self.resetTimeout()
        LineReceiver.dataReceived(self, data)
        while self._behind:
            data, self._behind = self._behind, b""
            LineReceiver.dataReceived(self, data)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Answer one line, unless it is the rest of one that was answered."""
        if self._discarding:
            self._discarding = False
        else:
            self.transport.write(reply(line))

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        """Answer, and go on behind it: `line` is all that is there, other lines with it."""
        if not self._discarding:
            self.transport.write(TOO_LONG)
        _, newline, self._behind = line.partition(b"\n")
        self._discarding = not newline

    def connectionLost(self, reason: object = None) -> None:  # noqa: ARG002, N802
        """End."""
        self.setTimeout(None)


def main() -> None:
    """Serve for ever."""
    told = options()
    Text.limit = told.timeout
    factory = protocol.Factory.forProtocol(Text)
    reactor.listenTCP(told.port, factory, backlog=BACKLOG, interface="127.0.0.1")
    listening(told.port)
    reactor.run()


if __name__ == "__main__":
    main()
