"""``docs/new-service.md``: its service runs, alone, in a program of its own, and in the package."""

import importlib
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import trio
from doc_program import PATIENCE, connected, listening
from markdown_blocks import blocks, page, programs, snippet, table
from transcript_player import play
from trio.testing import MockClock

import trio_sockets
from support import Running, receive_all, tcp_address
from trio_sockets import Endpoint, Service, Session, TcpAddress, all_services, parse_address

PAGE = page("new-service.md")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's files."""
    for name, source in programs(PAGE).items():
        (tmp_path / name).write_text(source, "utf-8")
    return tmp_path


@pytest.fixture
def total_session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Session]:
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "total", raising=False)
    session: Callable[[], Session] = importlib.import_module("total").TotalSession
    return session


@pytest.mark.parametrize("byte_by_byte", [False, True], ids=["whole", "byte by byte"])
async def test_the_transcript_goes_as_written(
    autojump_clock: MockClock, total_session: Callable[[], Session], *, byte_by_byte: bool
) -> None:
    [transcript] = blocks(PAGE, "transcript")
    await play(total_session(), transcript.text, byte_by_byte=byte_by_byte)


async def test_the_tests_of_the_page_pass(folder: Path) -> None:
    words = ["-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", folder / "test_total.py"]
    with trio.fail_after(PATIENCE):
        done = await trio.run_process(
            [sys.executable, "-m", "pytest", "-q", *map(str, words)],
            cwd=folder,
            capture_stdout=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout.decode()
    tests = programs(PAGE)["test_total.py"].count("def test_")
    assert f"{tests} passed" in done.stdout.decode()


async def test_it_is_served_beside_the_others(
    total_session: Callable[[], Session], running: Running
) -> None:
    endpoint = Endpoint(Service("total", 50010, total_session), parse_address(":0"))
    async with running(endpoint, "echo@:0") as serving:
        assert await ask()(tcp_address(serving.endpoints[0])) == b"5\n11\nBYE\n"


def ask() -> Callable[[TcpAddress], Awaitable[bytes]]:
    names = {"TcpAddress": TcpAddress, "open_stream": trio_sockets.open_stream}
    exec(snippet(PAGE, "async def ask("), names)
    return names["ask"]  # type: ignore[return-value]


async def test_the_program_of_the_page_serves_it(folder: Path) -> None:
    with trio.fail_after(PATIENCE):
        async with listening(folder / "serve_total.py", "0") as address:
            assert await ask()(address) == b"5\n11\nBYE\n"


async def test_it_can_be_added_to_the_package(folder: Path) -> None:
    package = folder / "trio_sockets"
    shutil.copytree(
        Path(trio_sockets.__path__[0]), package, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(folder / "total.py", package / "protocol")
    services = package / "services.py"
    [change] = blocks(PAGE, "diff")
    services.write_text(applied(change.text, services.read_text("utf-8")), "utf-8")
    # `-m` looks in the working folder first. The copy is no part of what a coverage run measures.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    words = ("-m", "trio_sockets", "serve", "total@:0")
    with trio.fail_after(PATIENCE):
        async with (
            listening(*words, cwd=folder, env=env) as address,
            await connected(address) as client,
        ):
            await client.send_all(b"5\nx\n")
            await client.send_eof()
            assert (await receive_all(client)).startswith(b"5\nERR not-a-number ")


def applied(change: str, source: str) -> str:
    """Return the source with each added line behind the one above it."""
    above = ""
    for line in filter(None, change.splitlines(keepends=True)):
        if line.startswith("+"):
            assert source.count(above) == 1, above
            source = source.replace(above, above + line[1:])
        elif line.strip():
            above = line[1:]
    return source


def test_the_port_of_the_example_is_free() -> None:
    assert "port=50011" in programs(PAGE)["serve_total.py"]
    assert 50011 not in {service.port for service in all_services().values()}


def test_the_table_has_every_member_of_a_session() -> None:
    members = {row["Member"].strip("`").partition("(")[0] for row in table(PAGE, "Member")}
    assert members == {name for name in vars(Session) if not name.startswith("_")}
