"""Counts in shared memory: here two mappings of it stand for two processes."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from trio_sockets.server.limits import Limits
from trio_sockets.workers import counts as module
from trio_sockets.workers.admission import SharedAdmission
from trio_sockets.workers.counts import HOSTS, CountsMemory, SharedCounts, create_counts_file


@pytest.fixture(params=["memfd", "file"])
def workers(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[SharedCounts]]:
    """Return the counts of three workers, each on a mapping of its own."""
    if request.param == "file":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    elif not hasattr(os, "memfd_create"):
        pytest.skip("memfd_create is Linux's")
    fd = create_counts_file(3)
    with ExitStack() as stack:
        memories = [stack.enter_context(CountsMemory(fd)) for _ in range(3)]
        os.close(fd)
        yield [SharedCounts(memory, region) for region, memory in enumerate(memories)]


def test_each_sees_the_clients_of_all(workers: list[SharedCounts]) -> None:
    one, two, three = workers
    one.add("192.0.2.1", 1)
    two.add("192.0.2.1", 1)
    two.add("2001:db8::1", 1)
    three.add(None, 1)
    for worker in workers:
        assert worker.clients() == 4
        assert worker.clients_from("192.0.2.1") == 2
        assert worker.clients_from("2001:db8::1") == 1
        assert worker.clients_from("192.0.2.2") == 0
    two.add("192.0.2.1", -1)
    three.add(None, -1)
    assert one.clients() == 2
    assert one.clients_from("192.0.2.1") == 1


def test_a_cap_holds_over_all(workers: list[SharedCounts]) -> None:
    limits = Limits(clients=3, clients_per_host=2)
    one, two, three = (SharedAdmission(limits, None, counts) for counts in workers)
    assert one.enter("a")
    assert two.enter("a")
    assert not any(worker.enter("a") for worker in (one, two, three))
    assert two.enter("b")
    assert not any(worker.enter(None) for worker in (one, two, three))
    one.leave("a")
    assert three.enter(None)
    three.leave(None)
    assert three.enter("a")


def test_a_unix_sockets_clients_count_only_in_all(workers: list[SharedCounts]) -> None:
    limits = Limits(clients=3, clients_per_host=1)
    one, two, _ = (SharedAdmission(limits, None, counts) for counts in workers)
    assert [one.enter(None), two.enter(None), one.enter(None)] == [True, True, True]
    assert not two.enter(None)


def test_the_files_are_each_processs_own(workers: list[SharedCounts]) -> None:
    one, two, _ = (SharedAdmission(Limits(), 65, counts) for counts in workers)
    assert [one.enter("a"), two.enter("a"), one.enter("a")] == [True, True, False]
    assert workers[0].clients() == 2


def test_what_a_dead_worker_counted_can_be_forgotten() -> None:
    fd = create_counts_file(2)
    with CountsMemory(fd) as memory:
        dead, alive = SharedCounts(memory, 0), SharedCounts(memory, 1)
        for number in range(100):
            dead.add(f"192.0.2.{number}", 1)
        alive.add("192.0.2.1", 1)
        memory.clear(0)
        assert alive.clients() == alive.clients_from("192.0.2.1") == 1
        assert alive.clients_from("192.0.2.2") == 0
    os.close(fd)


def test_the_memory_is_bounded_and_hosts_that_meet_share_a_cap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert HOSTS == 2**16
    monkeypatch.setattr(module, "HOSTS", 1)
    fd = create_counts_file(1)
    with CountsMemory(fd) as memory:
        counts = SharedCounts(memory, 0)
        counts.add("192.0.2.1", 1)
        assert counts.clients_from("192.0.2.2") == 1
    os.close(fd)


def test_each_parent_draws_a_key() -> None:
    keys = set()
    for _ in range(2):
        fd = create_counts_file(1)
        with CountsMemory(fd) as memory:
            keys.add(memory.key)
        os.close(fd)
    assert len(keys) == 2
