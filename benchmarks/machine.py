"""Where and when it was measured."""

import importlib.metadata
import os
import platform
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.servers import redis_path

LIBRARIES = ["trio-sockets", "trio", "uvloop", "gevent", "twisted"]


def describe() -> dict[str, str]:
    """Return what a reader needs to know to compare: each by its name."""
    return {
        **describe_run("benchmarks", LIBRARIES),
        **({"redis": redis} if (redis := _redis()) else {}),
    }


def describe_run(module: str, libraries: Sequence[str]) -> dict[str, str]:
    """Return when, how and where this process was run: each by its name.

    :param module: that ``python -m`` runs.
    :param libraries: whose versions matter; those that are not installed are left out.
    """
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": shlex.join(["python", "-m", module, *sys.argv[1:]]),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: version for name in libraries if (version := _version(name))},
    }


def _processor() -> str:
    match = re.search(r"^model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return match[1] if match else platform.machine()


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _redis() -> str | None:
    path = redis_path()
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"v=(\S+)", said)
    return match[1] if match else None
