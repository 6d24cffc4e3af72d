"""The metrics endpoint on real sockets: pages, places, deadlines and ends."""

import math
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, lockstep_stream_pair, memory_stream_pair

from helpers.scraping import answer, exchange, parse
from helpers.support import receive_all
from helpers.waiting import patience
from trio_sockets import TcpAddress
from trio_sockets.metrics.pages import Pages
from trio_sockets.server.totals import Tally
from trio_sockets.web import visitors as module
from trio_sockets.web.page import PLAIN, Page, one_line
from trio_sockets.web.visitors import ANSWER, LINGER, PLACES, REQUEST, Visitors, serve_pages

many_addresses = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere, 127.0.0.1 is the only address of loopback"
)
GET = b"GET /a HTTP/1.1\r\nHost: test\r\n\r\n"


@asynccontextmanager
async def endpoint(site: module.Site) -> AsyncIterator[TcpAddress]:
    """Serve without deadlines, which are tested in memory."""
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("REQUEST", "ANSWER", "LINGER"):
            patch.setattr(module, name, math.inf)
        async with listeners[0], trio.open_nursery() as nursery:
            nursery.start_soon(serve_pages, listeners, site)
            yield TcpAddress(*listeners[0].socket.getsockname())
            nursery.cancel_scope.cancel()


async def hello(path: str) -> Page:
    await trio.lowlevel.checkpoint()
    return one_line(200, f"hello {path}")


async def fault(_: str) -> Page:
    await trio.lowlevel.checkpoint()
    raise RuntimeError("on purpose")


class Site:
    """A page at each of some paths."""

    def __init__(self, **pages: Callable[[str], Awaitable[Page]]) -> None:
        self._pages = {f"/{name}": page for name, page in pages.items()}
        self.paths = tuple(self._pages)

    def page(self, path: str) -> Awaitable[Page]:
        return self._pages[path](path)


HELLO = Site(a=hello)


async def connect(address: TcpAddress, host: str = "127.0.0.1") -> trio.SocketStream:
    """Connect from one of the addresses of this machine."""
    return await trio.open_tcp_stream(address.host, address.port, local_address=host)


async def test_before_there_is_a_server_it_is_alive_and_not_ready() -> None:
    async with endpoint(Pages()) as address:
        assert await answer(address, "/healthz") == (200, b"ok\n")
        assert await answer(address, "/readyz") == (503, b"starting\n")
        assert (await answer(address, "/metrics"))[0] == 200
        assert await answer(address, "/") == (404, b"try /metrics, /healthz, /readyz\n")


async def test_a_drain_is_seen_at_once() -> None:
    draining = False

    async def tally() -> Tally:
        await trio.lowlevel.checkpoint()
        return Tally({("workers",): 7})

    pages = Pages()
    pages.watch(tally, lambda: draining)
    async with endpoint(pages) as address:
        assert await answer(address, "/readyz") == (200, b"ready\n")
        assert b"trio_sockets_workers 7.0\n" in (await answer(address, "/metrics"))[1]
        draining = True
        assert await answer(address, "/readyz") == (503, b"draining\n")


async def test_a_connection_is_kept_and_pipelined_requests_are_answered_in_order() -> None:
    async with endpoint(HELLO) as address, await connect(address) as stream:
        for _ in range(2):
            await stream.send_all(GET)
            assert parse(await stream.receive_some()) == (200, b"hello /a\n")
        await stream.send_all(1000 * GET)
        await stream.send_eof()
        with patience():
            assert (await receive_all(stream)).count(b"hello /a\n") == 1000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + bytes(1_000_000), 405),
        (b"nonsense\r\n\r\n" + bytes(1_000_000), 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 1_000_000, 431),
        (b"\x16\x03\x01\x02\x00\x01\x00" + bytes(1000), 400),
    ],
)  # fmt: skip
async def test_an_answer_arrives_whatever_was_sent_behind_the_request(
    request_: bytes, status: int
) -> None:
    with capture_logs() as logs:
        async with endpoint(HELLO) as address:
            assert parse(await exchange(address, request_))[0] == status
            assert await answer(address, "/a") == (200, b"hello /a\n")
    assert logs == []


async def test_a_client_that_asks_nothing_gets_nothing() -> None:
    with capture_logs() as logs:
        async with endpoint(HELLO) as address, await connect(address) as stream:
            await stream.send_eof()
            assert await receive_all(stream) == b""
    assert logs == []


async def test_a_fault_is_one_line_in_the_log_and_the_next_request_is_answered() -> None:
    with capture_logs() as logs:
        async with (
            endpoint(Site(a=hello, fault=fault)) as address,
            await connect(address) as stream,
        ):
            await stream.send_all(GET.replace(b"/a", b"/fault") + GET)
            await stream.send_eof()
            said = await receive_all(stream)
    assert said.count(b"HTTP/1.1 500 Internal Server Error\r\n") == 1
    assert said.endswith(b"hello /a\n")
    assert [log["event"] for log in logs] == ["scrape failed"]


STALLS = {
    "nothing": b"",
    "half a head": GET[:20],
    "half a body": GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\nhalf"),
    "idle": GET,
    "at the end": b"nonsense\r\n",
}


@pytest.mark.parametrize("sent", STALLS.values(), ids=STALLS)
@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("127.0.0.2", marks=many_addresses)])
async def test_a_probe_is_answered_while_others_hold_every_place(sent: bytes, host: str) -> None:
    async with endpoint(HELLO) as address:
        held = [await connect(address) for _ in range(2 * PLACES)]
        for stream in held:
            with suppress(trio.BrokenResourceError):  # evicted already
                await stream.send_all(sent)
        for _ in range(3):
            async with await connect(address, host) as probe:
                await probe.send_all(GET)
                with patience():
                    assert parse(await probe.receive_some()) == (200, b"hello /a\n")
        for stream in held:
            await stream.aclose()


@many_addresses
async def test_a_probe_is_answered_while_others_wait_for_their_answers() -> None:
    asked = trio.Event()

    async def slow(_: str) -> Page:
        asked.set()
        await trio.sleep_forever()
        raise AssertionError

    async with endpoint(Site(a=hello, slow=slow)) as address:
        held = [await connect(address, "127.0.0.2") for _ in range(PLACES)]
        for stream in held:
            await stream.send_all(GET.replace(b"/a", b"/slow"))
        await asked.wait()
        assert await answer(address, "/a") == (200, b"hello /a\n")
        for stream in held:
            await stream.aclose()


@many_addresses
async def test_a_probe_is_answered_while_others_do_not_read() -> None:
    async def long(_: str) -> Page:
        await trio.lowlevel.checkpoint()
        return Page(200, PLAIN, bytes(10_000_000))

    async with endpoint(Site(a=hello, long=long)) as address:
        held = [await connect(address, "127.0.0.2") for _ in range(PLACES)]
        for stream in held:
            await stream.send_all(GET.replace(b"/a", b"/long"))
            assert await stream.receive_some(1)
        assert await answer(address, "/a") == (200, b"hello /a\n")
        for stream in held:
            await stream.aclose()


@many_addresses
async def test_a_host_that_comes_again_and_again_only_evicts_itself() -> None:
    async with endpoint(HELLO) as address, await connect(address, "127.0.0.2") as other:
        await other.send_all(GET)
        assert parse(await other.receive_some()) == (200, b"hello /a\n")
        held = [await connect(address) for _ in range(5 * PLACES)]
        with patience():
            for stream in held[: -PLACES + 1]:  # all but those that fit
                assert await stream.receive_some() == b""
        await other.send_all(GET)
        assert parse(await other.receive_some()) == (200, b"hello /a\n")
        for stream in held:
            await stream.aclose()


@asynccontextmanager
async def visit(site: module.Site = HELLO) -> AsyncIterator[trio.StapledStream[Any, Any]]:
    """Visit in memory, where the mock clock can be trusted."""
    client, server = memory_stream_pair()
    async with trio.open_nursery() as nursery:
        Visitors(site, nursery).welcome(server)
        yield client


async def ended(client: trio.abc.ReceiveStream) -> tuple[bytes, float]:
    """Return the first line of what is received, and when that had its end."""
    said = await receive_all(client)
    return said.partition(b"\r\n")[0], trio.current_time()


@pytest.mark.parametrize("sent", [GET[:20], STALLS["half a body"]], ids=["head", "body"])
async def test_a_request_that_drips_has_one_deadline(
    sent: bytes, autojump_clock: MockClock
) -> None:
    del autojump_clock
    start = trio.current_time()
    async with visit() as client, trio.open_nursery() as nursery:
        nursery.start_soon(drip, client, sent)
        line, end = await ended(client)
        assert line == b"HTTP/1.1 408 Request Timeout"
        assert end - start == pytest.approx(REQUEST)
        nursery.cancel_scope.cancel()
        await client.aclose()


async def drip(client: trio.abc.SendStream, sent: bytes) -> None:
    for byte in sent:
        await client.send_all(bytes([byte]))
    while True:
        await trio.sleep(1)
        await client.send_all(b"1")


async def test_an_idle_connection_is_closed_without_a_word(autojump_clock: MockClock) -> None:
    del autojump_clock
    start = trio.current_time()
    async with visit() as client:
        assert (await ended(client))[1] - start == pytest.approx(REQUEST)
    start = trio.current_time()
    async with visit() as client:
        await trio.sleep(1)
        await client.send_all(GET)
        assert parse(bytes(await client.receive_some())) == (200, b"hello /a\n")
        assert (await ended(client))[1] - start == pytest.approx(1 + REQUEST)


async def test_a_client_that_does_not_close_is_closed(autojump_clock: MockClock) -> None:
    del autojump_clock
    start = trio.current_time()
    async with visit() as client:
        await client.send_all(b"nonsense\r\n")
        assert (await ended(client))[1] == pytest.approx(start)
    assert trio.current_time() - start == pytest.approx(LINGER)


async def test_a_client_that_does_not_read_is_closed(autojump_clock: MockClock) -> None:
    del autojump_clock
    start = trio.current_time()
    client, server = lockstep_stream_pair()
    async with trio.open_nursery() as nursery:
        Visitors(HELLO, nursery).welcome(server)
        await client.send_all(GET)
    assert trio.current_time() - start == pytest.approx(ANSWER)
    await trio.aclose_forcefully(client)


async def test_a_page_that_is_late_is_an_answer_too(autojump_clock: MockClock) -> None:
    async def never(_: str) -> Page:
        await trio.sleep_forever()
        raise AssertionError

    del autojump_clock
    start = trio.current_time()
    async with visit(Site(a=never)) as client:
        await client.send_all(GET)
        assert parse(bytes(await client.receive_some())) == (503, b"the numbers are late\n")
        assert trio.current_time() - start == pytest.approx(ANSWER)
        await client.aclose()
