"""The commands that reproduce a conversation are run, and a server hears the same again."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, run

import pytest

from helpers.installed import needs
from helpers.support import free_port
from helpers.waiting import PATIENCE
from trio_sockets import TcpAddress
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.reports.reproduce import reproduce, restart, typed_at

needs_nc = needs("nc")

Answer = Callable[[socket.socket, bytes], None]


class Server:
    """Keeps what each client sent, and how it ended."""

    def __init__(self, answer: Answer) -> None:
        self.heard: list[bytes] = []
        self.ends: list[str] = []
        self._answer = answer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = TcpAddress("127.0.0.1", self._door.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(client,)))
            self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        heard = b""
        end = "FIN"
        with client:
            client.settimeout(PATIENCE)
            try:
                while data := client.recv(65536):
                    heard += data
                    self._answer(client, data)
            except ConnectionResetError:
                end = "RST"
            self.heard.append(heard)
            self.ends.append(end)


@contextmanager
def serving(answer: Answer = socket.socket.sendall) -> Iterator[Server]:
    server = Server(answer)
    try:
        yield server
    finally:
        server.close()


def done(server: Server, *conversations: list[Event], place: int = 0) -> str:
    """Run the command, and return what it printed."""
    made = [Conversation(tuple(events)) for events in conversations]
    command = reproduce(made, place, server.address)
    assert command
    # Where python3 is none, or another one, ours does.
    script = command.replace("python3 -c", f"'{sys.executable}' -c")
    return run(
        ["sh", "-c", script], capture_output=True, timeout=PATIENCE, check=False
    ).stdout.decode()


@needs_nc
def test_a_reply_is_seen() -> None:
    with serving() as server:
        shown = done(server, [Sent(0, "UPPER hé%\n".encode()), Received(0.1, b"?")])
    assert (server.heard, shown) == (["UPPER hé%\n".encode()], "UPPER hé%\n")


@needs_nc
def test_a_half_close_is_one() -> None:
    def answer(client: socket.socket, data: bytes) -> None:
        assert client.recv(10) == b""
        client.sendall(b"seen: " + data)

    with serving(answer) as server:
        shown = done(server, [Sent(0, b"no newline"), HalfClosed(0.1), Ended(0.2)])
    assert shown == "seen: no newline"


@needs_nc
def test_pieces_come_apart() -> None:
    expected = [b"UPPER ", b"x\r", b"\n"]
    pieces: list[bytes] = []
    for _ in range(5):  # a server that a busy machine keeps from reading finds two of them glued
        pieces.clear()
        with serving(lambda _, data: pieces.append(data)) as server:
            done(server, [Sent(0, b"UPPER "), Sent(0.1, b"x\r"), Sent(0.2, b"\n"), Silence(2, 2)])
        assert b"".join(pieces) == b"".join(expected)
        if pieces == expected:
            break
    assert pieces == expected


@needs_nc
def test_nobody_there_is_said() -> None:
    with serving() as server:
        address = server.address
    command = reproduce([Conversation((Refused(0, "refused"),))], 0, address)
    shown = run(["sh", "-c", str(command)], capture_output=True, check=False)
    assert "refused" in (shown.stdout + shown.stderr).decode()


def test_an_rst_is_one() -> None:
    with serving() as server:
        done(server, [Sent(0, b"it's\n"), Received(0.1, b"it's\n"), Left(0.1, rudely=True)])
    assert (server.heard, server.ends) == ([b"it's\n"], ["RST"])


def test_an_rst_of_the_program_is_seen() -> None:
    def answer(client: socket.socket, _data: bytes) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
        raise ConnectionResetError

    with serving(answer) as server:
        conversation = Conversation((Sent(0, b"x\n"), Reset(0.1)))
        command = str(reproduce([conversation], 0, server.address))
        shown = run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "ConnectionResetError" in shown.stderr


def test_byte_by_byte_is_byte_by_byte() -> None:
    pieces: list[bytes] = []
    sent = [bytes([byte]) for byte in "LOWER É 123\n".encode()]
    with serving(lambda _, data: pieces.append(data)) as server:
        done(server, [Sent(number / 10, piece) for number, piece in enumerate(sent)])
    assert pieces == sent


def test_two_at_once() -> None:
    with serving() as server:
        shown = done(
            server,
            [Sent(0.5, b"first\n"), Received(0.6, b"first\n")],
            [Sent(0.1, b"second\n"), Received(0.2, b"second\n")],
        )
    assert shown == "b'second\\n'\nb'first\\n'\n"


def test_fifty_at_once() -> None:
    with serving() as server:
        crowd: list[list[Event]] = [
            [Sent(0.1 + n / 1000, b"x\n"), Received(2.1, b"x\n")] for n in range(50)
        ]
        shown = done(server, *crowd, place=7)
    assert shown == "b'x\\n'\n" * 50
    assert server.heard == [b"x\n"] * 50


def test_much_that_comes_back_is_counted() -> None:
    data = bytes(n * n % 251 for n in range(2**18))
    with serving() as server:
        shown = done(server, [Sent(0, data), Received(0.1, data), Ended(1)])
    assert shown.startswith(f"{len(data)} of {len(data)} bytes came back\nunchanged: True\n")
    assert [len(heard) for heard in server.heard] == [len(data)]


def test_who_is_never_read_waits() -> None:
    def answer(_client: socket.socket, _data: bytes) -> None:
        stop.wait(20)

    stop = threading.Event()
    with serving(answer) as server:
        flood: list[Event] = [Sent(n / 10, b"hello\n" * 100_000) for n in range(64)]
        shown = done(server, [*flood, Silence(9, 0.5, blocked=True)])
        stop.set()
    assert shown == "it is not read\n"


NO_REUSE = """
import socket, sys
with socket.socket() as s:
    s.bind(("127.0.0.1", int(sys.argv[1])))
    s.listen(5)
    while True:
        c, _ = s.accept()
        with c:
            while data := c.recv(1024):
                c.sendall(data)
"""


@needs_nc
@pytest.mark.thorough
def test_the_second_start_fails_as_it_did(tmp_path: Path) -> None:
    program = tmp_path / "no reuse.py"
    program.write_text(NO_REUSE)
    port = free_port()
    held = Conversation((Sent(0, b"hello"), Received(0.1, b"hello"), Left(1, rudely=True)))
    words = [sys.executable, str(program), str(port)]
    command = restart(held, TcpAddress("127.0.0.1", port), words)
    done = run(["sh", "-c", command], capture_output=True, timeout=PATIENCE, check=False)
    assert b"Address already in use" in done.stderr
    assert b"hello" in done.stdout


def test_lines_are_typed_at_a_client_that_asks() -> None:
    program = "import sys; print([input(), input()])"
    command = typed_at([sys.executable, "-c", program], ["50", "it's 25%"])
    done = run(
        ["sh", "-c", command], stdin=DEVNULL, capture_output=True, timeout=PATIENCE, check=True
    )
    assert done.stdout.decode().strip() == str(["50", "it's 25%"])


def test_a_client_gets_the_variables_that_its_scenario_gives_it() -> None:
    program = "import os; print(os.environ['GAME_SERVER'], os.environ['GREETING'], input())"
    environment = {"GAME_SERVER": "127.0.0.1:50009", "GREETING": "it's $5"}
    command = typed_at([sys.executable, "-c", program], ["50"], environment)
    done = run(
        ["sh", "-c", command], stdin=DEVNULL, capture_output=True, timeout=PATIENCE, check=True
    )
    assert done.stdout.decode().split() == ["127.0.0.1:50009", "it's", "$5", "50"]


def test_a_client_that_plays_alone_is_just_started() -> None:
    assert typed_at(["./my client", "50009"], []) == "'./my client' 50009"
