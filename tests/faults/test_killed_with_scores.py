"""A server that keeps scores, killed (SIGKILL) again and again while games end."""

import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import trio

from helpers.command import Server, server
from helpers.waiting import patience
from trio_sockets.scores.reading import read

GAMES = 1_000
CLIENTS = 4
PACE = 0.01
"""Seconds that a client waits before a game, at the most."""

LIVES = (0.1, 1.0)
"""Seconds that a server is let play, from and to."""

PROMISE = 0.1
"""Seconds after which the score of a game outlives its server, counted from its last line."""

SHORT_GAME = ("--low", "1", "--high", "3", "--tries", "1")


@dataclass
class Life:
    """One server's life, as its clients see it.

    :ivar ends: of each game that was over, by its player: whether it was won, and when that was
        read.
    :ivar killed: when the server was.
    """

    ends: dict[str, tuple[bool, float]] = field(default_factory=dict)
    killed: float = 0.0


class Crowd:
    """Clients who play short games. Each game has a player of its own: an address of loopback's."""

    def __init__(self) -> None:
        self._chance = random.Random(1)  # the same lives each time
        self._begun = 0
        self.players: set[str] = set()

    async def play(self, running: Server, life: Life) -> None:
        """Play until the server is killed."""
        async with trio.open_nursery() as nursery:
            for _ in range(CLIENTS):
                nursery.start_soon(self._play_on, running, life)
            await trio.sleep(self._chance.uniform(*LIVES))
            life.killed = trio.current_time()
            await running.signal(signal.SIGKILL)
            await running.ended()
            nursery.cancel_scope.cancel()

    async def _play_on(self, running: Server, life: Life) -> None:
        address = running.addresses["game"]
        while True:
            await trio.sleep(self._chance.uniform(0, PACE))
            self._begun += 1
            player = f"127.1.{self._begun >> 8}.{self._begun & 255}"
            self.players.add(player)
            try:
                stream = await trio.open_tcp_stream(
                    address.host, address.port, local_address=player
                )
                async with stream:
                    await self._play_one(stream, player, life)
            except (OSError, trio.BrokenResourceError):
                return  # killed

    async def _play_one(self, stream: trio.SocketStream, player: str, life: Life) -> None:
        await stream.send_all(b"2\n")
        said = b""
        while said.count(b"\n") < 2:
            chunk = await stream.receive_some()
            if not chunk:
                return  # killed
            said += chunk
        life.ends[player] = said.splitlines()[1] == b"WIN 1", trio.current_time()


async def test_no_score_is_lost_that_was_acknowledged_and_none_is_there_twice(
    tmp_path: Path,
) -> None:
    path = tmp_path / "scores.sqlite"
    crowd = Crowd()
    lives: list[Life] = []
    with patience():
        while sum(len(life.ends) for life in lives) < GAMES:
            async with server("game@:0", *SHORT_GAME, "--scores", str(path)) as running:
                lives.append(Life())
                await crowd.play(running, lives[-1])
    kept = list(read(path))
    assert max(Counter(one.player for one in kept).values()) == 1
    won = {one.player: one.won for one in kept}
    assert won.keys() <= crowd.players
    promised = {
        player: was_won
        for life in lives
        for player, (was_won, when) in life.ends.items()
        if when < life.killed - PROMISE
    }
    assert {player: won.get(player) for player in promised} == promised
    assert len(promised) > GAMES / 2  # or the test shows little
    assert len(lives) > 4
