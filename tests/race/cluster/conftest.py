"""A Valkey server for each file of tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from race.cluster.valkey import running_valkey


@pytest.fixture
def valkey() -> Iterator[Any]:
    with running_valkey() as server:
        yield server
