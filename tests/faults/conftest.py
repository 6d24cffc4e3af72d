"""Faults, made for real against the real command. Only ``nox -s faults`` runs them."""

import sys
from collections.abc import Iterator

import pytest

from faults.means import file_limit_raised, network_of_ones_own


@pytest.fixture(autouse=True)
def _linux() -> None:
    if sys.platform != "linux":
        pytest.skip("these faults are made by means of Linux")


@pytest.fixture
def own_network() -> Iterator[list[str]]:
    """Make a network for this test alone; yield the command that runs a program there."""
    with network_of_ones_own() as enter:
        yield enter


@pytest.fixture
def many_files() -> Iterator[int]:
    """Let the test, and its server, have as many descriptors as the machine allows it."""
    with file_limit_raised() as limit:
        yield limit
