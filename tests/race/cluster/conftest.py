"""A Valkey server for each file of tests."""

from collections.abc import Iterator

import pytest

from race.cluster.valkey import Valkey, running_valkey


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server
