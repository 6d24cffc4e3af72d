"""The sheet's own server is judged fairly: it does what it can, for one client."""

import socket
import sys
from pathlib import Path

import pytest

from check.zoo.zoo_grading import ZOO, described, grade
from helpers.support import free_port
from trio_sockets.check.model.report import Result

pytestmark = pytest.mark.thorough


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def words(tmp_path: Path, port: int) -> list[str]:
    """Return what starts the sheet's server, as it is printed but for where it listens."""
    program = tmp_path / "sheet_echo.py"
    printed = (ZOO / "sheet_echo.txt").read_text()
    program.write_text(
        printed.replace("50007", str(port)).replace("HOST = ''", "HOST = 'localhost'")
    )
    return [sys.executable, str(program)]


def failed(results: list[Result]) -> list[str]:
    return [each.check.id for each in results if each.verdict not in {"pass", "skipped"}]


async def test_it_passes_what_it_can_do_over_and_over(words: list[str], port: int) -> None:
    for _ in range(3):
        results = await grade("echo", words, port=port)
        assert failed(results) == ["tcp.02", "tcp.05"], described(results)
        passed = [each.check.id for each in results if each.verdict == "pass"]
        first = ["tcp.01", "tcp.06", "echo.01", "tcp.03"]
        assert passed == [*first, *(f"echo.0{n}" for n in range(2, 7))]


async def test_it_is_told_kindly_that_it_serves_one_client(words: list[str], port: int) -> None:
    results = await grade("echo", words, port=port)
    [finding] = [each.finding for each in results if each.check.id == "tcp.02"]
    assert finding.words
    assert "the first client is served well" in finding.words.read()
    assert finding.look
    assert "loop" in finding.look.read()


async def test_it_is_told_why_it_cannot_be_started_at_once(words: list[str], port: int) -> None:
    results = await grade("echo", words, port=port)
    [restart] = [each for each in results if each.check.id == "tcp.05"]
    assert restart.finding.look
    assert "SO_REUSEADDR" in restart.finding.look.read()
    assert restart.gone
    assert "Address already in use" in restart.gone.read()


async def test_another_program_at_its_port_is_told_of(words: list[str], port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        results = await grade("echo", words, port=port)
    [first, *_] = results
    assert first.finding.words
    assert "another program listens" in first.finding.words.read()
