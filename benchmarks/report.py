"""The results for people (Markdown, plots) and for programs (JSON)."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks import goals
from benchmarks.results import Figure, Results
from benchmarks.scenarios import SCENARIOS, Plan

Column = tuple[str, str, Callable[[Figure], str]]

STEADY: list[Column] = [
    ("CPU, µs", "cpu_us", Figure.show),
    ("requests/s", "rate", lambda figure: figure.show(0)),
    ("p50, µs", "p50_us", lambda figure: f"{figure.median:,.0f}"),
    ("p99, µs", "p99_us", lambda figure: figure.show(0)),
    ("p99.9, µs", "p999_us", lambda figure: f"{figure.median:,.0f}"),
    ("server's core", "server_share", lambda figure: f"{figure.median:.0%}"),
    ("load's core", "load_share", lambda figure: f"{figure.median:.0%}"),
    ("others", "others_share", lambda figure: f"{max(0, figure.median):.0%}"),
]
IDLE: list[Column] = [
    ("memory a connection, KiB", "memory_each", lambda figure: f"{figure.median / 1024:.2f}"),
    ("CPU, % of a core", "server_share", lambda figure: f"{100 * figure.median:.3f}"),
]


def tables(results: Results) -> list[str]:
    """Return the lines of a table a scenario, its leanest server first."""
    lines: list[str] = []
    for name in results.scenarios():
        columns = STEADY if SCENARIOS[name].load.active else IDLE
        by = columns[0][1]
        lines += [f"### {SCENARIOS[name].title[0].upper()}{SCENARIOS[name].title[1:]}", ""]
        lines += ["| | " + " | ".join(title for title, _, _ in columns) + " |"]
        lines += ["|---" * (len(columns) + 1) + "|"]
        ranked = sorted(
            results.servers(name), key=lambda server: _figure(results, by, server, name).median
        )
        for server in ranked:
            cells = [show(_figure(results, metric, server, name)) for _, metric, show in columns]
            lines += [f"| {server} | " + " | ".join(cells) + " |"]
        lines += [""]
    return lines


def _figure(results: Results, metric: str, server: str, scenario: str) -> Figure:
    figure = results.figure(metric, server, scenario)
    assert figure is not None  # noqa: S101 - `Results.servers` named it
    return figure


def write_json(path: Path, results: Results, plan: Plan, about: dict[str, str]) -> None:
    """Write every sample of every round, and what was made of them."""
    document = {
        "about": about,
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "goals": [
            {"goal": goal.title, "most": goal.most, "unit": goal.unit.strip()}
            | ({"measured": asdict(figure)} if (figure := goal.reached(results)) else {})
            for goal in goals.GOALS
        ],
        "samples": [
            {"server": one.server, "scenario": one.scenario, "round": one.round}
            | {name: round(value, 6) for name, value in one.sample.row().items()}
            for one in results.measured
        ],
    }
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nwrote {path}")
