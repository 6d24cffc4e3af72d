"""A Valkey server for tests of scores."""

from collections.abc import Iterator

import pytest

from race.cluster.valkey import Valkey, running_valkey


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    pytest.importorskip("coredis", reason="coredis is not installed")
    with running_valkey() as server:
        yield server
