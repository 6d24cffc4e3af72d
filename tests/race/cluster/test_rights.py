"""The least that an ACL has to allow, as docs/cluster.md and docs/scores.md say it."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from helpers.sample_record import records
from race.cluster.valkey import Valkey, running_valkey
from race.players import Driven

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster.opening import open_connection
from trio_sockets.race.cluster.rooms import ClusterRooms
from trio_sockets.race.cluster.script import host_script, room_script
from trio_sockets.scores.store import StoreError
from trio_sockets.scores.valkey import ValkeyStore
from trio_sockets.scores.valkey_reading import ValkeyReader
from trio_sockets.valkey.connections import FAULTS, UnreachableError, pool_of_one, user_of
from trio_sockets.valkey.faults import reason_of

DOCS = Path(__file__).parents[3] / "docs"
RULES = Rules(Parameters(1, 1, 3), countdown=50)


def documented(page: str, user: str) -> list[str]:
    """Return the rules that a page says, after the name of the user and the password."""
    [line] = re.findall(
        rf"^ACL SETUSER {user} on >PASSWORD (.*)$", (DOCS / page).read_text(), re.MULTILINE
    )
    return str(line).split()


RACE = documented("cluster.md", "race")
SCORES = documented("scores.md", "scores")
BOTH = documented("cluster.md", "both")


class Lab:
    """A Valkey, and what one user may do there."""

    def __init__(self, valkey: Valkey, client: Any) -> None:
        self.client = client
        self.url = valkey.url.replace("//", "//lab:pw@")

    def allow(self, *rules: str) -> None:
        self.client.flushall()
        self.client.acl_log_reset()
        self.client.execute_command("ACL", "SETUSER", "lab", "reset", "on", ">pw", *rules)

    def denied(self) -> set[bytes]:
        """Return what Valkey has denied since."""
        log = self.client.execute_command("ACL", "LOG")
        return {entry[entry.index(b"object") + 1] for entry in log}


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def lab(valkey: Valkey) -> Iterator[Lab]:
    with valkey.client() as client:
        yield Lab(valkey, client)


async def race_one_round(url: str) -> None:
    rooms = ClusterRooms(url, RULES)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)
        ana = Driven(rooms)
        ana.session.host = "127.0.0.1"
        ana.says("JOIN ana")
        assert await ana.hears("JOINED", "* PAUSE") == "JOINED lobby 1"
        await ana.hears("* ROUND 1")
        assert await ana.answers("1") == "WIN 1"
        ana.leaves()
        nursery.cancel_scope.cancel()


async def keep_and_read(url: str) -> None:
    async with ValkeyStore(url) as store:
        await store.open()
        await store.write(records(3))
    reader = ValkeyReader(url)
    assert sum(one.games for one in await reader.standings()) == len(await reader.records()) == 3


async def refusal(url: str) -> str:
    """Return why there is no connection for a race."""
    scripts = room_script(), host_script()
    deadline = trio.current_time() + 60
    async with pool_of_one(url, connect=60) as pool:
        try:
            await open_connection(pool, scripts, None, database=0, deadline=deadline)
        except UnreachableError as error:
            return str(error).removeprefix(f"{pool.location}: ")
        except FAULTS as error:
            return reason_of(error, user=user_of(pool), patterns="of a race").read()
    raise AssertionError("there is a connection")


async def test_the_documented_rights_suffice_for_a_race(lab: Lab) -> None:
    lab.allow(*RACE)
    await race_one_round(lab.url)
    assert lab.denied() <= {b"client|setinfo"}


async def test_the_documented_rights_suffice_for_scores(lab: Lab) -> None:
    lab.allow(*SCORES)
    await keep_and_read(lab.url)
    assert lab.denied() <= {b"client|setinfo"}


async def test_the_documented_rights_of_both_are_those_of_each(lab: Lab) -> None:
    assert set(BOTH) == {*RACE, *SCORES}
    lab.allow(*BOTH)
    await race_one_round(lab.url)
    await keep_and_read(lab.url)


async def test_a_user_without_dangerous_commands_races_and_keeps_scores(lab: Lab) -> None:
    lab.allow("~{race*", "&{race:*", "~{scores}*", "+@all", "-@dangerous", "-@admin")
    await race_one_round(lab.url)
    await keep_and_read(lab.url)
    assert lab.denied() == set()


async def test_each_documented_right_of_a_race_is_needed_and_named_when_missing(lab: Lab) -> None:
    for rule in RACE:
        lab.allow(*(other for other in RACE if other != rule))
        reason = await refusal(lab.url)
        assert re.fullmatch(r"user lab lacks rights: ACL SETUSER lab .*", reason)
        assert rule in reason.split(), (rule, reason)


async def test_each_documented_right_of_scores_is_needed_and_named_when_missing(lab: Lab) -> None:
    for rule in SCORES:
        lab.allow(*(other for other in SCORES if other != rule))
        with pytest.raises(StoreError, match="user lab lacks rights: ACL SETUSER lab ") as raised:
            await keep_and_read(lab.url)
        assert rule in str(raised.value).split(), (rule, raised.value)


async def test_what_is_missing_is_named_together(lab: Lab) -> None:
    missing = {"+hset", "+publish", "&{race:*"}
    lab.allow(*(rule for rule in RACE if rule not in missing))
    assert missing <= set((await refusal(lab.url)).split())


async def test_another_database_needs_select(lab: Lab) -> None:
    lab.allow(*RACE)
    reason = await refusal(f"{lab.url}/3")
    assert reason == "user lab lacks rights: ACL SETUSER lab +select"
    lab.allow(*RACE, "+select")
    await race_one_round(f"{lab.url}/3")


@asynccontextmanager
async def kept(url: str) -> AsyncIterator[ValkeyStore]:
    async with ValkeyStore(url) as store:
        await store.write(records(1, "first"))
        yield store


@pytest.mark.parametrize("right", ["hsetnx", "hset", "zadd", "zincrby", "zrank"])
async def test_a_right_that_is_lost_leaves_no_record_that_counts_for_half(
    lab: Lab, right: str
) -> None:
    lab.allow(*SCORES)
    async with kept(lab.url) as store:
        lab.client.execute_command("ACL", "SETUSER", "lab", f"-{right}")
        with pytest.raises(StoreError, match=rf"ACL SETUSER lab \+{right} "):
            await store.write(records(3))
        lab.client.execute_command("ACL", "SETUSER", "lab", f"+{right}")
        await store.write(records(3))
    reader = ValkeyReader(lab.url)
    assert sum(one.games for one in await reader.standings()) == len(await reader.records()) == 4
