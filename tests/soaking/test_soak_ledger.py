"""The clients of a worker that is killed are lost; no others are."""

import socket
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from soak.ledger import Ledger, WrongReplyError
from soak.report import Seen
from soak.signals import clients_of
from trio_sockets import TcpAddress, UnixAddress

LOST = OSError("reset")


def test_a_lost_client_and_a_wrong_reply_are_written_down_in_one_visible_line_each() -> None:
    ledger = Ledger()
    ledger.fail("a game", "127.0.0.1:5", LOST)
    ledger.fail("a game", "", WrongReplyError("\x1b[2J\nforged"))
    ledger.fail("echo", "", TimeoutError())
    assert ledger.seen() == Seen(
        wrong=("a game: \\x1b[2J\\nforged",), lost=("a game: reset", "echo: TimeoutError")
    )
    assert ledger.failures == 3


def test_only_the_doomed_are_forgiven_and_each_once() -> None:
    ledger = Ledger()
    ledger.doomed = Counter({"127.0.0.1:5": 1, "unix:/a": 2})
    for name in ("127.0.0.1:5", "127.0.0.1:6", "unix:/a", "unix:/a", "unix:/b", ""):
        ledger.fail(name, name, LOST)
    assert (ledger.seen().orphaned, ledger.failures) == (3, 3)
    ledger.fail("again", "127.0.0.1:5", LOST)
    ledger.fail("again", "unix:/a", WrongReplyError("cut"))
    assert (ledger.seen().orphaned, ledger.failures) == (3, 5)


@pytest.mark.skipif(sys.platform != "linux", reason="the soak takes Linux")
def test_the_clients_of_a_process_are_seen_from_outside(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with ExitStack() as opened:

        def keep(sock: socket.socket) -> socket.socket:
            return opened.enter_context(sock)

        tcp = keep(socket.create_server(("127.0.0.1", 0)))
        unix = keep(socket.socket(socket.AF_UNIX))
        unix.bind(path)
        unix.listen()
        clients = [keep(socket.create_connection(tcp.getsockname())) for _ in range(2)]
        for _ in range(3):
            keep(socket.socket(socket.AF_UNIX)).connect(path)
        for listener, times in ((tcp, 2), (unix, 3)):
            for _ in range(times):
                keep(listener.accept()[0])
        seen = clients_of(psutil.Process())
        for client in clients:
            assert seen[str(TcpAddress(*client.getsockname()))] == 1
        assert seen[str(UnixAddress(path))] == 3
