"""``docs/benchmarks.md``, and the plots and the JSON beside it."""

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure as Plot

from benchmarks import goals, report
from benchmarks.results import Results
from benchmarks.scenarios import SCENARIOS, Plan
from benchmarks.servers import FREE, OURS, TEXT_REQUEST

BARS = "benchmarks-request.svg"
LINES = "benchmarks-connections.svg"
JSON = "benchmarks.json"
GROWTH = ["c1", "c50", "c1000", "c10000"]

OUR_COLOUR = "#c0392b"
THEIR_COLOUR = "#7f8c8d"


def write(folder: Path, results: Results, plan: Plan, about: dict[str, str]) -> None:
    """Write the page and its plots."""
    mpl.use("Agg")
    # The same results give the same files, byte by byte.
    mpl.rcParams["svg.hashsalt"] = "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    plots = []
    if results.servers("c50"):
        _bars(folder / BARS, results)
        plots += [f"![CPU a request at 50 connections]({BARS})", ""]
    if sum(bool(results.servers(name)) for name in GROWTH) > 1:
        _lines(folder / LINES, results)
        plots += [f"![CPU a request as connections grow]({LINES})", ""]
    text = [*_introduction(plan, about), *plots, *_goals(results), *report.tables(results)]
    path = folder / "benchmarks.md"
    path.write_text("\n".join(text).rstrip() + "\n")
    print(f"wrote {path}")


def _introduction(plan: Plan, about: dict[str, str]) -> list[str]:
    machine = [
        f"| {name} | {f'`{value}`' if name == 'command' else value} |"
        for name, value in about.items()
    ]
    return [
        "# Benchmarks",
        "",
        "This page compares the server with its peers: the same work, on one machine, in one run.",
        "The program that measured wrote this page, and every window that it measured is in",
        f"[{JSON}]({JSON}).",
        "",
        "| | |",
        "|---|---|",
        *machine,
        "",
        f"- Every client sends `{TEXT_REQUEST}` and waits for its reply before it sends again,",
        "  unless stated otherwise. Redis, the reference in C, answers `PING`, which is less work.",
        "- Every Python peer decodes UTF-8, knows UPPER, LOWER and DATENOW, limits a line to 1,024",
        "  bytes, and drops a client after 300 s of silence, by the cheapest means available.",
        f"  Names that end in `{FREE}` are the same peers without that timeout.",
        "- The server has one core, and the load generator, which is written in C, has the other.",
        "  A server has reached its limit if its core is at 100 %. With 1 connection, the two",
        "  cores wait for each other in turn.",
        "- CPU is the user and system time of the server's process, all threads included. The load",
        "  generator reads it at both ends of the window. It is divided by the replies in between.",
        f"- There are {plan.rounds} rounds. Each round measures the servers one after another,",
        f"  each newly started, in windows of {plan.seconds:g} s after {plan.warm_up:g} s of",
        "  warm-up.",
        "  Windows are longer for 10,000 clients; for 10,000 idle clients there are 2 rounds of",
        "  30 s. The tables show medians, with the least and the greatest value in brackets. A",
        "  ratio is computed within each round; the tables show the median of these ratios.",
        "- *Others* is the share of the two cores that all other processes took. A window in which",
        "  it was more than a tenth of a core is measured again, twice at most; the quietest",
        "  window is used.",
        "- In *connect, one request, close*, each connection makes one request, and its latency is",
        "  counted from when the connection is open.",
        "- Over TLS the load generator is a program in Python. It resumes no session, so every",
        "  handshake is a full one. The certificate's key is an elliptic-curve key.",
        "- Memory is the growth of the server's proportional set size until each of 10,000 clients",
        "  has sent one line and received its reply. It does not include the kernel's memory for",
        "  the sockets.",
        "",
    ]


def _goals(results: Results) -> list[str]:
    return ["## Goals", "", *goals.table(results), "", "## Figures", ""]


def _bars(path: Path, results: Results) -> None:
    named = []
    for server in results.servers("c50"):
        figure = results.figure("cpu_us", server, "c50")
        if figure is not None:
            named.append((figure.median, figure, server))
    named.sort(key=lambda one: one[0], reverse=True)
    figures = [figure for _, figure, _ in named]
    medians = [figure.median for figure in figures]
    spread = [
        [figure.median - figure.least for figure in figures],
        [figure.most - figure.median for figure in figures],
    ]
    names = [server for _, _, server in named]
    plot, axes = plt.subplots(figsize=(8, 0.8 + 0.32 * len(names)), layout="constrained")
    colours = [OUR_COLOUR if name == OURS else THEIR_COLOUR for name in names]
    axes.barh(names, medians, xerr=spread, color=colours, ecolor="black", capsize=2)
    axes.set_xlabel("server CPU a request, µs (50 connections, 1 in flight); less is better")
    axes.spines[["top", "right"]].set_visible(False)
    _save(plot, path)


def _lines(path: Path, results: Results) -> None:
    plot, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    for server in dict.fromkeys(one.server for one in results.measured):
        if server.endswith(FREE):
            continue
        points = [
            (SCENARIOS[name].clients, figure.median)
            for name in GROWTH
            if (figure := results.figure("cpu_us", server, name))
        ]
        if len(points) > 1:
            width = 3.0 if server == OURS else 1.2
            axes.plot(*zip(*points, strict=True), marker="o", linewidth=width, label=server)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("connections, 1 request in flight on each")
    axes.set_ylabel("server CPU a request, µs")
    axes.legend(fontsize="small", ncols=2)
    axes.spines[["top", "right"]].set_visible(False)
    _save(plot, path)


def _save(plot: Plot, path: Path) -> None:
    plot.savefig(path, metadata={"Date": None})
    plt.close(plot)
    print(f"wrote {path}")
