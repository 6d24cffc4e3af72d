"""What a server counts: over real conversations on both paths, and by itself."""

import errno
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.support import (
    InMemory,
    MemoryListener,
    Running,
    Stream,
    connect,
    failures,
    living_tasks,
    needs_epoll,
    receive_all,
    running_pump,
)
from helpers.waiting import until
from trio_sockets import (
    Ending,
    Endpoint,
    Limits,
    Parameters,
    TcpAddress,
    Totals,
    all_services,
    serve_listeners,
)
from trio_sockets.protocol.game import GameSession
from trio_sockets.server.fast_path.pump import BURST, Pump
from trio_sockets.server.totals import OPEN, PASS, PASS_BOUNDS, TASKS, Tally, parse_tally


async def gone(totals: Totals, service: str) -> Tally:
    """Wait until no client of a service is left, and return the numbers."""
    await until(lambda: not totals.tally()[OPEN, service])
    return totals.tally()


def without_passes(tally: Tally) -> dict[tuple[str, ...], float]:
    return {key: number for key, number in tally.items() if not key[0].startswith(PASS) and number}


async def test_a_conversation_is_counted_while_it_lasts_and_once_it_is_over(
    running: Running,
) -> None:
    totals = Totals()
    async with running("text@:0", totals=totals) as serving:
        assert totals.tally()["connections_opened_total", "text"] == 0
        async with await connect(serving, "text") as client:
            await client.send_all(b"UPPER a\n\nUPPER\n")
            said = b""
            while said.count(b"\n") < 3:
                said += await client.receive_some()
            # A reply that went through Trio is counted a pass after it is heard.
            await until(lambda: totals.tally()["sent_bytes_total", "text"] > 0)
            during = {
                (OPEN, "text"): 1,
                ("connections_opened_total", "text"): 1,
                ("messages_total", "text"): 3,
                ("received_bytes_total", "text"): 15,
                ("sent_bytes_total", "text"): len(said),
                ("errors_total", "text", "empty-line"): 1,
                ("errors_total", "text", "missing-argument"): 1,
            }
            assert without_passes(totals.tally()) == during
        after = await gone(totals, "text")
        ended = {**during, ("connections_ended_total", "text", "peer-closed"): 1}
        del ended[OPEN, "text"]
        assert without_passes(after) == ended


@pytest.mark.parametrize(("guess", "result"), [(7, "won"), (8, "lost")])
async def test_games_won_and_lost(running: Running, guess: int, result: str) -> None:
    only_seven = replace(
        all_services()["game"],
        session=lambda: GameSession(secret=7, parameters=Parameters(1, 9, 2)),
    )
    totals = Totals()
    async with running(Endpoint(only_seven, TcpAddress("127.0.0.1", 0)), totals=totals) as serving:
        async with await connect(serving, "game") as client:
            await client.send_all(b"%d\n" % guess * 2)
            await receive_all(client)
        tally = await gone(totals, "game")
    assert [key for key in tally if key[0] == "games_total"] == [("games_total", "game", result)]
    assert tally["games_total", "game", result] == 1
    assert tally["connections_ended_total", "game", "finished"] == 1


async def test_a_game_that_is_given_up_is_neither(running: Running) -> None:
    totals = Totals()
    async with running("game@:0", totals=totals) as serving:
        async with await connect(serving, "game") as client:
            await client.send_all(b"QUIT\n")
            await receive_all(client)
        tally = await gone(totals, "game")
    assert not [key for key in tally if key[0] == "games_total"]


async def test_echo_has_messages_and_no_errors(running: Running) -> None:
    totals = Totals()
    async with running("echo@:0", totals=totals) as serving:
        async with await connect(serving, "echo") as client:
            await client.send_all(b"\n\n")
            assert await client.receive_some() == b"\n\n"
        tally = await gone(totals, "echo")
    assert tally["received_bytes_total", "echo"] == tally["sent_bytes_total", "echo"] == 2
    assert not [key for key in tally if key[0] == "errors_total"]


async def test_a_message_that_was_flushed_and_a_deadline_that_was_hit(
    in_memory: InMemory, autojump_clock: MockClock
) -> None:
    totals = Totals()
    async with (
        in_memory("text", totals=totals) as (_, listener),
        await listener.connect() as client,
    ):
        await client.send_all(b"UPPER a")
        assert await client.receive_some() == b"A\n"
        assert totals.tally()["unterminated_messages_total", "text"] == 1
        assert (await receive_all(client)).startswith(b"ERR idle-timeout ")
    tally = totals.tally()
    assert tally["unterminated_messages_total", "text"] == 1
    assert tally["connections_ended_total", "text", "idle-timeout"] == 1
    assert tally["errors_total", "text", "idle-timeout"] == 1


async def test_who_finds_no_place_is_counted_too(in_memory: InMemory) -> None:
    totals = Totals()
    async with in_memory("text", totals=totals, limits=Limits(clients=1)) as (_, listener):
        async with await listener.connect(), await listener.connect() as refused:
            assert (await receive_all(refused)).startswith(b"ERR busy ")
        await wait_all_tasks_blocked()
    tally = totals.tally()
    assert tally["connections_opened_total", "text"] == 2
    assert tally["connections_ended_total", "text", "busy"] == 1
    assert tally["errors_total", "text", "busy"] == 1
    assert tally[OPEN, "text"] == 0


async def test_who_comes_and_goes_during_a_long_look_counts_once(
    in_memory: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trio_sockets.server.totals.TURN", 1)
    totals = Totals()
    async with in_memory("text", totals=totals) as (_, listener):
        clients = [await listener.connect() for _ in range(6)]
        for client in clients:
            await client.send_all(b"UPPER a\n")
            assert await client.receive_some() == b"A\n"
        tallies: list[Tally] = []

        async def look() -> None:
            tallies.append(await totals.tally_in_turns())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(look)
            await trio.lowlevel.checkpoint()
            for client in clients:
                await client.aclose()
        assert [tally["messages_total", "text"] for tally in tallies] == [6]
        await wait_all_tasks_blocked()
        tasks = Tally({(TASKS,): living_tasks()})
        assert await totals.tally_in_turns() == tasks | totals.tally()


class FailingListener(MemoryListener):
    """Fails before it accepts."""

    errors = iter([*failures(errno.EMFILE, 3), *failures(errno.EPROTO, 1)])

    async def accept(self) -> Stream:
        for error in self.errors:
            raise error
        return await super().accept()


async def test_failures_of_accept(autojump_clock: MockClock) -> None:
    totals = Totals()
    endpoint = Endpoint(all_services()["text"], TcpAddress("memory", 0))
    async with trio.open_nursery() as nursery:
        listener = FailingListener()
        await nursery.start(partial(serve_listeners, [(endpoint, listener)], totals=totals))
        async with await listener.connect() as client:
            await client.send_all(b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
        nursery.cancel_scope.cancel()
    assert totals.tally()["accept_failures_total", "text", "EMFILE"] == 3
    assert totals.tally()["accept_failures_total", "text", "EPROTO"] == 1


@needs_epoll
async def test_the_passes_of_the_pump_are_those_that_had_something_to_do() -> None:
    spent: list[float] = []
    async with running_pump(spent.append):
        await wait_all_tasks_blocked()
        assert spent == []
    totals = Totals()
    for seconds in (0.0, PASS_BOUNDS[0], 0.0005, 2.0):
        totals.pump_passed(seconds)
    tally = totals.tally()
    assert tally[PASS, str(PASS_BOUNDS[0])] == 2
    assert tally[PASS, "0.0005"] == tally[PASS, "+Inf"] == 1
    assert tally[f"{PASS}_sum",] == pytest.approx(2.0006)
    assert BURST in PASS_BOUNDS
    assert all(less < more for less, more in pairwise(PASS_BOUNDS))
    assert Pump.__init__.__defaults__ == (None,)


def test_a_tally_survives_the_wire_and_can_be_added_to() -> None:
    totals = Totals()
    totals.serves("text")
    totals.opened("text")
    totals.opened("text")
    totals.ended("text", None, Ending.PROXY_FAILED)
    line = totals.tally().encode()
    assert line.count(b"\n") == 1
    tally = parse_tally(line)
    assert tally == totals.tally()
    tally.add(totals.tally())
    assert tally["connections_opened_total", "text"] == 4
    assert tally[OPEN, "text"] == 2
    tally.count(TASKS, times=9)
    assert {key[0] for key in tally.keys() - tally.remaining().keys()} == {OPEN, TASKS}
    assert tally.remaining()["connections_ended_total", "text", "proxy-failed"] == 2


@pytest.mark.parametrize(
    "line", [b"", b"[", b"3", b"[3]", b"[[]]", b'[["a","b"]]', b'[["a",null]]']
)
def test_what_is_no_tally(line: bytes) -> None:
    with pytest.raises(ValueError, match="this is no tally"):
        parse_tally(line)
