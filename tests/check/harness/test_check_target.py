"""The program under test: started at a port of its own, and anew when it has ended."""

import random
import socket
import sys
from itertools import repeat
from pathlib import Path

import pytest

from helpers.support import free_port
from helpers.waiting import patience
from trio_sockets import TcpAddress
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness import connecting
from trio_sockets.check.harness.connecting import PORTS, until_free, with_free_port
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import Target, open_target
from trio_sockets.words import Words

ANYWHERE = TcpAddress("127.0.0.1", 0)

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


def harness_of(target: Target) -> ServerHarness:
    return ServerHarness(target, load_dialect("ours"), random.Random(1))


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
            harness = harness_of(target)
            assert await (await harness.connect()).ask("hello") == b"hello"
            assert await harness.ended(within=10) == 0
            gone = harness.gone()
            assert gone
            assert gone.read().endswith("the end of its output:\nserved")
            harness.close()


async def test_who_serves_one_client_is_started_for_each_if_that_is_known(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        await target.make_ready()
        target.serves_again = False
        harness = harness_of(target)
        for _ in range(3):
            assert await (await harness.connect()).ask("hello") == b"hello"
        harness.close()


async def test_who_serves_one_client_refuses_the_second(words: list[str]) -> None:
    async with open_target(ANYWHERE, words) as target:
        await target.make_ready()
        harness = harness_of(target)
        assert await (await harness.connect()).ask("hello") == b"hello"
        assert await harness.ended(within=10) == 0
        with pytest.raises(StopScript):
            await (await harness.connect()).ask("hello")
        assert harness.transcript().conversations[1].end is not None
        harness.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "name"), [(15, "SIGTERM"), (40, "40")])
async def test_the_signal_that_ended_a_program_is_told(number: int, name: str) -> None:
    kills_itself = f"import os, time; os.kill(os.getpid(), {number}); time.sleep(1000)"
    async with open_target(ANYWHERE, [sys.executable, "-c", kills_itself]) as target:
        await target.make_ready()
        harness = harness_of(target)
        assert await harness.ended(within=10) == -number
        gone = harness.gone()
        assert gone
        assert f"the program was ended by the signal {name};" in gone.read()
        harness.close()


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
    message = f"no program on this machine can listen at {host}: "
    async with open_target(TcpAddress(host, port), words) as target:
        with patience(), pytest.raises(CannotStartError, match=message):
            await target.make_ready()


async def test_a_wait_for_a_port_says_at_once_what_it_waits_for() -> None:
    told: list[str] = []
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # and nobody listens there, as in TIME_WAIT
        address = TcpAddress(*held.getsockname())

        def tell(words: Words) -> None:
            told.append(words.read())
            held.close()

        with patience():
            await until_free(address, tell)
    [sentence] = told
    assert f"port {address.port}" in sentence
    assert "TIME_WAIT" in sentence
    assert "{port}" in sentence
