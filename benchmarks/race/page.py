"""The table of ``docs/scaling.md``."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.race.measure import Result

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->"

HEAD = (
    *("place", "rooms of players", "guesses/s", "pushes/s", "push p50, ms", "push p99, ms"),
    *("longest, ms", "reply p99, ms", "servers, cores", "Valkey, cores", "players, cores"),
)


def row(result: Result) -> list[str]:
    """Return its cells."""
    p50, p99, longest = result.pushes
    return [
        result.place.name,
        result.size.name,
        f"{result.guesses / result.seconds:,.0f}" + ("" if result.size.rate else " (all it can)"),
        f"{result.count / result.seconds:,.0f}",
        f"{p50:.1f}",
        f"{p99:.1f}",
        f"{longest:.0f}",
        f"{result.replies[1]:.1f}",
        f"{result.servers:.2f}",
        f"{result.valkey:.2f}" if result.place.cluster else "",
        f"{result.crowd:.2f}",
    ]


def show(result: Result) -> str:
    """Return it as a line for a person who waits."""
    return ", ".join(
        f"{head}: {cell}" for head, cell in zip(HEAD, row(result), strict=True) if cell
    )


def write(folder: Path, results: Sequence[Result], about: Mapping[str, str]) -> None:
    """Put the table into ``scaling.md``, between its two marks.

    :param about: the machine and the command, each by its name.
    """
    page = folder / "scaling.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    machine = [
        f"| {name} | {f'`{it}`' if name == 'command' else it} |" for name, it in about.items()
    ]
    cells = [f"| {' | '.join(row(result))} |" for result in results]
    lines = [
        *("| | |", "|---|---|", *machine, ""),
        *(f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|", *cells, ""),
    ]
    page.write_text(before + BEGIN + "\n".join(lines) + END + after, "utf-8")
    print(f"wrote {page}")
