"""What it takes to make a fault: programs, privileges, descriptors, a network of one's own."""

import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CLONE_NEWNET = 0x40000000
"""From <linux/sched.h>; `os.unshare` knows it as of Python 3.12."""


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where one of these programs is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{' and '.join(missing)} not installed")


@contextmanager
def network_of_ones_own() -> Iterator[list[str]]:
    """Move this thread to a new network, in which there is only a loopback, and back afterwards.

    It yields a command that runs another one there, as Trio starts processes from threads that have
    not moved. No packet of anybody else is touched, and the network goes with its last process.
    Where the machine does not let us, the test is skipped.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if libc.unshare(CLONE_NEWNET):
            reason = os.strerror(ctypes.get_errno())
            pytest.skip(f"this machine gives us no network namespace: {reason}")
        try:
            run("ip", "link", "set", "lo", "up")
            run("nft", "add table inet faults")
            run("nft", "add chain inet faults input { type filter hook input priority 0 ; }")
            yield ["nsenter", f"--net=/proc/{os.getpid()}/ns/net"]
        finally:
            libc.setns(home, CLONE_NEWNET)
    finally:
        os.close(home)


def drop_packets(*which: str) -> None:
    """Drop the packets that come in and match one of these nftables expressions.

    It needs a network of one's own, see `network_of_ones_own`.
    """
    for expression in which:
        run("nft", f"add rule inet faults input {expression} counter drop")


def dropped_packets() -> int:
    """Return how many packets have been dropped so far."""
    rules = run("nft", "list chain inet faults input")
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
