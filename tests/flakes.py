"""Runs the tests again and again beside busy processes, and lists each that ever failed.

Called by ``nox -s flakes -- --times 5``. Behind a second ``--`` stand the words of pytest.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, TestCase

BUSY = """
import sys, threading

def burn():
    while True:
        pass

threading.Thread(target=burn, daemon=True).start()
sys.stdin.read()
"""
"""Keeps one core busy until its standard input ends: at the latest when whoever started it does."""


@contextmanager
def busy_machine(processes: int) -> Iterator[None]:
    """Keep so many processes busy for as long as the block lasts."""
    words = [sys.executable, "-c", BUSY]
    running = [subprocess.Popen(words, stdin=subprocess.PIPE) for _ in range(processes)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def run_once(words: list[str], seed: int) -> tuple[int, dict[str, str]]:
    """Run pytest once, in an order that the seed gives.

    :return: its exit code, and for each test that failed what pytest says of it.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        order = ("--random-order-bucket=global", f"--random-order-seed={seed}")
        pytest = (sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *order)
        code = subprocess.run([*pytest, "--dist=worksteal", *words], check=False).returncode
        cases = read_cases(report) if report.exists() else []
    failures: dict[str, str] = {}
    for case in cases:
        for result in case.result:
            if isinstance(result, Failure | Error):
                failures[f"{case.classname}::{case.name}"] = result.text or str(result.message)
    return code, failures


def read_cases(report: Path) -> list[TestCase]:
    """Return all the tests of a report."""
    suites = JUnitXml.fromfile(str(report))
    return [case for suite in suites for case in suite if isinstance(case, TestCase)]


def main() -> int:
    """Run pytest so many times, and return 0 if all its tests passed each time."""
    parser = argparse.ArgumentParser(prog="nox -s flakes --", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs; 5 if it is not given")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the order")
    parser.add_argument("words", nargs="*", help="of pytest")
    given = parser.parse_args()
    seen: dict[str, list[str]] = {}
    passed = 0
    with busy_machine(os.cpu_count() or 1):
        for seed in range(given.seed, given.seed + given.times):
            code, failures = run_once(given.words, seed)
            passed += code == 0
            for test, output in failures.items():
                seen.setdefault(test, []).append(f"with --random-order-seed={seed}:\n{output}")
            if code and not failures:
                seen.setdefault("pytest itself", []).append(f"ended with exit code {code}")
    for test, outputs in seen.items():
        print(f"\n{test} failed {len(outputs)} times", *outputs, sep="\n")
    print(f"{passed} of {given.times} passed")
    return 0 if passed == given.times else 1


if __name__ == "__main__":
    sys.exit(main())
