"""The HTTP of the metrics endpoint: what is asked, what is wrong, and who stalls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from structlog.testing import capture_logs

from scraping import answer, exchange, parse
from support import receive_all, until
from trio_sockets import TcpAddress
from trio_sockets.metrics import http as module
from trio_sockets.metrics.http import MAX_HEAD, SCRAPERS, serve_pages
from trio_sockets.metrics.pages import Page, Pages
from trio_sockets.server.totals import Tally


@asynccontextmanager
async def endpoint(answers: module.Answers) -> AsyncIterator[TcpAddress]:
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listeners[0], trio.open_nursery() as nursery:
        nursery.start_soon(serve_pages, listeners, answers)
        yield TcpAddress(*listeners[0].socket.getsockname())
        nursery.cancel_scope.cancel()


async def hello(path: str) -> Page:
    await trio.lowlevel.checkpoint()
    if path == "/fault":
        raise RuntimeError("on purpose")
    return Page(200, "text/plain", f"hello {path}\n".encode())


async def test_before_there_is_a_server_it_is_alive_and_not_ready() -> None:
    async with endpoint(Pages().page) as address:
        assert await answer(address, "/healthz") == (200, b"ok\n")
        assert await answer(address, "/readyz") == (503, b"starting\n")
        assert (await answer(address, "/metrics"))[0] == 200
        assert (await answer(address, "/"))[0] == 404


async def test_a_drain_is_seen_at_once() -> None:
    draining = False

    async def tally() -> Tally:
        await trio.lowlevel.checkpoint()
        return Tally({("workers",): 7})

    pages = Pages()
    pages.watch(tally, lambda: draining)
    async with endpoint(pages.page) as address:
        assert await answer(address, "/readyz") == (200, b"ready\n")
        assert b"trio_sockets_workers 7.0\n" in (await answer(address, "/metrics"))[1]
        draining = True
        assert await answer(address, "/readyz") == (503, b"draining\n")


async def test_a_query_does_not_matter_and_a_head_has_no_body() -> None:
    async with endpoint(hello) as address:
        assert await answer(address, "/a?b=c") == (200, b"hello /a\n")
        said = await exchange(address, b"HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n")
        assert b"Content-Length: 9\r\n" in said
        assert b"Connection: close\r\n" in said
        assert parse(said) == (200, b"")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000), 405),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # without a host
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 2 * MAX_HEAD, 431),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 405),
    ],
)
async def test_what_is_wrong_is_answered(request_: bytes, status: int) -> None:
    with capture_logs() as logs:
        async with endpoint(hello) as address:
            assert parse(await exchange(address, request_))[0] == status
            assert await answer(address, "/") == (200, b"hello /\n")
    assert logs == []


async def test_who_asks_nothing_gets_nothing() -> None:
    with capture_logs() as logs:
        async with endpoint(hello) as address:
            stream = await trio.open_tcp_stream(address.host, address.port)
            async with stream:
                await stream.send_eof()
                assert await receive_all(stream) == b""
    assert logs == []


async def test_a_fault_is_one_line_in_the_log_and_the_next_is_answered() -> None:
    with capture_logs() as logs:
        async with endpoint(hello) as address:
            assert await exchange(address, b"GET /fault HTTP/1.1\r\nHost: a\r\n\r\n") == b""
            assert await answer(address, "/") == (200, b"hello /\n")
    assert [log["event"] for log in logs] == ["scrape failed"]


async def test_those_that_stall_are_bounded_in_number_and_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "REQUEST", 0.5)
    async with endpoint(hello) as address:
        start = trio.current_time()
        stalled = [await trio.open_tcp_stream(address.host, address.port) for _ in range(SCRAPERS)]
        for stream in stalled:
            await stream.send_all(b"GET / HT")
        await until(lambda: trio.current_time() > start + 0.1)
        assert await exchange(address, b"") == b""  # it is closed at once
        assert trio.current_time() < start + 0.5
        for stream in stalled:
            assert await stream.receive_some() == b""
            await stream.aclose()
        assert await answer(address, "/") == (200, b"hello /\n")
