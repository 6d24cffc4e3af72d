"""The scorekeeper is told of each game, once, at its last reply: on both paths."""

from pathlib import Path

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from helpers.certificates import Authority
from helpers.proxy_headers import HERE, from_v6
from helpers.support import InMemory, Running, connect, play_to_the_end
from helpers.waiting import PATIENCE, until
from trio_sockets import Deadlines, Limits, UnixAddress, open_stream
from trio_sockets.protocol.game import GameSession, State
from trio_sockets.server.serve import FAREWELL

LOSE = b"1\n2\n3\n4\n5\n6\n7\n"


class Keeper:
    """Notes what it is told, and keeps it once it may.

    :ivar told: state, player, seconds; and the time then.
    :ivar runs: whether it runs; None before.
    """

    def __init__(self, *, keeps: bool = True) -> None:
        self.told: list[tuple[State, str, float, float]] = []
        self.kept = trio.Event()
        self.runs: bool | None = None
        if keeps:
            self.kept.set()

    def game_over(
        self, session: GameSession, player: str, seconds: float, *, given_up: bool
    ) -> None:
        self.told.append((session.state, player, seconds, trio.current_time()))

    async def run(self) -> None:
        self.runs = True
        try:
            await trio.sleep_forever()
        finally:
            self.runs = False

    async def written(self) -> None:
        await self.kept.wait()

    def games(self) -> list[tuple[State, str]]:
        return [(state, player) for state, player, _, _ in self.told]


async def test_a_game_is_told_before_its_client_has_gone(running: Running) -> None:
    keeper = Keeper()
    unhurried = Deadlines(linger=PATIENCE)
    async with running("game@:0", scores=keeper, deadlines=unhurried) as serving:
        async with await connect(serving, "game") as player:
            await player.send_all(LOSE)
            await until(lambda: bool(keeper.told))
            assert serving.clients == 1  # it is still in its goodbye
        await until(lambda: not serving.clients)
    [(state, host)] = keeper.games()
    assert state in {State.WON, State.LOST}
    assert host == "127.0.0.1"


async def test_each_game_is_told_once_and_no_other_service_at_all(running: Running) -> None:
    keeper = Keeper()
    async with running("game@:0", "echo@:0", "text@:0", scores=keeper) as serving:
        for _ in range(5):
            async with await connect(serving, "game") as player:
                await play_to_the_end(player)
        for service in ("echo", "text"):
            async with await connect(serving, service) as client:
                await client.send_all(b"UPPER a\n")
                assert await client.receive_some()
        await until(lambda: not serving.clients)
    assert len(keeper.told) == 5


async def test_who_leaves_before_the_last_reply_has_played_all_the_same(
    in_memory: InMemory, patient: Deadlines
) -> None:
    keeper = Keeper()
    async with in_memory("game", scores=keeper, deadlines=patient) as (_, listener):
        player = await listener.connect()
        assert await player.receive_some() == b"GAME 1 100 7\n"
        await player.send_all(LOSE)
        await player.aclose()
        await until(lambda: bool(keeper.told))
    assert keeper.games() == [(State.LOST, "stream")]


async def test_how_long_it_took_does_not_count_the_goodbye(
    in_memory: InMemory, patient: Deadlines, autojump_clock: MockClock
) -> None:
    keeper = Keeper()
    async with in_memory("game", scores=keeper, deadlines=patient) as (serving, listener):
        await trio.sleep(5)
        player = await listener.connect()
        await trio.sleep(3)
        await player.send_all(LOSE)
        await wait_all_tasks_blocked()
        assert serving.clients == 1
        [(state, _, seconds, when)] = keeper.told
    assert state is State.LOST
    assert (seconds, when) == pytest.approx((3, 8))
    assert len(keeper.told) == 1


async def test_a_client_that_is_told_busy_plays_no_game(in_memory: InMemory) -> None:
    keeper = Keeper()
    async with in_memory("game", scores=keeper, limits=Limits(clients=1)) as (_, listener):
        async with await listener.connect() as first, await listener.connect() as second:
            assert await first.receive_some() == b"GAME 1 100 7\n"
            assert (await second.receive_some()).startswith(b"ERR busy")
        await until(lambda: len(keeper.told) == 2)
    assert {state for state, _ in keeper.games()} == {State.PLAYING}


async def test_the_player_behind_a_proxy_and_the_network_of_an_ipv6_address(
    running: Running,
) -> None:
    keeper = Keeper()
    async with running("game@:0", scores=keeper, proxies=HERE) as serving:
        async with await connect(serving, "game") as player:
            await player.send_all(from_v6("2001:db8::7"))
            await play_to_the_end(player)
        await until(lambda: bool(keeper.told))
    assert [player for _, player in keeper.games()] == ["2001:db8::/64"]


async def test_the_player_over_tls(running: Running, authority: Authority) -> None:
    keeper = Keeper()
    async with running("game@:0", scores=keeper, tls=authority.server()) as serving:
        address = serving.address("game")
        async with await open_stream(address, tls=authority.client()) as player:
            await player.send_all(LOSE)
            await until(lambda: bool(keeper.told))
    assert [player for _, player in keeper.games()] == ["127.0.0.1"]


async def test_the_player_on_a_unix_socket(running: Running, tmp_path: Path) -> None:
    keeper = Keeper()
    path = str(tmp_path / "game.sock")
    async with (
        running(f"game@unix:{path}", scores=keeper),
        await open_stream(UnixAddress(path)) as player,
    ):
        await player.send_all(LOSE)
        await until(lambda: bool(keeper.told))
    assert [player for _, player in keeper.games()] == ["unix"]


async def test_the_end_waits_until_all_is_kept_but_not_beyond_the_drain(
    in_memory: InMemory, autojump_clock: MockClock
) -> None:
    keeper = Keeper(keeps=False)
    async with in_memory("game", scores=keeper) as (serving, _):
        serving.drain(7)
        await trio.sleep(6)
        assert keeper.runs
        serving.drain(2)  # asked again, it has another deadline
        await trio.sleep(2 + FAREWELL - 0.01)
        assert keeper.runs
        await trio.sleep(0.02)
        assert keeper.runs is False


async def test_the_end_comes_once_all_is_kept(
    in_memory: InMemory, autojump_clock: MockClock
) -> None:
    keeper = Keeper(keeps=False)
    async with in_memory("game", scores=keeper) as (serving, _):
        serving.drain(7)
        await trio.sleep(3)
        assert keeper.runs
        keeper.kept.set()
        await wait_all_tasks_blocked()
        assert keeper.runs is False
