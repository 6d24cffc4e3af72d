"""Where Valkey can be, and what it may ask for."""

from pathlib import Path

import pytest
import trio

from race.cluster.valkey import running_valkey
from race.players import Driven

pytest.importorskip("coredis", reason="coredis is not installed")

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.race.cluster.rooms import ClusterRooms

RULES = Rules(Parameters(1, 100, 7))
SECRET = "s/e:c ret@"
WRITTEN = "s%2Fe%3Ac%20ret%40"


async def answer(url: str) -> str:
    """Return what somebody who joins there is told."""
    rooms = ClusterRooms(url, RULES)
    async with trio.open_nursery() as nursery:
        await nursery.start(rooms.run)
        player = Driven(rooms)
        player.says("JOIN ana")
        told = await player.hears("JOINED", "* PAUSE")
        nursery.cancel_scope.cancel()
    return told


async def test_a_password_and_a_database(tmp_path: Path) -> None:
    path = tmp_path / "valkey.sock"
    with running_valkey(unix_socket_path=path) as valkey:
        with valkey.client() as client:
            client.config_set("requirepass", SECRET)
        for url in (f"redis://:{WRITTEN}@127.0.0.1:{valkey.port}/3", f"unix://:{WRITTEN}@{path}"):
            assert await answer(url) == "JOINED lobby 1"


async def test_a_wrong_password_is_said_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trio_sockets.race.cluster.rooms.FIRST_LINK", 0.5)
    with running_valkey() as valkey:
        with valkey.client() as client:
            client.config_set("requirepass", SECRET)
        for who in ("", ":wrong@"):
            assert await answer(f"redis://{who}127.0.0.1:{valkey.port}") == "* PAUSE"
            logged = capsys.readouterr().out
            assert logged.count("cluster unreachable") == 1
            assert "wrong" not in logged.lower().replace("wrongpass", "")
            assert SECRET not in logged


async def test_databases_know_nothing_of_each_other() -> None:
    with running_valkey() as valkey:
        one, two = ClusterRooms(f"{valkey.url}/1", RULES), ClusterRooms(f"{valkey.url}/2", RULES)
        async with trio.open_nursery() as nursery:
            await nursery.start(one.run)
            await nursery.start(two.run)
            ana, bo, cy = Driven(one), Driven(two), Driven(two)
            assert await ana.answers("JOIN ana") == "JOINED lobby 1"
            assert await bo.answers("JOIN bo") == "JOINED lobby 1"
            assert await cy.answers("JOIN ana") == "JOINED lobby 2"
            await bo.hears("* JOIN ana")
            assert ana.told[1:] == ["JOINED lobby 1", "* NEXT 5"]
            nursery.cancel_scope.cancel()
