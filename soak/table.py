"""The tables at the end: Markdown, for a terminal and for a page alike."""

from collections.abc import Callable, Iterable, Sequence

from soak.judge import GROWTH
from soak.report import Outcome, Report, Sample

MIB = 1024 * 1024

LOAD: list[tuple[str, Callable[[Outcome], int]]] = [
    ("requests served, each reply compared", lambda one: one.seen.requests),
    ("games that ended right", lambda one: one.seen.games),
    ("replies and games that were wrong", lambda one: len(one.seen.wrong)),
    ("clients lost", lambda one: len(one.seen.lost)),
    ("clients of workers that were killed", lambda one: one.seen.orphaned),
    ("connections accepted (by its metrics)", lambda one: one.counted.connections),
    ("messages received (likewise)", lambda one: one.counted.messages),
    ("`ERR` replies sent (likewise)", lambda one: one.counted.errors),
]

HELD: list[tuple[str, Callable[[Sample], int], Callable[[int], str]]] = [
    ("descriptors", lambda sample: sample.descriptors, str),
    ("tasks", lambda sample: sample.tasks, str),
    ("memory, MiB", lambda sample: sample.memory, lambda number: f"{number / MIB:.1f}"),
]


def tables(report: Report) -> list[str]:
    """Return the lines of all tables, with what they mean."""
    requests = sum(one.seen.requests for one in report.outcomes)
    faults = sum(report.faults.values())
    made = f"{requests:,} requests served, {faults:,} faults made"
    return [
        f"{_duration(report.seconds)} of load, `--seed {report.seed}`: {made}.",
        "",
        *_table(
            ["", *(one.name for one in report.outcomes)],
            ([what, *(f"{number(one):,}" for one in report.outcomes)] for what, number in LOAD),
        ),
        "",
        "*At the start* and *afterwards* nobody is connected. In between there is load: medians of",
        "30 s around minute 2 and before the end, and the most at any time.",
        "",
        *_table(
            ["", "at the start", "at minute 2", "at the end", "most", "afterwards"],
            (row for outcome in report.outcomes for row in _held(outcome)),
        ),
        "",
        *_memory(report),
        "",
        *_table(
            ["fault", "times"],
            ([kind, f"{times:,}"] for kind, times in sorted(report.faults.items())),
        ),
    ]


def _held(outcome: Outcome) -> Iterable[list[str]]:
    for what, quantity, show in HELD:
        numbers = [
            quantity(outcome.before),
            outcome.at_minute_two(quantity),
            outcome.at_the_end(quantity),
            max(map(quantity, outcome.samples), default=None),
            quantity(outcome.after),
        ]
        cells = ["–" if number is None else show(number) for number in numbers]  # noqa: RUF001 - it is a dash
        yield [f"{outcome.name}: {what}", *cells]


def _memory(report: Report) -> list[str]:
    if not report.is_long:
        return ["Memory is not judged: it takes 4 minutes or more to compare two moments."]
    changes = []
    for outcome in report.outcomes:
        then = outcome.at_minute_two(lambda sample: sample.memory)
        now = outcome.at_the_end(lambda sample: sample.memory)
        if then is not None and now is not None:
            changes.append(f"{outcome.name} {now / then - 1:+.1%}")
    return [f"Memory since minute 2, where {GROWTH:.0%} is the most: {', '.join(changes)}."]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = "|---|" + "---:|" * (len(header) - 1)
    return [f"| {' | '.join(header)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)]


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"
