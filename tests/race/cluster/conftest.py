"""Valkey servers for tests, and the script in one of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from race.cluster.valkey import Valkey, running_valkey
from trio_sockets.race.cluster import script


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture(scope="module")
def script_at_work() -> Iterator[Any]:
    with running_valkey() as server, server.client() as client:
        yield client.register_script(script.room_script())


@pytest.fixture
def decide(script_at_work: Any) -> Any:
    """Ask the script of an empty room, and return its answer."""
    script_at_work.registered_client.flushall()

    def ask(words: dict[str, Any]) -> Any:
        return json.loads(script_at_work(script.keys("room"), [json.dumps(words)]))

    return ask
