"""What cannot be listened on says, in one line, what to do instead."""

import errno
import os

import pytest
import trio

from trio_sockets import ListenError, all_services, parse_endpoint
from trio_sockets.server.listening.listeners import open_listeners


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.EADDRINUSE, "port 80 is in use: try echo@192.0.2.1:0"),
        (errno.EACCES, "port 80 is for the system only: try echo@192.0.2.1:50080"),
        (errno.EPERM, "port 80 is for the system only: try echo@192.0.2.1:50080"),
        (errno.EADDRNOTAVAIL, "192.0.2.1 is no address of this machine: try echo@:80"),
        (errno.ENOBUFS, "cannot listen on 192.0.2.1:80: No buffer space available"),
    ],
)
async def test_tcp(monkeypatch: pytest.MonkeyPatch, number: int, hint: str) -> None:
    async def fail(_port: int, *, host: str) -> None:
        await trio.lowlevel.checkpoint()
        raise OSError(number, os.strerror(number), host)

    monkeypatch.setattr(trio, "open_tcp_listeners", fail)
    with pytest.raises(ListenError) as caught:
        await open_listeners(parse_endpoint("echo@192.0.2.1:80", all_services()))
    assert str(caught.value) == hint


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.EACCES, "cannot make the socket /x.sock: its folder is not writable"),
        (errno.EROFS, "cannot make the socket /x.sock: Read-only file system"),
    ],
)
async def test_unix(monkeypatch: pytest.MonkeyPatch, number: int, hint: str) -> None:
    async def fail(path: str) -> None:
        await trio.lowlevel.checkpoint()
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr("trio_sockets.server.listening.listeners.open_unix_listener", fail)
    with pytest.raises(ListenError) as caught:
        await open_listeners(parse_endpoint("echo@unix:/x.sock", all_services()))
    assert str(caught.value) == hint


async def test_a_host_that_is_not_there() -> None:
    with pytest.raises(ListenError, match=r"there is no host 'no-such-host.invalid'"):
        await open_listeners(parse_endpoint("echo@no-such-host.invalid:0", all_services()))


async def test_a_name_with_several_addresses_listens_on_each() -> None:
    listeners = await open_listeners(parse_endpoint("echo@localhost:0", all_services()))
    assert listeners
    for listener in listeners:
        await listener.aclose()
