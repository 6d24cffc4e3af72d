"""What this server is to reach beside its peers, and what it reached."""

from dataclasses import dataclass

from benchmarks.results import Figure, Results
from benchmarks.servers import OURS, REDIS


@dataclass(frozen=True, slots=True)
class Goal:
    """One bound that a figure of ours is not to exceed.

    :param metric: which figure.
    :param scenario: of ours.
    :param beside: the peer and the scenario it is divided by, None for a figure by itself.
    :param most: the bound, in `unit` once the figure is multiplied by `scale`.
    """

    title: str
    metric: str
    scenario: str
    beside: tuple[str, str] | None
    most: float
    scale: float = 1
    unit: str = ""

    def reached(self, results: Results) -> Figure | None:
        """Return what was measured, if it was."""
        if self.beside is not None:
            return results.ratio(self.metric, (OURS, self.scenario), self.beside)
        figure = results.figure(self.metric, OURS, self.scenario)
        if figure is None:
            return None
        return Figure(*(self.scale * at for at in (figure.median, figure.least, figure.most)))


CPU = "cpu_us"
UVLOOP = "uvloop-protocol"
GOALS = [
    Goal("CPU a request / uvloop Protocol with idle timeout", CPU, "c50", (UVLOOP, "c50"), 1.00),
    Goal("CPU a request / uvloop streams", CPU, "c50", ("uvloop-streams", "c50"), 0.80),
    Goal("CPU a request / asyncio streams", CPU, "c50", ("asyncio-streams", "c50"), 0.40),
    Goal("CPU a request / bare epoll loop", CPU, "c50", ("epoll", "c50"), 1.25),
    Goal("CPU a request / redis PING", CPU, "c50", (REDIS, "c50"), 1.35),
    Goal("16 in flight: CPU a request / uvloop Protocol", CPU, "c50x16", (UVLOOP, "c50x16"), 1.00),
    Goal("one connection: CPU a request / uvloop Protocol", CPU, "c1", (UVLOOP, "c1"), 1.20),
    Goal("CPU a connection / uvloop Protocol", CPU, "churn", (UVLOOP, "churn"), 1.30),
    Goal(
        "over TLS, 8 in flight: CPU a request / uvloop Protocol",
        CPU,
        "tls50x8",
        (UVLOOP, "tls50x8"),
        1.5,
    ),
    Goal(
        "over TLS: CPU a connection / uvloop Protocol", CPU, "tls-churn", (UVLOOP, "tls-churn"), 1.6
    ),
    Goal("memory an idle connection", "memory_each", "idle", None, 3.5, 1 / 1024, " KiB"),
    Goal("10,000 idle clients", "server_share", "idle", None, 0.5, 100, " % of a core"),
    Goal("CPU a request with 10,000 idle / without", CPU, "neighbours", (OURS, "c50"), 1.10),
    Goal("CPU a request with 10,000 active / with 50", CPU, "c10000", (OURS, "c50"), 1.5),
    Goal("p99 / uvloop Protocol", "p99_us", "c50", (UVLOOP, "c50"), 1.1),
]


def table(results: Results) -> list[str]:
    """Return the goals as the lines of a Markdown table."""
    lines = ["| 50 connections unless said | goal | measured | |", "|---|---|---|---|"]
    for goal in GOALS:
        figure = goal.reached(results)
        if figure is None:
            measured, verdict = "not measured", ""
        else:
            measured = f"{figure.show()}{goal.unit}"
            verdict = "yes" if figure.median <= goal.most else "no"
        lines.append(f"| {goal.title} | ≤ {goal.most:g}{goal.unit} | {measured} | {verdict} |")
    return lines
