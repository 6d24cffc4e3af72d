"""A game that its client ends after a guess is given up; one that the server ends is not."""

import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair

from helpers.support import InMemory, Running, Stream, connect
from helpers.waiting import patience
from trio_sockets import Deadlines, Serving
from trio_sockets.protocol.game import GameSession, State

Ends: TypeAlias = Callable[[Stream, Serving], Awaitable[object]]


class Keeper:
    """Notes the games that it is told of: how each stands, and whether it was given up."""

    def __init__(self) -> None:
        self.told: list[tuple[State, bool]] = []
        self.heard = trio.Event()

    def game_over(
        self, session: GameSession, player: str, seconds: float, *, given_up: bool
    ) -> None:
        self.told.append((session.state, given_up))
        self.heard.set()

    async def run(self) -> None:
        await trio.sleep_forever()

    async def written(self) -> None:
        await trio.lowlevel.checkpoint()


def says(words: bytes) -> Ends:
    return lambda player, serving: player.send_all(words)


async def closes(player: Stream, serving: Serving) -> None:
    await player.aclose()


async def half_closes(player: Stream, serving: Serving) -> None:
    await player.send_eof()


async def is_silent(player: Stream, serving: Serving) -> None:
    await trio.sleep_forever()


async def drips(player: Stream, serving: Serving) -> None:
    while True:
        await player.send_all(b"x")
        await trio.sleep(9)


async def drains(player: Stream, serving: Serving) -> None:
    serving.drain(3)


@pytest.mark.parametrize(
    ("ends", "given_up"),
    [
        pytest.param(says(b"QUIT\n"), True, id="QUIT"),
        pytest.param(says(b"x\n" * 20), True, id="too many errors"),
        pytest.param(closes, True, id="close"),
        pytest.param(half_closes, True, id="half-close"),
        pytest.param(is_silent, True, id="silence"),
        pytest.param(drips, True, id="a line that never ends"),
        pytest.param(drains, False, id="drain"),
    ],
)
@pytest.mark.parametrize("guesses", [0, 1, 3])
async def test_what_a_client_ends_after_a_guess_is_given_up(
    in_memory: InMemory, autojump_clock: MockClock, *, ends: Ends, given_up: bool, guesses: int
) -> None:
    keeper = Keeper()
    async with (
        in_memory("game", scores=keeper) as (serving, listener),
        trio.open_nursery() as nursery,
    ):
        player = await listener.connect()
        await player.receive_some()
        for _ in range(guesses):
            await player.send_all(b"1\n")
            assert (await player.receive_some()).startswith(b"HIGHER")
        nursery.start_soon(quietly, ends, player, serving)
        await until_told(keeper)
        nursery.cancel_scope.cancel()
    assert keeper.told == [(State.PLAYING, given_up and guesses > 0)]


async def test_a_client_that_reads_no_reply_gives_up(
    in_memory: InMemory, autojump_clock: MockClock
) -> None:
    keeper = Keeper()
    async with in_memory("game", scores=keeper) as (_, listener):
        player = await listener.connect_by(lockstep_stream_pair)
        await player.receive_some()
        await player.send_all(b"1\n")
        await until_told(keeper)
    assert keeper.told == [(State.PLAYING, True)]


@pytest.mark.parametrize("cause", ["session", "cancel"])
async def test_what_the_server_ends_is_not_given_up(
    in_memory: InMemory, autojump_clock: MockClock, cause: str
) -> None:
    keeper = Keeper()
    deadlines = Deadlines(session=60 if cause == "session" else None)
    async with in_memory("game", scores=keeper, deadlines=deadlines) as (_, listener):
        player = await listener.connect()
        await player.receive_some()
        await player.send_all(b"1\n")
        if cause == "session":
            await until_told(keeper)
            assert trio.current_time() == pytest.approx(60, abs=1)
    assert keeper.told == [(State.PLAYING, False)]


async def test_a_game_that_is_won_or_lost_is_not_given_up(
    in_memory: InMemory, autojump_clock: MockClock
) -> None:
    keeper = Keeper()
    async with in_memory("game", scores=keeper) as (_, listener):
        player = await listener.connect()
        await player.receive_some()
        await player.send_all(b"1\n" * 7)
        await player.aclose()
        await until_told(keeper)
    assert keeper.told == [(State.LOST, False)]


async def test_a_reset_after_a_guess_gives_up(running: Running) -> None:
    keeper = Keeper()
    async with running("game@:0", scores=keeper) as serving:
        player = await connect(serving, "game")
        await player.send_all(b"1\n")
        heard = b""
        while heard.count(b"\n") < 2:
            heard += await player.receive_some()
        player.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        player.socket.close()
        with patience():
            await keeper.heard.wait()
    assert keeper.told in ([(State.PLAYING, True)], [(State.WON, False)])  # it may have been 1


async def quietly(ends: Ends, player: Stream, serving: Serving) -> None:
    with suppress(trio.BrokenResourceError):  # the server may go first
        await ends(player, serving)


async def until_told(keeper: Keeper) -> None:
    with trio.fail_after(400):  # of the mock clock
        await keeper.heard.wait()
