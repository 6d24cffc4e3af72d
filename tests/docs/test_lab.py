"""The lab's page, in English and French: its programs run, with each other and with ours."""

import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.doc_program import connected, listening, run_program
from helpers.installed import installed
from helpers.markdown_blocks import Block, blocks, page, snippet
from helpers.programs import run_to_end
from helpers.support import Running, receive_all, tcp_address
from helpers.waiting import patience
from trio_sockets import (
    ConnectError,
    open_game_client,
)

CONSOLES = {
    f"{name} line {block.line}": block
    for name in ("lab.md", "fr/lab.md")
    for block in blocks(page(name), "console")
}


# --- The page itself ---------------------------------------------------------------------------
def test_the_page_has_every_program(lab_programs: dict[str, str]) -> None:
    names = [
        f"{side}_{service}.py" for service in ("text", "game") for side in ("client", "server")
    ]
    drawn = ["cut_client.py", "busy_server.py", "glued_client.py"]
    echo, staying = ["echo_server.py", "echo_client.py"], "staying_client.py"
    assert list(lab_programs) == [*echo, *drawn, *names[:2], staying, *names[2:], "client_race.py"]


# --- The snippets ------------------------------------------------------------------------------
def defined(lab_page: str, name: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(snippet(lab_page, f"def {name}("), names)
    function = names[name]
    assert callable(function)
    return function  # type: ignore[no-any-return]


class InPieces:
    """A socket whose `recv` returns what there is, a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def recv(self, count: int) -> bytes:
        size = min(count, self._size)
        part, self._data = self._data[:size], self._data[size:]
        return part


@pytest.mark.parametrize("size", [1, 2, 1024])
def test_receive_exactly_is_exact(lab_page: str, size: int) -> None:
    receive_exactly = defined(lab_page, "receive_exactly")
    s = InPieces(b"Hello, world", size)
    assert receive_exactly(s, 5) == b"Hello"
    assert receive_exactly(s, 7) == b", world"
    with pytest.raises(EOFError):
        receive_exactly(s, 1)


@pytest.mark.parametrize("size", [1, 2, 1024])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_read_lines_gives_lines_however_they_are_cut(lab_page: str, size: int, end: bytes) -> None:
    read_lines = defined(lab_page, "read_lines")
    lines: Iterator[bytes] = read_lines(InPieces("hé\n\nb".encode() + end, size))
    assert list(lines) == ["hé".encode(), b"", b"b"]


RECEIVED = {"Received b'Hello, world'", "Reçu b'Hello, world'"}


# --- Echo --------------------------------------------------------------------------------------
async def test_the_echo_client_with_our_server(lab: Path, running: Running) -> None:
    async with running("echo@:0") as serving:
        port = tcp_address(serving.endpoints[0]).port
        code, output, errors = await run_program(lab / "echo_client.py", str(port))
    assert (code, errors) == (0, "")
    sent, received = output.splitlines()
    assert sent in {"message sent to server", "message envoyé au serveur"}
    assert received in RECEIVED


async def test_the_echo_pair(lab: Path) -> None:
    async with listening(lab / "echo_server.py", "0") as address:
        code, output, _ = await run_program(lab / "echo_client.py", str(address.port))
    assert code == 0
    assert output.splitlines()[-1] in RECEIVED


async def test_the_echo_server_returns_every_byte(lab: Path) -> None:
    with patience():
        async with (
            listening(lab / "echo_server.py", "0") as address,
            await connected(address) as client,
        ):
            await client.send_all(bytes(range(256)) * 100)
            await client.send_eof()
            assert await receive_all(client) == bytes(range(256)) * 100


# --- By hand -----------------------------------------------------------------------------------
def commands(console: str) -> Iterator[tuple[str, str]]:
    for part in console.split("$ ")[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.mark.parametrize("console", CONSOLES.values(), ids=CONSOLES)
async def test_what_is_typed_by_hand(
    running: Running, monkeypatch: pytest.MonkeyPatch, console: Block
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    async with running("echo@:0", "text@:0", "game@:0") as serving:
        ports = {str(e.service.port): str(tcp_address(e).port) for e in serving.endpoints}
        for command, output in commands(console.text):
            real = re.sub(r"\b500\d\d\b", lambda port: ports[port[0]], command)
            program = shlex.split(command.rpartition("|")[2])[0]
            installed(program)
            done = await run_to_end(["sh", "-c", real])
            assert done.stdout.decode().removesuffix("\n") == output.removesuffix("\n"), command


# --- Address already in use --------------------------------------------------------------------
@pytest.mark.skipif(sys.platform != "linux", reason="TIME_WAIT elsewhere differs in detail")
@pytest.mark.parametrize("reuse", [False, True])
async def test_time_wait(lab: Path, lab_page: str, *, reuse: bool) -> None:
    server = lab / "server_game.py"
    if not reuse:
        option = snippet(lab_page, "SO_REUSEADDR").strip()
        server.write_text(server.read_text("utf-8").replace(option, "pass"), "utf-8")
    with patience():
        async with listening(server, "0") as address, await connected(address) as client:
            await client.send_all(b"QUIT\n")
            assert (await receive_all(client)).endswith(b"BYE\n")  # so the server closed first
    if reuse:
        async with listening(server, str(address.port)), open_game_client(address) as game:
            assert game.tries == 7
    elif not in_time_wait(address.port):
        pytest.skip("the kernel holds all the TIME_WAIT it will (tcp_max_tw_buckets)")
    else:
        with pytest.raises(ConnectError):
            await open_game_client(address).__aenter__()
        code, _, errors = await run_program(server, str(address.port))
        assert (code, errors.splitlines()[-1]) == (1, error_line(lab_page))


def in_time_wait(port: int) -> bool:
    """Whether the kernel remembers a connection of this port; state 06 in proc(5)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "06" for row in rows)


def error_line(lab_page: str) -> str:
    [line] = [block.text for block in blocks(lab_page, "text") if block.text.startswith("OSError")]
    return line.strip()
