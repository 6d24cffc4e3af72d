"""Fuzz every target in turn, and stop with status 1 at the first that fails."""

import argparse
import sys
import tempfile
from pathlib import Path

from fuzz import corpus, crash, runs
from fuzz.targets import TARGETS


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument(
        "--seconds",
        type=int,
        default=60,
        help="in all, shared evenly (60); each target takes 2 more to start",
    )
    parser.add_argument(
        "--only", nargs="+", metavar="TARGET", choices=TARGETS, help=f"of {', '.join(TARGETS)}"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="add to fuzz/corpus the fewest inputs that reach what it does not",
    )
    return parser.parse_args()


def main() -> None:
    """Do it all."""
    told = arguments()
    chosen: list[str] = told.only or list(TARGETS)
    share = max(told.seconds // len(chosen), 1)
    print(f"{share} s for each of: {', '.join(chosen)}", flush=True)
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            run = runs.fuzz(name, share, scratch)
            if run.failure:
                sys.exit(crash.describe(name, TARGETS[name], run.failure, run.failing))
            if told.keep:
                corpus.save(name, runs.worth_keeping(name, scratch))
        print(
            f"{name:8} {run.executions:>9,} executions, {run.branches} branches, "
            f"{run.features} features, {run.inputs} inputs",
            flush=True,
        )


if __name__ == "__main__":
    main()
