"""The accept loop of plain sockets, with a real one that fails on purpose."""

import errno
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
import trio
from structlog.testing import capture_logs

from helpers.support import ERRNOS, failures, needs_epoll
from helpers.waiting import until
from trio_sockets.server.listening.accept import BURST, SocketName, accept_sockets_forever
from trio_sockets.server.listening.bare_socket import BareSocket
from trio_sockets.server.listening.listeners import NOT_SENT, plain_socket

pytestmark = needs_epoll


class FailingSocket(socket.socket):
    """Raises each of its errors in turn, then accepts."""

    errors: Iterator[OSError] = iter(())

    def _accept(self) -> tuple[int, Any]:
        for error in self.errors:
            raise error
        return super()._accept()  # type: ignore[misc, no-any-return]


@pytest.fixture
def listening() -> Iterator[FailingSocket]:
    with FailingSocket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen(100)
        sock.settimeout(0)
        yield sock


class Passes(trio.abc.Instrument):
    """Counts the passes of Trio's loop."""

    number = 0

    def before_io_wait(self, timeout: float) -> None:
        self.number += 1


def waiting_clients(listening: socket.socket) -> int:
    """Return how many connections wait to be accepted: a listener's tcpi_unacked on Linux."""
    info = listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 32)
    return int(struct.unpack_from("@I", info, 24)[0])


class Welcomed:
    """A client that was accepted."""

    def __init__(self) -> None:
        self.sockets: list[BareSocket] = []
        self.names: list[SocketName] = []

    def __call__(self, client: BareSocket, name: SocketName) -> None:
        self.sockets.append(client)
        self.names.append(name)

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()


@pytest.fixture
def welcomed() -> Iterator[Welcomed]:
    welcomed = Welcomed()
    yield welcomed
    welcomed.close()


@pytest.mark.parametrize("number", ERRNOS, ids=errno.errorcode.get)
async def test_it_outlives_any_errno(
    number: int, listening: FailingSocket, welcomed: Welcomed, nursery: trio.Nursery
) -> None:
    listening.errors = iter(failures(number, 3))
    nursery.start_soon(_accept, listening, welcomed)
    with socket.create_connection(listening.getsockname()) as client:
        await until(lambda: bool(welcomed.sockets))
        assert welcomed.names == [client.getsockname()]
        assert not os.get_blocking(welcomed.sockets[0].fd)


async def test_all_who_wait_come_in_with_one_pass_for_each_burst(
    listening: FailingSocket, welcomed: Welcomed, nursery: trio.Nursery
) -> None:
    passes = Passes()
    trio.lowlevel.add_instrument(passes)
    when: list[int] = []

    def welcome(client: BareSocket, name: SocketName) -> None:
        welcomed(client, name)
        when.append(passes.number)

    with ExitStack() as clients:
        for _ in range(BURST + 5):
            clients.enter_context(socket.create_connection(listening.getsockname()))
        await until(lambda: waiting_clients(listening) == BURST + 5)
        nursery.start_soon(partial(accept_sockets_forever, listening, welcome, name="x"))
        await until(lambda: len(when) == BURST + 5)
    assert len(set(when[:BURST])) == 1
    assert len(set(when[BURST:])) == 1
    assert when[-1] > when[0]


async def test_it_says_what_fails_once(
    listening: FailingSocket, welcomed: Welcomed, nursery: trio.Nursery
) -> None:
    listening.errors = iter(failures(errno.EMFILE, 4))
    with capture_logs() as logs, socket.create_connection(listening.getsockname()):
        nursery.start_soon(_accept, listening, welcomed)
        await until(lambda: bool(welcomed.sockets))
    assert [(log["listener"], log["error"]) for log in logs] == [("x", "EMFILE")]


async def test_what_a_plain_socket_accepts_sends_without_delay_and_keeps_little() -> None:
    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        plain = plain_socket(listener)
        assert plain is not None
        with plain, socket.create_connection(listener.socket.getsockname()):
            await trio.lowlevel.wait_readable(plain)
            with plain.accept()[0] as accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                kept = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)
                assert kept == NOT_SENT


async def _accept(listening: socket.socket, welcomed: Welcomed) -> None:
    await accept_sockets_forever(listening, welcomed, name="x")
