"""What it takes to make a fault: programs, privileges, descriptors, a network of one's own."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FILTER = "type filter hook input priority 0 ;"


@contextmanager
def network_of_ones_own() -> Iterator[list[str]]:
    """Make a network in which there is only a loopback, and yield the command that runs one there.

    No packet of anybody else is touched. Where the machine does not let us, the test is skipped.
    """
    name = f"trio-sockets-{os.getpid()}"
    enter = ["ip", "netns", "exec", name]
    run("ip", "netns", "add", name)
    try:
        run(*enter, "ip", "link", "set", "lo", "up")
        run(*enter, "nft", "add table inet faults")
        run(*enter, "nft", f"add chain inet faults input {{ {FILTER} }}")
        yield enter
    finally:
        run("ip", "netns", "delete", name)


def drop_packets(network: list[str], *which: str) -> None:
    """Drop the packets that come in and match one of these nftables expressions.

    :param network: of one's own.
    """
    for expression in which:
        run(*network, "nft", f"add rule inet faults input {expression} counter drop")


def dropped_packets(network: list[str]) -> int:
    """Return how many packets have been dropped so far."""
    rules = run(*network, "nft", "list chain inet faults input")
    return sum(int(number) for number in re.findall(r"counter packets (\d+)", rules))


def run(*command: str) -> str:
    """Run a program of the system, and return what it prints.

    If it fails, then because the machine does not let us, and the test is skipped.
    """
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"{' '.join(command)} fails here: {result.stderr.strip()}")
    return result.stdout


@contextmanager
def file_limit_raised() -> Iterator[int]:
    """Raise this process's limit of open files as far as it may, and yield it.

    Processes started meanwhile inherit it.
    """
    import resource  # noqa: PLC0415 - Unix only

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = int(Path("/proc/sys/fs/nr_open").read_text()) if hard < 0 else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    try:
        yield limit
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
