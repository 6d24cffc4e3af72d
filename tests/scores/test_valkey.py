"""Scores in a real Valkey: away, silent, restarted, wrong; what arrives, arrives once."""

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import trio

from helpers.sample_record import record, records
from helpers.waiting import patience, until
from race.cluster.valkey import Valkey, running_valkey
from trio_sockets.scores.queue import ScoreQueue
from trio_sockets.scores.store import StoreError

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.scores.valkey import ValkeyStore
from trio_sockets.scores.valkey_reading import ValkeyReader
from trio_sockets.scores.valkey_words import NEWEST, RECORDS, TAG, newest_of, of_service

DURABLE = {"appendonly": "yes", "appendfsync": "always"}
SECRET = "s/e:c ret@"


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    with running_valkey(tmp_path, config=DURABLE) as server:
        yield server


@pytest.fixture
async def store(valkey: Valkey) -> AsyncIterator[ValkeyStore]:
    async with ValkeyStore(valkey.url) as opened:
        yield opened


async def ids(valkey: Valkey) -> list[str]:
    return sorted(one.id for one in await ValkeyReader(valkey.url).records())


async def games(valkey: Valkey) -> int:
    return sum(one.games for one in await ValkeyReader(valkey.url).standings())


async def test_all_keys_have_one_hash_tag(store: ValkeyStore, valkey: Valkey) -> None:
    await store.write([record("a", player="x"), record("b", player="{y}")])
    with valkey.client() as client:
        keys = list(client.scan_iter())
    assert len(keys) == 11
    assert {key[: len(TAG)] for key in keys} == {TAG.encode()}
    assert TAG == "{scores}"


async def test_sums_are_leaderboards(store: ValkeyStore, valkey: Valkey) -> None:
    await store.write([*records(3, "a", player="ana"), record("b", player="bo", won=False)])
    with valkey.client() as client:
        assert client.zrange("{scores}:game:won", 0, -1, desc=True, withscores=True) == [
            (b"ana", 3.0),
            (b"bo", 0.0),
        ]


async def test_it_connects_once_for_many_batches(store: ValkeyStore, valkey: Valkey) -> None:
    await store.write([record("a")])
    with valkey.client() as client:
        before = client.info("stats")["total_connections_received"]
        for number in range(5):
            await store.write([record(str(number))])
        assert client.info("stats")["total_connections_received"] == before


async def test_a_silent_valkey_is_an_error_and_counts_once_what_it_had_heard(
    store: ValkeyStore, valkey: Valkey
) -> None:
    await store.write([record("first")])
    valkey.signal(signal.SIGSTOP)
    longer, store._client._patience = store._client._patience, 1.0
    for _ in range(2):  # on the connection that it has, and on a new one
        with pytest.raises(StoreError, match="does not answer in time") as silent:
            await store.write(records(3))
        assert "\n" not in str(silent.value)
    valkey.signal(signal.SIGCONT)
    store._client._patience = longer
    await store.write(records(3))
    assert await ids(valkey) == ["0", "1", "2", "first"]
    assert await games(valkey) == 4


async def test_a_valkey_that_is_killed_is_an_error_until_it_is_back(
    store: ValkeyStore, valkey: Valkey
) -> None:
    await store.write(records(2))
    valkey.kill()
    for _ in range(2):
        with pytest.raises(StoreError, match="127"):
            await store.write(records(3))
    valkey.start_again()
    await store.write(records(3))
    assert await ids(valkey) == ["0", "1", "2"]
    assert await games(valkey) == 3


async def test_a_valkey_that_is_away_is_no_reason_not_to_start() -> None:
    async with ValkeyStore("redis://127.0.0.1:1") as store:
        await store.open()
        with pytest.raises(StoreError, match="nobody answers at"):
            await store.write([record()])
    with pytest.raises(StoreError, match="nobody answers at"):
        await ValkeyReader("redis://127.0.0.1:1").standings()


async def test_a_password(store: ValkeyStore, valkey: Valkey) -> None:
    with valkey.client() as client:
        client.config_set("requirepass", SECRET)
    for who in ("", ":wrong@"):
        async with ValkeyStore(f"redis://{who}127.0.0.1:{valkey.port}") as refused:
            with pytest.raises(StoreError) as reason:
                await refused.open()
            assert "\n" not in str(reason.value)
            assert "wrong" not in str(reason.value).replace("WRONGPASS", "")
    async with ValkeyStore(f"redis://:s%2Fe%3Ac%20ret%40@127.0.0.1:{valkey.port}/3") as let_in:
        await let_in.open()
        await let_in.write([record()])


@pytest.mark.parametrize(
    "key",
    [
        RECORDS,
        NEWEST,
        *of_service("game")[:2],
        of_service("race")[-1],
        newest_of("game", "10.0.0.7"),
    ],
)
async def test_a_key_of_another_program_is_one_line_and_nothing_is_written(
    store: ValkeyStore, valkey: Valkey, key: str
) -> None:
    with valkey.client() as client:
        client.set(key, "a letter")
        with pytest.raises(StoreError, match=r"another program's key: \{scores\}:"):
            await store.write([record("a", player="x"), record("b")])
        assert list(client.scan_iter()) == [key.encode()]


@pytest.mark.parametrize(
    "text", ["a letter", "{}", "[]", '["a"]', "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]
)
async def test_a_record_that_is_none_is_one_line(
    store: ValkeyStore, valkey: Valkey, text: str
) -> None:
    await store.write([record("a")])
    with valkey.client() as client:
        client.hset(RECORDS, "a", text)
        with pytest.raises(StoreError, match="a record in it is none") as reason:
            await ids(valkey)
        assert "\n" not in str(reason.value)


async def test_a_cancelled_write_leaves_it_open_for_the_next(
    store: ValkeyStore, valkey: Valkey
) -> None:
    valkey.signal(signal.SIGSTOP)
    with trio.move_on_after(0.05) as cancelled:
        await store.write(records(3))
    assert cancelled.cancelled_caught
    valkey.signal(signal.SIGCONT)
    await store.write(records(3))
    assert await games(valkey) == 3


async def test_what_is_left_is_written_when_all_around_is_cancelled(valkey: Valkey) -> None:
    with trio.CancelScope() as everything:
        async with ValkeyStore(valkey.url) as store:
            await store.write([record("first")])
            queue = ScoreQueue(store)
            async with trio.open_nursery() as nursery:
                await nursery.start(queue.run)
                queue.post(record("last"))
                everything.cancel()
    assert await ids(valkey) == ["first", "last"]


async def test_a_queue_waits_for_it_and_each_record_arrives_once(valkey: Valkey) -> None:
    async with ValkeyStore(valkey.url) as one, ValkeyStore(valkey.url) as two:
        queues = [ScoreQueue(one), ScoreQueue(two)]
        async with trio.open_nursery() as nursery:
            for queue in queues:
                await nursery.start(queue.run)
            for number in range(300):
                for name, queue in zip("ab", queues, strict=True):
                    queue.post(record(f"{name}{number}", player=f"{number % 7}"))
                if number == 100:
                    valkey.kill()
                if number == 200:
                    valkey.start_again()
                    valkey.signal(signal.SIGSTOP)
                    await trio.sleep(0.1)
                    valkey.signal(signal.SIGCONT)
                await trio.sleep(0.001)
            with patience(lambda: vars(valkey)):
                for queue in queues:
                    await queue.written()
            nursery.cancel_scope.cancel()
    assert len(await ids(valkey)) == await games(valkey) == 600


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="it looks at Linux's descriptors")
async def test_nothing_stays_open(valkey: Valkey) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    for _ in range(3):
        async with ValkeyStore(valkey.url) as store:
            await store.write([record()])
            valkey.signal(signal.SIGSTOP)
            with trio.move_on_after(0.05):
                await store.write([record()])
            valkey.signal(signal.SIGCONT)
    await until(lambda: open_files() <= before, open_files)
