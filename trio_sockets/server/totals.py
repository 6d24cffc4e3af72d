"""What a server counts: totals of who has gone, and at a look, of who is there.

Nothing is counted twice and nothing for the looks alone: a connection keeps its own counts in any
case, for the log. They are added up here when it ends, and while it lives only if somebody asks.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Self, TypeAlias, final

import trio

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.server.driver import Driver
from trio_sockets.server.ending import Ending
from trio_sockets.services import Counts

Key: TypeAlias = tuple[str, ...]
"""A metric's name, then the values of its labels."""

OPEN = "connections_open"
TASKS = "tasks"
"""The metrics that can decrease (gauges), such as the number of connected clients."""

PASS = "pump_pass_seconds"  # noqa: S105 - it is no password
PASS_BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1.0)
"""The upper bounds of the histogram's buckets, in seconds. The pump's `BURST` is one of them."""

TURN = 500
"""Connections looked at before other tasks have their turn: less than a millisecond's work."""

_NO_ERRORS: Mapping[ErrorCode, int] = {}
"""Those of a session that answers no errors, as echo."""

_BUCKETS = [*((PASS, str(bound)) for bound in PASS_BOUNDS), (PASS, "+Inf")]
_PASS_SUM = (f"{PASS}_sum",)

_OF_A_SERVICE = (
    *(OPEN, "connections_opened_total", "messages_total", "received_bytes_total"),
    *("sent_bytes_total", "unterminated_messages_total"),
)


@final
class Tally(dict[Key, float]):
    """Numbers by metric and labels, which can be added up and sent to another process."""

    def count(self, *key: str, times: float = 1) -> None:
        """Add to one number; it begins at 0."""
        self[key] = self.get(key, 0) + times

    def add(self, other: Mapping[Key, float]) -> None:
        """Add the numbers of another server."""
        for key, number in other.items():
            self[key] = self.get(key, 0) + number

    def count_tasks(self) -> None:
        """Add the tasks of this process, all that Trio runs: clients' and the server's own."""
        self.count(TASKS, times=trio.lowlevel.current_statistics().tasks_living)

    def remaining(self) -> Self:
        """Return the numbers without gauges, for a process that has ended: it has no clients."""
        return type(self)({key: n for key, n in self.items() if key[0] not in {OPEN, TASKS}})

    def encode(self) -> bytes:
        """Return it as one line."""
        return json.dumps([[*key, number] for key, number in self.items()]).encode() + b"\n"


def parse_tally(line: bytes) -> Tally:
    """Read what `Tally.encode` wrote.

    :raises ValueError: it is something else.
    """
    try:
        return Tally({tuple(key): float(number) for *key, number in json.loads(line)})
    except (TypeError, ValueError) as error:
        raise ValueError("this is no tally") from error


@final
class Totals:
    """Counts what one server does. Give it to `serve`, and ask for its `tally` at any time."""

    def __init__(self) -> None:
        self._gone = Tally()
        self._here: defaultdict[str, set[Driver]] = defaultdict(set)
        self._counts: dict[str, Counts] = {}

    def tally(self) -> Tally:
        """Return the numbers as they are now.

        It takes a look at every client: a millisecond or two for a thousand of them.
        """
        tally = Tally(self._gone)
        for service, connections in self._here.items():
            self._add(tally, service, connections)
        return tally

    async def tally_in_turns(self) -> Tally:
        """Return the numbers as `tally` does, but let other tasks have their turns meanwhile.

        The tasks of this process are among them. One that ends meanwhile counts once: it is
        on the list, and not yet among the gone.
        """
        tally = Tally(self._gone)
        tally.count_tasks()
        here = [(service, list(connections)) for service, connections in self._here.items()]
        for service, connections in here:
            for start in range(0, len(connections), TURN):
                self._add(tally, service, connections[start : start + TURN])
                await trio.lowlevel.checkpoint()
        return tally

    def serves(self, service: str, counts: Counts | None = None) -> None:
        """Begin a service's counts at 0: the growth of a missing value cannot be seen.

        :param counts: returns further metrics of its sessions: see ``Service.counts``.
        """
        if counts is not None:
            self._counts[service] = counts
        for metric in _OF_A_SERVICE:
            self._gone.count(metric, service, times=0)

    def opened(self, service: str) -> None:
        """Count a client that was accepted."""
        self._gone.count("connections_opened_total", service)
        self._gone.count(OPEN, service)

    def talks(self, service: str, connection: Driver) -> None:
        """Count what a conversation counts, as long as it lasts."""
        self._here[service].add(connection)

    def ended(self, service: str, connection: Driver | None, ending: Ending) -> None:
        """Count a client that has gone.

        :param connection: its conversation; None if it never had one.
        """
        self._gone.count(OPEN, service, times=-1)
        self._gone.count("connections_ended_total", service, ending.value)
        if connection is not None:
            self._here[service].remove(connection)
            self._add(self._gone, service, (connection,))

    def accept_failed(self, service: str, error: str) -> None:
        """Count an accept that failed.

        :param error: the name of its errno.
        """
        self._gone.count("accept_failures_total", service, error)

    def pump_passed(self, seconds: float) -> None:
        """Count a burst of the pump, from its first request to its last answer."""
        self._gone.count(*_BUCKETS[bisect_left(PASS_BOUNDS, seconds)])
        self._gone.count(*_PASS_SUM, times=seconds)

    def _add(self, tally: Tally, service: str, connections: Collection[Driver]) -> None:
        messages = received = sent = flushes = 0
        counts = self._counts.get(service)
        for connection in connections:
            came, went = connection.traffic
            received += came
            sent += went
            flushes += connection.flushes
            session = connection.session
            messages += session.messages
            for code, times in getattr(session, "errors", _NO_ERRORS).items():
                tally.count("errors_total", service, code.value, times=times)
            if counts is not None:
                for metric, *labels in counts(session):
                    tally.count(metric, service, *labels)
        tally.count("messages_total", service, times=messages)
        tally.count("received_bytes_total", service, times=received)
        tally.count("sent_bytes_total", service, times=sent)
        tally.count("unterminated_messages_total", service, times=flushes)
