"""``python -m benchmarks``: measure, print, and write the results."""

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks import goals, machine, report
from benchmarks.loader import compiled
from benchmarks.results import Results
from benchmarks.scenarios import SCENARIOS, Plan, run
from benchmarks.servers import OURS, REDIS, SERVERS, Server

T = TypeVar("T")

QUICK_SERVERS = [OURS, "uvloop-protocol", "asyncio-streams", "epoll", REDIS]
QUICK_SCENARIOS = ["c1", "c50", "c50x16", "churn"]
RESULTS = Path(__file__).with_name("results.json")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few of everything: 2 minutes at most")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=SERVERS, help="these servers")
    parser.add_argument("--scenarios", nargs="+", metavar="NAME", choices=SCENARIOS)
    parser.add_argument("--rounds", type=int, help="5, or 3 with --quick")
    parser.add_argument("--seconds", type=float, help="of one window: 2, or 0.8 with --quick")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the JSON to write")
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="also write a page, its plots and its JSON"
    )
    return parser.parse_args()


def pick(chosen: list[str] | None, all_of_them: dict[str, T], quick: list[str] | None) -> list[T]:
    """Return what the command line chose, what is quick, or everything."""
    return [all_of_them[name] for name in chosen or quick or all_of_them]


def present(servers: Sequence[Server]) -> list[Server]:
    """Return those that can run here, and say why the others cannot."""
    here = []
    for server in servers:
        reason = server.missing()
        if reason is None:
            here.append(server)
        else:
            print(f"skipped {server.name}: {reason}")
    return here


def main() -> None:
    """Do it all."""
    told = arguments()
    quick: bool = told.quick
    plan = Plan(
        servers=present(pick(told.only, SERVERS, QUICK_SERVERS if quick else None)),
        scenarios=pick(told.scenarios, SCENARIOS, QUICK_SCENARIOS if quick else None),
        rounds=told.rounds or (3 if quick else 5),
        seconds=told.seconds or (0.8 if quick else 2.0),
        warm_up=0.3 if quick else 1.0,
        patience=25 if quick else 900,
    )
    # Servers inherit it, ours and redis too: 10,000 clients need as many descriptors.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    start = time.monotonic()
    with compiled() as program, tempfile.TemporaryFile("a+b") as log:
        results = Results(run(plan, program, log))
    print(f"\nmeasured in {time.monotonic() - start:.0f} s\n")
    print("\n".join(report.tables(results)))
    print("\n".join(goals.table(results)))
    about = machine.describe()
    report.write_json(told.results, results, plan, about)
    if told.write is not None:
        from benchmarks import page  # noqa: PLC0415 - matplotlib is wanted only here

        page.write(told.write, results, plan, about)
        report.write_json(told.write / page.JSON, results, plan, about)


if __name__ == "__main__":
    main()
