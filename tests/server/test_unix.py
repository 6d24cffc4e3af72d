"""Unix-domain sockets, and the life of the file that names one."""

import socket
from pathlib import Path

import pytest
import trio
from structlog.testing import capture_logs

from helpers.support import Running, receive_all
from trio_sockets import (
    Endpoint,
    Limits,
    ListenError,
    UnixAddress,
    all_services,
    open_stream,
    serve,
)


def endpoint(path: Path) -> Endpoint:
    return Endpoint(all_services()["text"], UnixAddress(str(path)))


async def ask(path: Path) -> bytes:
    async with await open_stream(UnixAddress(str(path))) as stream:
        await stream.send_all(b"UPPER a\nQUIT\n")
        return await receive_all(stream)


async def test_it_serves_and_its_file_is_gone_afterwards(running: Running, tmp_path: Path) -> None:
    path = tmp_path / "text.sock"
    with capture_logs() as logs:
        async with running(endpoint(path)) as serving:
            assert str(serving.address("text")) == f"unix:{path}"
            assert await ask(path) == b"A\nBYE\n"
        assert not path.exists()
    assert [log["peer"] for log in logs] == ["unix"]


async def test_a_stale_file_is_replaced(running: Running, tmp_path: Path) -> None:
    path = tmp_path / "text.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    async with running(endpoint(path)):
        assert await ask(path) == b"A\nBYE\n"


async def test_a_live_one_is_refused_and_left_alone(running: Running, tmp_path: Path) -> None:
    path = tmp_path / "text.sock"
    async with running(endpoint(path)):
        with pytest.raises(
            ListenError, match=r"a server is listening on .*: stop it, or try text@"
        ):
            await serve([endpoint(path)])
        assert await ask(path) == b"A\nBYE\n"


async def test_another_kind_of_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(ListenError, match="exists and is no socket"):
        await serve([endpoint(path)])
    assert path.read_text() == "mine"


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ListenError, match="its folder does not exist"):
        await serve([endpoint(tmp_path / "nowhere" / "text.sock")])


async def test_a_file_that_somebody_else_has_replaced_is_theirs(
    running: Running, tmp_path: Path
) -> None:
    path = tmp_path / "text.sock"
    async with running(endpoint(path)):
        path.unlink()
        path.write_text("theirs")
    assert path.read_text() == "theirs"


async def test_one_that_cannot_be_opened_closes_those_before_it(tmp_path: Path) -> None:
    good, bad = endpoint(tmp_path / "good.sock"), endpoint(tmp_path / "nowhere" / "bad.sock")
    with pytest.raises(ListenError):
        await serve([good, bad])
    assert not (tmp_path / "good.sock").exists()


async def test_clients_of_a_unix_socket_have_no_host_to_be_counted_by(
    running: Running, tmp_path: Path
) -> None:
    path = tmp_path / "text.sock"
    one = Limits(clients_per_host=1)
    async with running(endpoint(path), limits=one), trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(_ask_and_check, path)


async def _ask_and_check(path: Path) -> None:
    assert await ask(path) == b"A\nBYE\n"
