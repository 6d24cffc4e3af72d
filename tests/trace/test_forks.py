"""The reports of a parent and of its child, whichever are read first: pure."""

from itertools import pairwise

import pytest

from trio_sockets.trace.model.events import Event, Shut
from trio_sockets.trace.sources.forks import Forks
from trio_sockets.trace.sources.holders import Holders
from trio_sockets.trace.sources.numbers import Numbers
from trio_sockets.trace.sources.shim_wire import ShimReader

PARENT = [
    "H 10 0 0 1 / 3.13.0",
    "B 1 1 1 socket - - 0 - - -",
    "E 1 1 - - 0 - 1",
    "F 1",
    "B 2 1 2 close 1 - 0 - - -",
    "S 2 1 1 close 2",
    "E 2 2 - - 0 - -",
]
CHILD = [
    "H 11 10 1 1 / 3.13.0",
    "B 3 1 1 close 1 - 0 - - -",
    "S 3 1 1 close 1",
    "E 3 1 - - 0 - -",
    "B 4 1 2 socket - - 0 - - -",
    "E 4 2 - - 0 - 2",
]


def as_sent(line: str) -> bytes:
    return line.replace("-", "").replace(" ", "\t").encode() + b"\n"


class Program:
    def __init__(self) -> None:
        numbers, holders = Numbers(), Holders()
        self.forks = Forks(numbers, holders)
        self.parent, self.child = (
            ShimReader("program", numbers, holders, self.forks, lambda file, line: "")
            for _ in range(2)
        )


@pytest.mark.parametrize("after", range(len(PARENT) + 1))
def test_a_socket_ends_with_its_last_holder_whichever_report_is_read_first(after: int) -> None:
    """The child's reports are read after so many of its parent's."""
    program, events = Program(), list[Event]()
    for line in PARENT[:after]:
        events += program.parent.receive(as_sent(line))
    events += program.child.receive(b"".join(map(as_sent, CHILD)))
    assert program.child.waits == (after < PARENT.index("F 1") + 1)
    for line in PARENT[after:]:
        events += program.parent.receive(as_sent(line))
        events += program.child.receive(b"")
    # The child closed it last, and that ended it, whichever was read last.
    shuts = [event for event in events if isinstance(event, Shut)]
    assert [(event.socket, event.at, event.thread) for event in shuts] == [(1, 3, "process 2")]
    assert [event.at for event in program.parent.ended(5)] == []
    # What the child made itself is another socket than the one that it has from its parent.
    assert [event.socket for event in program.child.ended(5) if isinstance(event, Shut)] == [2]
    assert program.forks.end() == []


def test_a_child_that_never_reports_holds_what_it_had_until_the_end() -> None:
    program = Program()
    events = [event for line in PARENT for event in program.parent.receive(as_sent(line))]
    assert not any(isinstance(event, Shut) for event in events)
    assert program.parent.ended(5) == []
    assert program.forks.end() == [1]


def test_a_child_whose_parent_reports_nothing_has_nothing_from_it() -> None:
    program = Program()
    assert program.child.receive(b"".join(map(as_sent, CHILD[:4]))) == []
    assert program.child.waits
    program.child.wait_no_more()
    events = program.child.receive(b"")
    assert [event.at for event in events] == sorted(event.at for event in events) != []


def test_bytes_may_be_cut_anywhere() -> None:
    program, events = Program(), list[Event]()
    data = b"".join(map(as_sent, PARENT[:4])), b"".join(map(as_sent, CHILD))
    for reader, sent in zip((program.parent, program.child), data, strict=True):
        for start, end in pairwise(range(len(sent) + 1)):
            events += reader.receive(sent[start:end])
    events += program.parent.receive(b"".join(map(as_sent, PARENT[4:])))
    assert [event.socket for event in events if isinstance(event, Shut)] == [1]
