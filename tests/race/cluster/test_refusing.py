"""A Valkey that is there, and refuses: one outage is two lines in the log, and one pause."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeAlias

import pytest
import trio
from structlog.testing import capture_logs

from helpers.waiting import until
from race.cluster.valkey import Valkey, running_valkey
from race.players import Driven

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster.rooms import ClusterRooms
from trio_sockets.race.cluster.script import host_key, keys

pytestmark = pytest.mark.thorough

Client: TypeAlias = Any
"""One of valkey-py, whose connection was there before the trouble."""

Do: TypeAlias = Callable[[Client], object]

RULES = Rules(Parameters(1, 100, 7), countdown=50, limit=60_000)
ROOM = keys("lobby")[0]
HOST = host_key("127.0.0.1")


@contextmanager
def busy(client: Client) -> Iterator[None]:
    """Have Valkey run a script for as long as the block lasts."""

    def run() -> None:
        with pytest.raises(Exception, match="killed"):
            other.eval("while true do end", 0)

    client.config_set("busy-reply-threshold", 1)
    with client.client() as other:
        thread = threading.Thread(target=run)
        thread.start()
        yield
        client.script_kill()
        thread.join()


def setting(name: str, wrong: object, right: object) -> tuple[Do, Do]:
    return lambda client: client.config_set(name, wrong), lambda client: client.config_set(
        name, right
    )


def lock_out(client: Client) -> None:
    client.config_set("requirepass", "another")
    for kind in ("normal", "pubsub"):
        client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def fill_up(client: Client) -> None:
    client.config_set("maxclients", 1)
    for kind in ("normal", "pubsub"):
        client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def take_key(key: str) -> Do:
    """Return what makes a key another program's."""

    def take(client: Client) -> None:
        client.delete(key)
        client.set(key, "a letter")

    return take


REFUSALS: dict[str, tuple[Do, Do, str]] = {
    "full": (*setting("maxmemory", 1, 0), "its memory is full: give it more (maxmemory)"),
    "few replicas": (
        *setting("min-replicas-to-write", 1, 0),
        "it takes no writes, as it has too few replicas (min-replicas-to-write)",
    ),
    "replica": (
        lambda client: client.replicaof("127.0.0.1", 1),
        lambda client: client.replicaof("NO", "ONE"),
        "it is a replica, which takes no writes: name the primary",
    ),
    "password": (
        lock_out,
        lambda client: client.config_set("requirepass", ""),
        "it wants a password: put it into the URL",
    ),
    "clients": (
        fill_up,
        lambda client: client.config_set("maxclients", 100),
        "it has no place for one more client (maxclients)",
    ),
    "key of a room": (
        take_key(ROOM),
        lambda client: client.delete(ROOM),
        "a key that is needed belongs to another program, as its type is another",
    ),
    "rights": (
        lambda client: client.execute_command("ACL", "SETUSER", "default", "-hset"),
        lambda client: client.execute_command("ACL", "SETUSER", "default", "+hset"),
        "user default lacks rights: ACL SETUSER default +hset",
    ),
}


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with running_valkey(config={"maxmemory-policy": "noeviction"}) as server:
        yield server


@pytest.fixture
def client(valkey: Valkey) -> Iterator[Client]:
    with valkey.client() as connected:
        connected.ping()
        yield connected


@asynccontextmanager
async def rooms_at(url: str) -> AsyncIterator[ClusterRooms]:
    rooms = ClusterRooms(url, RULES)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)
        yield rooms
        nursery.cancel_scope.cancel()


def connections(client: Client) -> int:
    stats = client.info("stats")
    return int(stats["total_connections_received"] + stats["rejected_connections"])


async def more_tries(client: Client) -> None:
    """Wait until it has been connected to again, more than once."""
    before = connections(client)
    await until(lambda: connections(client) >= before + 5)  # at most two each time


def joined(rooms: ClusterRooms, name: str) -> Driven:
    player = Driven(rooms)
    player.session.host = "127.0.0.1"
    player.says(f"JOIN {name}")
    return player


@pytest.mark.parametrize("kind", REFUSALS)
async def test_an_outage_is_two_lines_and_one_pause(
    valkey: Valkey, client: Client, kind: str
) -> None:
    refuse, relent, words = REFUSALS[kind]
    with capture_logs() as logs:
        async with rooms_at(valkey.url) as rooms:
            ana = joined(rooms, "ana")
            await ana.hears("* ROUND 1")
            refuse(client)
            await ana.hears("* PAUSE")
            cy = joined(rooms, "cy")
            assert cy.told[-1] == "* PAUSE"
            await more_tries(client)
            assert not [line for line in ana.told + cy.told[1:-1] if line.startswith("* ")]
            relent(client)
            await ana.hears("* RESUME")
            await cy.hears("* RESUME")
            assert await cy.hears("JOINED", "* PAUSE") == "JOINED lobby 2"
            assert (await ana.answers("0")).startswith(("ERR out-of-range", "ERR no-round"))
            assert "* PAUSE" not in ana.told + cy.told
    events = [line["event"] for line in logs]
    assert events == ["cluster reached", "cluster unreachable", "cluster reached"]
    assert logs[1]["reason"] == f"127.0.0.1:{valkey.port}: {words}"


async def test_a_script_that_does_not_end_is_waited_for(valkey: Valkey, client: Client) -> None:
    with capture_logs() as logs:
        async with rooms_at(valkey.url) as rooms:
            ana = joined(rooms, "ana")
            await ana.hears("* ROUND 1")
            with busy(client):
                await ana.hears("* PAUSE")
                await until(lambda: "cluster unreachable" in [line["event"] for line in logs])
            await ana.hears("* RESUME")
    events = [line["event"] for line in logs]
    assert events == ["cluster reached", "cluster unreachable", "cluster reached"]


async def test_scripts_that_are_removed_are_loaded_again(valkey: Valkey, client: Client) -> None:
    with capture_logs() as logs:
        async with rooms_at(valkey.url) as rooms:
            ana = joined(rooms, "ana")
            await ana.hears("* ROUND 1")
            client.script_flush()
            await ana.hears("* PAUSE")
            assert await ana.hears("* RESUME", "* VOID") == "* RESUME"
            assert (await ana.answers("0")).startswith("ERR out-of-range")
    [lost] = [line for line in logs if line["event"] == "cluster unreachable"]
    assert lost["reason"].endswith(": somebody has removed its scripts (SCRIPT FLUSH)")


async def test_a_key_that_is_anothers_at_the_first_join_is_one_line(
    valkey: Valkey, client: Client
) -> None:
    for key in (ROOM, HOST):
        client.set(key, "a letter")
        with capture_logs() as logs:
            async with rooms_at(valkey.url) as rooms:
                ana = joined(rooms, "ana")
                await ana.hears("* PAUSE")
                await more_tries(client)
                assert "* RESUME" not in ana.told
                client.delete(key)
                await ana.hears("* RESUME")
                assert await ana.hears("JOINED", "* PAUSE") == "JOINED lobby 1"
                ana.leaves()
        events = [line["event"] for line in logs]
        assert events == ["cluster reached", "cluster unreachable", "cluster reached"]
