"""``python -m soak``: soak, print what came of it, and write it down."""

import argparse
import math
import random
import sys
from pathlib import Path

import trio

from benchmarks.machine import describe_run
from soak import page
from soak.judge import complaints
from soak.report import JUDGED
from soak.run import Plan, soak
from soak.servers import StartError
from soak.table import tables

SHOWN = 20
"""Complaints that are printed, of however many."""

FAILED = 1
INTERRUPTED = 130


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="of load (10)")
    parser.add_argument("--seed", type=int, help="of all chance; drawn, and printed, if not given")
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help=f"put the tables on its {page.PAGE}"
    )
    told = parser.parse_args()
    if sys.platform != "linux":
        parser.error("it takes Linux: its /proc, and hosts such as 127.0.0.2")
    if not 0 < told.minutes < math.inf:
        parser.error(f"--minutes must be more than 0, not {told.minutes:g}")
    if told.write is not None:
        if told.minutes * 60 < JUDGED:
            parser.error(
                f"--write takes --minutes {JUDGED / 60:g} or more, or memory is not judged"
            )
        try:
            page.read(told.write)
        except page.NoPlaceError as error:
            parser.error(str(error))
    return told


def main() -> int:
    """Do it all, and return the exit code."""
    told = arguments()
    seed = random.SystemRandom().getrandbits(32) if told.seed is None else told.seed
    plan = Plan(seconds=60 * told.minutes, seed=seed)
    print(f"{told.minutes:g} minutes, --seed {seed}", flush=True)
    try:
        try:
            report = trio.run(soak, plan, lambda words: print(words, flush=True))
        except* KeyboardInterrupt:  # before there was load, or after it; maybe amid the nurseries
            report = None
    except StartError as error:
        print(error, file=sys.stderr)
        return FAILED
    if report is None:
        return INTERRUPTED
    lines = tables(report)
    wrong = complaints(report)
    print("", *lines, "", sep="\n")
    for line in wrong[:SHOWN]:
        print(line, file=sys.stderr)
    if wrong:
        print(f"failed: {len(wrong)} complaints", file=sys.stderr)
        return FAILED
    print("passed: nothing is lost")
    if report.seconds < plan.seconds:
        return INTERRUPTED
    if told.write is not None:
        about = describe_run("soak", ["trio-sockets", "trio"])
        page.write(told.write, [*page.about_rows(about), "", *lines])
        print(f"wrote {told.write / page.PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
