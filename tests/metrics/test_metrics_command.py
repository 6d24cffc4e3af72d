"""``trio-sockets serve --metrics`` as its user runs it, with one process and with several."""

import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import trio

from helpers.command import Server, run, server
from helpers.scraping import Scrape, answer, pages_of, scrape
from helpers.support import receive_all
from helpers.waiting import patience, state, until
from helpers.worker_processes import WORKERS, alone, events, pids, ready
from trio_sockets import ConnectError, TcpAddress, UnixAddress, open_stream

linux = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


async def upper(address: TcpAddress, times: int = 1) -> None:
    """Hold a conversation of so many messages, from the first to the last byte."""
    async with await open_stream(address) as stream:
        await stream.send_all(b"UPPER a\n" * (times - 1) + b"QUIT\n")
        assert await receive_all(stream) == b"A\n" * (times - 1) + b"BYE\n"


async def metrics(running: Server) -> Scrape:
    """Return what is counted, once all workers have answered for it."""
    return await scraped(running, lambda got: not got.get("workers_silent"))


async def until_scraped(running: Server, messages: float) -> Scrape:
    return await scraped(running, lambda got: got.get("messages_total", service="text") == messages)


async def scraped(running: Server, wanted: Callable[[Scrape], bool]) -> Scrape:
    """Scrape until the numbers are as wanted, and return them."""
    got: Scrape | None = None
    with patience(lambda: got, running.errors):
        while got is None or not wanted(got):
            got = await scrape(pages_of(running))
        return got


@pytest.mark.measured
@pytest.mark.parametrize("words", [(), pytest.param(WORKERS, marks=linux)], ids=["one", "workers"])
async def test_a_drain_turns_readyz_and_the_pages_end_with_the_server(
    words: tuple[str, ...],
) -> None:
    async with server("game@:0", "--metrics", "127.0.0.1:0", *words) as running:
        pages = pages_of(running)
        assert list(running.addresses) == ["game", "metrics"]
        assert await answer(pages, "/healthz") == (200, b"ok\n")
        assert await answer(pages, "/readyz") == (200, b"ready\n")
        async with await open_stream(running.addresses["game"]) as player:
            assert await player.receive_some() == b"GAME 1 100 7\n"
            await running.signal(signal.SIGTERM)
            await running.logged(b"draining")
            assert await answer(pages, "/readyz") == (503, b"draining\n")
            assert await answer(pages, "/healthz") == (200, b"ok\n")
            assert (await metrics(running)).get("connections_open", service="game") == 1
            await player.send_all(b"QUIT\n")
            assert await receive_all(player) == b"BYE\n"
        assert await running.ended() == 0
        assert b"Traceback" not in running.errors
        with pytest.raises(ConnectError):
            await open_stream(pages)


async def tasks_at_rest(running: Server) -> float:
    """Return how many tasks there are without a client, and without the scrape before this one."""
    seen: Counter[float] = Counter()
    while not seen or max(seen.values()) < 5:
        seen[(await metrics(running)).get("tasks")] += 1
    return min(seen)


@pytest.mark.parametrize("words", [(), pytest.param(WORKERS, marks=linux)], ids=["one", "workers"])
async def test_a_client_is_a_task_for_as_long_as_it_is_there(words: tuple[str, ...]) -> None:
    async with server("game@:0", "--metrics", ":0", *words) as running:
        before = await tasks_at_rest(running)
        clients = [await open_stream(running.addresses["game"]) for _ in range(5)]
        for client in clients:
            assert await client.receive_some() == b"GAME 1 100 7\n"
        await scraped(running, lambda got: got.get("tasks") == before + 5)
        for client in clients:
            await client.aclose()
        await scraped(running, lambda got: got.get("tasks") == before)


async def test_a_scraper_that_never_reads_does_not_keep_the_server() -> None:
    async with server("text@:0", "--metrics", ":0") as running:
        pages = pages_of(running)
        with socket.create_connection((pages.host, pages.port)) as scraper:
            scraper.settimeout(0)
            with suppress(BlockingIOError):
                while True:
                    scraper.send(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 1000)
            await metrics(running)  # it came after that one
            await running.signal(signal.SIGTERM)
            assert await running.ended() == 0


async def test_the_pages_on_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "metrics.sock"
    async with server("text@:0", "--metrics", f"unix:{path}") as running:
        assert await answer(UnixAddress(str(path)), "/readyz") == (200, b"ready\n")
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    assert not path.exists()


@pytest.mark.measured
async def test_the_address_may_come_from_a_file(tmp_path: Path) -> None:
    await trio.Path(tmp_path / "lab.toml").write_text('[serve]\nmetrics = "192.0.2.1:9100"\n')
    code, output, errors = await run("--config", str(tmp_path / "lab.toml"), "serve", "text@:0")
    assert (code, output) == (1, "")
    assert "try --metrics :9100" in errors


@linux
async def test_workers_add_up_and_none_of_it_is_lost_when_they_are_replaced() -> None:
    async with server("text@:0", *WORKERS, "--metrics", ":0") as running:
        address = running.addresses["text"]
        for times, pid in enumerate(await ready(running), start=2):
            async with alone(running, pid):
                await upper(address, times)
        before = await until_scraped(running, 5)
        assert before.get("workers") == 2
        assert before.get("workers_silent") == 0
        assert before.get("connections_opened_total", service="text") == 2
        # These are never scraped: the old workers say them when they part.
        for pid in pids(running):
            async with alone(running, pid):
                await upper(address, 10)
        await running.signal(signal.SIGHUP)
        await running.logged(b"workers replaced")
        await until(lambda: len(events(running, "worker ended")) == 2)
        after = await until_scraped(running, 25)
        assert after.get("connections_opened_total", service="text") == 4
        assert after.get("connections_ended_total", service="text", reason="finished") == 4
        assert after.get("connections_open", service="text") == 0
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0


@linux
async def test_a_killed_worker_takes_with_it_only_what_came_since_its_last_scrape() -> None:
    async with server("text@:0", *WORKERS, "--metrics", ":0") as running:
        address = running.addresses["text"]
        victim, _ = await ready(running)
        async with alone(running, victim):
            await upper(address, 3)
            inside = await open_stream(address)
            await inside.send_all(b"UPPER a\n")
            assert await inside.receive_some() == b"A\n"
        await until_scraped(running, 4)
        async with alone(running, victim):
            await upper(address, 50)
        os.kill(victim, signal.SIGKILL)
        await until(lambda: len(events(running, "worker ended")) == 1)
        await until(lambda: len(pids(running)) == 2)
        got = await metrics(running)
        assert got.get("messages_total", service="text") == 4
        assert got.get("connections_open", service="text") == 0
        assert got.get("workers") == 2
        await inside.aclose()


@linux
async def test_a_worker_that_hangs_is_counted_and_the_answer_comes_all_the_same() -> None:
    async with server("text@:0", *WORKERS, "--metrics", ":0") as running:
        address = running.addresses["text"]
        hung, _ = await ready(running)
        async with alone(running, hung):
            await upper(address, 3)
        await until_scraped(running, 3)
        os.kill(hung, signal.SIGSTOP)
        await until(lambda: state(hung) == "T")
        for _ in range(2):
            got = await scraped(running, lambda got: got.get("workers_silent") == 1)
            assert got.get("messages_total", service="text") == 3
        os.kill(hung, signal.SIGCONT)
        await scraped(running, lambda got: not got.get("workers_silent"))


@pytest.mark.measured
async def test_without_the_option_nothing_of_the_extra_is_imported() -> None:
    program = (
        "import sys; sys.argv[1:] = ['serve', 'text@nowhere.invalid:0']\n"
        "from trio_sockets.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'h11', 'prometheus_client', 'trio_sockets.metrics'}"
        " & set(sys.modules)))\n"
    )
    result = await trio.run_process([sys.executable, "-c", program], capture_stdout=True)
    assert result.stdout == b"[]\n"


@pytest.mark.measured
async def test_without_the_extra_it_is_one_line_that_says_what_to_install(tmp_path: Path) -> None:
    await trio.Path(tmp_path / "prometheus_client.py").write_text(
        "raise ModuleNotFoundError(name='prometheus_client')\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path}
    code, output, errors = await run("serve", "text@:0", "--metrics", ":0", env=env)
    assert (code, output) == (2, "")
    assert errors.startswith("trio-sockets: --metrics needs prometheus_client: ")
    assert "[metrics]" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("address", "code", "hint"),
    [
        ("nonsense", 2, "nonsense"),
        ("192.0.2.1:9100", 1, "is no address of this machine: try --metrics :9100"),
        ("unix:/nowhere/m.sock", 1, "its folder does not exist"),
    ],
)
async def test_what_is_wrong_is_one_line_before_anybody_is_served(
    workers: str, address: str, code: int, hint: str
) -> None:
    words = ("serve", "text@:0", "--workers", workers, "--metrics", address)
    exit_code, output, errors = await run(*words)
    assert (exit_code, output) == (code, "")
    assert hint in errors
    assert errors.count("\n") == 1
