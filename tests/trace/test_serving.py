"""The live page: what it shows, what it lets a browser do, and who may read it."""

import base64
import hashlib
import os
import re
import signal
import subprocess
import sys
from functools import partial

import pytest
import trio

from helpers.command import COMMAND
from helpers.scraping import exchange, parse
from helpers.trace_story import Story
from helpers.waiting import patience
from trio_sockets import TcpAddress
from trio_sockets.trace.model.events import Note
from trio_sockets.trace.serving import FRESH, LivePage, is_own_name
from trio_sockets.web.page import Page
from trio_sockets.words import in_english


class Live:
    """A page of a story, at a time that the test says."""

    def __init__(self) -> None:
        self.story = Story()
        self.story.meet()
        self.recording = self.story.recording()
        self.now = self.story.now
        self.over = False
        self.page = LivePage(
            self.recording, "en", in_english, lambda: self.over, clock=lambda: self.now
        )

    async def get(self, path: str) -> Page:
        return await self.page.page(path)

    async def text(self, path: str) -> str:
        return (await self.get(path)).body.decode()


@pytest.fixture
def live() -> Live:
    return Live()


async def test_the_page_grows_as_the_programs_go_on(live: Live) -> None:
    assert "hello" not in await live.text("/picture")
    events = len(live.story.events)
    live.story.send("client", 1, b"hello\n")
    for event in live.story.events[events:]:
        live.recording.add(event)
    live.now += FRESH
    assert 'sendall "hello\\n"' in re.sub(r"<[^>]*>", "", await live.text("/picture")).replace(
        "&#34;", '"'
    )


async def test_a_picture_is_drawn_once_for_all_who_ask_at_once(live: Live) -> None:
    first = await live.get("/picture")
    live.now += FRESH / 2
    assert await live.get("/picture") is first
    live.now += FRESH / 2
    assert await live.get("/picture") is not first
    live.now -= 100  # the clock was set back
    assert await live.get("/picture") is not first


async def test_it_says_when_all_programs_have_ended(live: Live) -> None:
    assert dict((await live.get("/picture")).headers)["Trace-Over"] == "0"
    assert '<p class="state" id="over" role="status" hidden>' in await live.text("/")
    live.over = True
    live.now += FRESH
    assert dict((await live.get("/picture")).headers)["Trace-Over"] == "1"
    assert '<p class="state" id="over" role="status">' in await live.text("/")


async def test_nothing_of_a_program_can_run_in_the_browser(live: Live) -> None:
    live.recording.add(Note(live.now, "server", "<script>alert(1)</script>"))
    page = await live.get("/")
    [script] = re.findall(r"<script>(.*?)</script>", page.body.decode(), re.DOTALL)
    assert "alert(1)" not in script
    policy = dict(page.headers)["Content-Security-Policy"]
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{hashed}';" in policy
    for part in ("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    rest = page.body.decode().replace(script, "")
    assert not re.search(r'(src|href)="(?!#)', rest)


async def test_without_its_script_the_browser_loads_the_page_anew(live: Live) -> None:
    assert '<noscript><meta http-equiv="refresh"' in await live.text("/")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("tool.localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("192.0.2.7", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_another_sites_name_is_none_of_ours(host: str, *, own: bool) -> None:
    assert is_own_name(host) is own


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
async def test_the_command_serves_the_picture_until_ctrl_c() -> None:
    words = ("trace", "--lang", "en", "--serve", "127.0.0.1:0", "--", sys.executable, "-c", "1")
    async with trio.open_nursery() as nursery:
        process: trio.Process = await nursery.start(
            partial(
                trio.run_process,
                [*COMMAND, *words],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
        )
        assert process.stderr is not None
        said = b""
        with patience(lambda: said):
            while b"until Ctrl-C" not in said:
                said += await process.stderr.receive_some()
        found = re.search(rb"the picture is at http://127\.0\.0\.1:(\d+)/", said)
        assert found is not None
        address = TcpAddress("127.0.0.1", int(found[1]))
        for method, host, status in (
            ("GET", "localhost", 200),
            ("GET", "evil.example", 421),
            ("POST", "localhost", 405),
        ):
            head = f"{method} / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            assert parse(await exchange(address, head.encode()))[0] == status
        os.kill(process.pid, signal.SIGINT)
        with patience(process):
            assert await process.wait() == 0
