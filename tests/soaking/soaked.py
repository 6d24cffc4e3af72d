"""A soak that nobody ran, for the tests of what is made of one."""

from dataclasses import replace
from typing import Any

from soak.report import Counted, Outcome, Report, Sample, Seen

MIB = 1024 * 1024
REST = Sample(seconds=0, descriptors=10, tasks=7, memory=30 * MIB, connections=0, processes=1)


def sample(seconds: float, **changes: Any) -> Sample:
    busy = Sample(seconds, descriptors=70, tasks=66, memory=40 * MIB, connections=60, processes=1)
    return replace(busy, **changes)


def outcome(**changes: Any) -> Outcome:
    """Return that of a server which did all that it should."""
    right = Outcome(
        name="one",
        workers=0,
        seen=Seen(requests=1000, games=100),
        counted=Counted(connections=300, messages=1500, errors=40, games=100),
        before=REST,
        samples=tuple(sample(seconds) for seconds in range(0, 601, 2)),
        after=REST,
        logged=(),
        exit_code=0,
    )
    return replace(right, **changes)


def report(*outcomes: Outcome, seconds: float = 600, **changes: Any) -> Report:
    return replace(Report(seconds, 1, {"silence": 5}, outcomes or (outcome(),)), **changes)
