"""What a server owes after a soak, and whether it has paid."""

from collections.abc import Iterator

from soak.report import Outcome, Report, Sample

GROWTH = 0.05
"""What the memory at the end may differ from that of minute 2, as a share of it."""


def memory(sample: Sample) -> int:
    """Return what is judged: bytes."""
    return sample.memory


def complaints(report: Report) -> list[str]:
    """Return what is wrong, a line each; what may be many lines comes last."""
    found = [line for outcome in report.outcomes for line in _of_a_server(outcome)]
    if report.is_long:
        found += [line for outcome in report.outcomes for line in _of_memory(outcome)]
        found += [f"{kind}: never made" for kind, times in report.faults.items() if not times]
    return found + [line for outcome in report.outcomes for line in _of_clients(outcome)]


def _of_a_server(outcome: Outcome) -> Iterator[str]:
    seen, counted = outcome.seen, outcome.counted
    about = f"{outcome.name}: "
    if not seen.requests or not seen.games:
        yield f"{about}served {seen.requests} requests and {seen.games} games"
    # A worker that is killed takes with it what it counted last: then the server may have fewer.
    if outcome.workers == 0 and counted.games != seen.games:
        yield f"{about}counted {counted.games} games, its clients {seen.games}"
    if outcome.workers == 0 and counted.messages < seen.requests:
        yield f"{about}counted {counted.messages} messages, its clients {seen.requests} replies"
    for what, before, after in (
        ("descriptors", outcome.before.descriptors, outcome.after.descriptors),
        ("tasks", outcome.before.tasks, outcome.after.tasks),
        ("connections", 0, outcome.after.connections),
    ):
        if after > before:
            yield f"{about}{after} {what} when all had gone, {before} before they came"
    if outcome.exit_code != 0:
        yield f"{about}exit code {outcome.exit_code}"


def _of_memory(outcome: Outcome) -> Iterator[str]:
    then, now = outcome.at_minute_two(memory), outcome.at_the_end(memory)
    if then is None or now is None:
        yield f"{outcome.name}: its memory was not measured"
    elif abs(now - then) > GROWTH * then:
        yield f"{outcome.name}: memory {now / then - 1:+.1%} since minute 2"


def _of_clients(outcome: Outcome) -> Iterator[str]:
    for what, lines in (
        ("wrong", outcome.seen.wrong),
        ("lost", outcome.seen.lost),
        ("logged", outcome.logged),
    ):
        yield from (f"{outcome.name}: {what}: {line}" for line in lines)
