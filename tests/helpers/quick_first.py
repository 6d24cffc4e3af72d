"""A plugin of pytest for `nox -s mutants`: the quickest of the tests that are asked for run first.

Nearly every change is noticed by one of them, and then no slower one has to run. A test that takes
much longer than it did without a change never ends: it is stopped, which is a failure.
"""

import json
from pathlib import Path

import pytest

STATS = Path("mutmut-stats.json")
"""What mutmut has measured, once it has."""

PATIENCE = 20
"""Seconds that any test may take, and how many times longer it may take than it did: other
programs keep the machine busy, too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by how long each took without a change, and say how long it may take now."""
    if not STATS.exists():
        for item in items:
            item.add_marker(pytest.mark.timeout(0))  # mutmut makes them slow, and measures how slow
        return
    durations = json.loads(STATS.read_text("utf-8"))["duration_by_test"]
    items.sort(key=lambda item: durations.get(item.nodeid, 0))
    for item in items:
        item.add_marker(pytest.mark.timeout(PATIENCE * (1 + durations.get(item.nodeid, 0))))
