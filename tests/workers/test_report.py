"""How a worker's totals reach its parent, with both ends in one process.

A pair of Unix sockets is as good as memory for the mock clock: what one sends is there at once.
"""

import socket

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from trio_sockets import Totals
from trio_sockets.server.totals import Tally
from trio_sockets.workers.report import ASK, PARTING, TallyReceiver, TallySender

KEY = ("connections_opened_total", "text")


def control() -> tuple[trio.SocketStream, trio.SocketStream]:
    ours, theirs = (trio.socket.from_stdlib_socket(end) for end in socket.socketpair())
    return trio.SocketStream(ours), trio.SocketStream(theirs)


async def test_every_question_is_answered_with_the_numbers_of_that_moment() -> None:
    ours, theirs = control()
    totals = Totals()
    receiver = TallyReceiver(ours, b"")
    assert receiver.tally == Tally()
    async with ours, theirs, trio.open_nursery() as nursery:
        nursery.start_soon(TallySender(theirs, totals).answer_for_ever)
        for times in (1, 2, 3):
            totals.opened("text")
            await receiver.ask()
            assert receiver.tally[KEY] == times
        await ours.send_eof()


async def test_two_that_ask_at_once_both_get_an_answer() -> None:
    ours, theirs = control()
    totals = Totals()
    totals.opened("text")
    receiver = TallyReceiver(ours, b"")
    async with ours, theirs, trio.open_nursery() as nursery:
        nursery.start_soon(TallySender(theirs, totals).answer_for_ever)
        async with trio.open_nursery() as asking:
            asking.start_soon(receiver.ask)
            asking.start_soon(receiver.ask)
        assert receiver.tally[KEY] == 1
        await ours.send_eof()


async def test_who_does_not_answer_is_asked_once_and_may_answer_late(
    autojump_clock: MockClock,
) -> None:
    ours, theirs = control()
    receiver = TallyReceiver(ours, b"")
    async with ours, theirs:
        for _ in range(3):
            with trio.move_on_after(0.01) as in_time:
                await receiver.ask()
            assert in_time.cancelled_caught
        assert await theirs.receive_some() == ASK
        line = Tally({KEY: 5}).encode()
        await theirs.send_all(line[:7])
        with trio.move_on_after(0.01):
            await receiver.ask()
        await theirs.send_all(line[7:])
        await receiver.ask()
        assert receiver.tally[KEY] == 5


async def test_the_last_words_of_one_that_has_gone() -> None:
    ours, theirs = control()
    totals = Totals()
    totals.opened("text")
    receiver = TallyReceiver(ours, b"")
    async with ours:
        async with theirs:
            await ours.send_all(ASK)  # it is closed without having read this
            await TallySender(theirs, totals).part()
        await receiver.listen_to_the_end()
        assert receiver.tally[KEY] == 1
        await receiver.ask()
        assert receiver.tally[KEY] == 1


async def test_what_came_with_the_line_before_counts() -> None:
    ours, theirs = control()
    async with ours, theirs:
        assert TallyReceiver(ours, Tally({KEY: 2}).encode()).tally[KEY] == 2


async def test_a_worker_that_counts_nothing_says_so() -> None:
    ours, theirs = control()
    async with ours, theirs, trio.open_nursery() as nursery:
        nursery.start_soon(TallySender(theirs, None).answer_for_ever)
        receiver = TallyReceiver(ours, b"")
        await receiver.ask()
        assert receiver.tally == Tally()
        await ours.send_eof()


async def test_nonsense_is_a_line_in_the_log_and_the_numbers_stay() -> None:
    ours, theirs = control()
    async with ours, theirs:
        receiver = TallyReceiver(ours, Tally({KEY: 2}).encode())
        await theirs.send_all(b"nonsense\n")
        with capture_logs() as logs:
            await receiver.ask()
        assert [log["event"] for log in logs] == ["worker garbled its totals"]
        assert receiver.tally[KEY] == 2


async def test_a_parent_that_is_gone_or_deaf_keeps_no_worker(autojump_clock: MockClock) -> None:
    ours, theirs = control()
    sender = TallySender(theirs, Totals())
    async with theirs:
        async with ours:
            with trio.move_on_after(1):  # until it is full
                while True:
                    await theirs.send_all(bytes(10_000))
            start = trio.current_time()
            await sender.part()
            assert trio.current_time() - start == pytest.approx(PARTING)
        await sender.part()
        await sender.say(b"ready\n")
        await sender.answer_for_ever()
        assert trio.current_time() - start == pytest.approx(PARTING)
        await wait_all_tasks_blocked()
