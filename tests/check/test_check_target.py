"""The program under test: started at a port of its own, and anew when it has ended."""

import random
import socket
import sys
from itertools import repeat
from pathlib import Path

import pytest
import trio

from support import free_port
from trio_sockets import TcpAddress
from trio_sockets.check import connecting
from trio_sockets.check.connecting import PORTS, until_free, with_free_port
from trio_sockets.check.dialect_file import load_dialect
from trio_sockets.check.process import CannotStartError
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.target import Target, open_target
from trio_sockets.check.wire import Enough

ANYWHERE = TcpAddress("127.0.0.1", 0)
SOON = 20
"""Seconds: less than a port that is taken is waited for."""

ONE_CLIENT = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
conn, _ = server.accept()
conn.sendall(conn.recv(100))
print("served")
"""


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Return what starts a server that serves one client and ends."""
    program = tmp_path / "one_client.py"
    program.write_text(ONE_CLIENT)
    return [sys.executable, str(program), "{port}"]


def lab_of(target: Target) -> ServerLab:
    return ServerLab(target, load_dialect("ours"), random.Random(1))


async def test_every_start_has_a_port_of_its_own(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        await target.restart()
        first = target.address
        await target.restart(same_port=True)
        assert target.address == first
        await target.restart()
        assert target.address != first


async def test_a_program_that_has_ended_is_started_anew(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        for _ in range(2):
            await target.make_ready()
            lab = lab_of(target)
            assert await (await lab.connect()).ask("hello") == b"hello"
            assert await lab.ended(within=10) == 0
            gone = lab.gone()
            assert gone
            assert gone.read().endswith("the last it printed:\nserved")
            lab.close()


async def test_who_serves_one_client_is_started_for_each_if_that_is_known(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        await target.make_ready()
        target.serves_again = False
        lab = lab_of(target)
        for _ in range(3):
            assert await (await lab.connect()).ask("hello") == b"hello"
        lab.close()


async def test_who_serves_one_client_refuses_the_second(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        await target.make_ready()
        lab = lab_of(target)
        assert await (await lab.connect()).ask("hello") == b"hello"
        assert await lab.ended(within=10) == 0
        with pytest.raises(Enough):
            await (await lab.connect()).ask("hello")
        assert lab.transcript().conversations[1].end is not None
        lab.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "name"), [(15, "SIGTERM"), (40, "40")])
async def test_the_signal_that_ended_a_program_is_told(number: int, name: str) -> None:
    kills_itself = f"import os, time; os.kill(os.getpid(), {number}); time.sleep(1000)"
    async with open_target(ANYWHERE, [sys.executable, "-c", kills_itself]) as target:
        await target.make_ready()
        lab = lab_of(target)
        assert await lab.ended(within=10) == -number
        gone = lab.gone()
        assert gone
        assert f"the program was ended by the signal {name};" in gone.read()
        lab.close()


async def test_a_program_that_cannot_be_run_is_named() -> None:
    async with open_target(ANYWHERE, ["./there-is-no-such-program"]) as target:
        with pytest.raises(CannotStartError, match="there-is-no-such-program"):
            await target.make_ready()


async def test_a_port_that_somebody_listens_at_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = TcpAddress("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(CannotStartError, match="another program listens"):
            await until_free(address)
    await until_free(address)


def test_a_port_is_chosen_only_where_none_is_given() -> None:
    chosen = with_free_port(ANYWHERE)
    assert isinstance(chosen, TcpAddress)
    assert chosen.port in PORTS
    assert with_free_port(chosen) == chosen


def test_a_port_that_somebody_has_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(connecting, "_ports", iter([port, port + 1, port + 2]))
        assert with_free_port(ANYWHERE) != TcpAddress("127.0.0.1", port)


def test_where_every_port_is_taken_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(connecting, "PORTS", range(1, 10))
        monkeypatch.setattr(connecting, "_ports", repeat(taken.getsockname()[1]))
        with pytest.raises(CannotStartError, match="every port from 1 to 9 is taken"):
            with_free_port(ANYWHERE)


@pytest.mark.parametrize("host", ["192.0.2.1", "nosuch.invalid", f"{'x' * 70}.invalid"])
@pytest.mark.parametrize("port", [0, 50007])
async def test_a_host_that_is_not_this_machine_is_said(
    host: str, port: int, words: list[str]
) -> None:
    message = f"no program of this machine can listen at {host}: "
    async with open_target(TcpAddress(host, port), words) as target:
        with trio.fail_after(SOON), pytest.raises(CannotStartError, match=message):
            await target.make_ready()
