"""``docs/new-service.md``: its service runs, alone, in a program of its own, and in the package."""

import ast
import importlib
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import trio
from trio.testing import MockClock

import trio_sockets
from docs.doc_program import connected, listening
from docs.transcript_player import play
from helpers.certificates import Authority
from helpers.markdown_blocks import blocks, page, programs, snippet, table
from helpers.programs import run_to_end
from helpers.support import InMemory, Running, receive_all, tcp_address
from helpers.waiting import patience
from trio_sockets import (
    Endpoint,
    Service,
    Session,
    TcpAddress,
    all_services,
    open_stream,
    parse_address,
)

PAGE = page("new-service.md")
ROOT = Path(__file__).parents[2]

Sessions: TypeAlias = tuple[Callable[[], Session], Callable[[], Session]]
"""What makes the session of ten lines, and the one that a client may leave."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's files."""
    for name, source in programs(PAGE).items():
        (tmp_path / name).write_text(source, "utf-8")
    return tmp_path


@pytest.fixture
def sessions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """Return the page's two sessions."""
    monkeypatch.syspath_prepend(folder)
    for name in ("total", "polite_total"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    total, polite = (importlib.import_module(name) for name in ("total", "polite_total"))
    return total.TotalSession, polite.PoliteTotalSession


@pytest.mark.parametrize("byte_by_byte", [False, True], ids=["whole", "byte by byte"])
async def test_the_transcript_goes_as_written(
    autojump_clock: MockClock, sessions: Sessions, *, byte_by_byte: bool
) -> None:
    [transcript] = blocks(PAGE, "transcript")
    _, polite = sessions
    await play(polite(), transcript.text, byte_by_byte=byte_by_byte)


def test_the_service_of_the_page_is_ten_lines_and_imports_from_the_package_alone() -> None:
    source = programs(PAGE)["total.py"]
    assert len(list(filter(str.strip, source.splitlines()))) == 10
    tree = ast.walk(ast.parse(source))
    imports = [node for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [getattr(node, "module", None) for node in imports] == ["trio_sockets"]


async def answers(stream: trio.abc.HalfCloseableStream) -> bytes:
    """Talk to the service of the page to the end, and return what it answered."""
    async with stream:
        await stream.send_all(b"5\n6\nx\n-1")
        await stream.send_eof()
        return await receive_all(stream)


ANSWERS = b"5\n11\nERR not-a-number send one whole number\n10\n"


@pytest.mark.parametrize("transport", ["TCP", "Unix", "TLS"])
async def test_the_service_of_the_page_is_served_over(
    transport: str, sessions: Sessions, running: Running, authority: Authority, tmp_path: Path
) -> None:
    where = f"unix:{tmp_path / 'socket'}" if transport == "Unix" else ":0"
    tls = (authority.server(), authority.client()) if transport == "TLS" else (None, None)
    endpoint = Endpoint(Service("total", 50011, sessions[0]), parse_address(where))
    async with running(endpoint, tls=tls[0]) as serving:
        stream = await open_stream(serving.address("total"), tls=tls[1])
        assert await answers(stream) == ANSWERS


async def test_the_service_of_the_page_is_served_over_memory_streams(
    sessions: Sessions, in_memory: InMemory
) -> None:
    async with in_memory(Service("total", 50011, sessions[0])) as (_, listener):
        assert await answers(await listener.connect()) == ANSWERS


async def test_the_tests_of_the_page_pass(folder: Path) -> None:
    words = ["-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", folder / "test_total.py"]
    done = await run_to_end([sys.executable, "-m", "pytest", "-q", *map(str, words)], cwd=folder)
    assert done.returncode == 0, done.stdout.decode()
    tests = programs(PAGE)["test_total.py"].count("def test_")
    assert f"{tests} passed" in done.stdout.decode()


async def test_it_is_served_beside_the_others(sessions: Sessions, running: Running) -> None:
    _, polite = sessions
    endpoint = Endpoint(Service("total", 50011, polite), parse_address(":0"))
    async with running(endpoint, "echo@:0") as serving:
        assert await ask()(tcp_address(serving.endpoints[0])) == b"5\n11\nBYE\n"


def ask() -> Callable[[TcpAddress], Awaitable[bytes]]:
    names = {"TcpAddress": TcpAddress, "open_stream": trio_sockets.open_stream}
    exec(snippet(PAGE, "async def ask("), names)
    return names["ask"]  # type: ignore[return-value]


async def test_the_program_of_the_page_serves_it(folder: Path) -> None:
    with patience():
        async with listening(folder / "serve_total.py", "0") as address:
            assert await ask()(address) == b"5\n11\nBYE\n"


async def test_it_can_be_added_to_the_package(folder: Path) -> None:
    package = folder / "trio_sockets"
    shutil.copytree(
        Path(trio_sockets.__path__[0]), package, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(folder / "total.py", package / "protocol")
    changed = {"total.py": package / "protocol/total.py", "services.py": package / "services.py"}
    for change in blocks(PAGE, "diff"):
        [name] = change.words
        source = applied(change.text, changed[name].read_text("utf-8"))
        changed[name].write_text(source, "utf-8")
    # `-m` looks in the working folder first. The copy is no part of what a coverage run measures.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    words = ("-m", "trio_sockets", "serve", "total@:0")
    with patience():
        async with (
            listening(*words, cwd=folder, env=env) as address,
            await connected(address) as client,
        ):
            await client.send_all(b"5\nx\n")
            await client.send_eof()
            assert (await receive_all(client)).startswith(b"5\nERR not-a-number ")


def applied(change: str, source: str) -> str:
    """Return the source with each added line behind the one above it, and without the removed."""
    above, removed = "", []
    for line in filter(None, change.splitlines(keepends=True)):
        if line.startswith("+"):
            assert source.count(above) == 1, above
            source = source.replace(above, above + line[1:])
        if line.strip():
            above = line[1:]
        if line.startswith("-"):
            removed.append(line[1:])
    for line in removed:
        source = source.replace(line, "")
    return source


def test_the_port_of_the_example_is_free() -> None:
    assert "port=50011" in programs(PAGE)["serve_total.py"]
    assert 50011 not in {service.port for service in all_services().values()}


def test_the_table_has_every_member_of_a_session() -> None:
    members = {row["Member"].strip("`").partition("(")[0] for row in table(PAGE, "Member")}
    assert members == {
        name for name in [*vars(Session), *Session.__annotations__] if not name.startswith("_")
    }
