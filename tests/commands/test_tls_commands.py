"""TLS as a user of the command has it: ``serve --tls-cert``, ``talk --tls``, and openssl."""

import json
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
import trio

from helpers.certificates import Authority
from helpers.command import Server, run, server
from helpers.installed import installed
from helpers.programs import run_to_end
from helpers.support import receive_all
from helpers.waiting import patience, until
from helpers.worker_processes import WORKERS, events, ready, replaced
from trio_sockets import ConnectError, TcpAddress, UnixAddress, open_stream, open_text_client


class Files(NamedTuple):
    """Where a certificate with its key is, and the authority that it is from."""

    both: str
    ca: str


@pytest.fixture
def files(authority: Authority, tmp_path: Path) -> Files:
    (tmp_path / "both.pem").write_bytes(authority.issue())
    return Files(str(tmp_path / "both.pem"), str(authority.write(tmp_path / "ca.pem")))


async def test_talk_in_a_pipe_prints_every_reply_and_exits(files: Files) -> None:
    """Its half-close is a close_notify, so the server answers even the line without an end."""
    async with server("text@:0", "--tls-cert", files.both) as running:
        words = ("talk", str(running.addresses["text"]), "--tls-ca", files.ca)
        lines = "UPPER hé\nLOWER ÀB\nUPPER last".encode()
        assert await run(*words, stdin=lines) == (0, "HÉ\nàb\nLAST\n", "")
        await running.logged(b"peer-closed")


async def test_talk_passes_megabytes_both_ways(files: Files) -> None:
    data = random.Random(7).randbytes(1_000_000).hex()
    async with server("echo@:0", "--tls-cert", files.both) as running:
        words = ("talk", str(running.addresses["echo"]), "--tls-ca", files.ca)
        assert await run(*words, stdin=data.encode()) == (0, data, "")


@pytest.mark.measured
async def test_the_bot_plays_over_tls(files: Files) -> None:
    async with server("game@:0", "--tls-cert", files.both) as running:
        address = str(running.addresses["game"])
        code, output, errors = await run("play", address, "--auto", "--tls-ca", files.ca)
    assert (code, errors) == (0, "")
    assert output.endswith("You win!\n")


async def test_a_bot_races_over_tls(files: Files) -> None:
    words = ("--race-countdown", "0.2", "--tls-cert", files.both)
    async with server("race@:0", *words) as running:
        bot = ("--name", "robo", "--auto", "--pace", "0", "--rounds", "2", "--tls-ca", files.ca)
        code, output, errors = await run("race", str(running.addresses["race"]), *bot)
    assert (code, errors) == (0, "")
    assert output.count("You win the round!") == 2


@pytest.mark.parametrize("command", ["play", "race", "talk"])
async def test_a_server_that_cannot_be_trusted_is_one_line_and_1(
    files: Files, tmp_path: Path, command: str
) -> None:
    stranger = str(Authority().write(tmp_path / "stranger.pem"))
    async with server("game@:0", "--tls-cert", files.both) as running:
        for words in (["--tls"], ["--tls-ca", stranger]):
            code, output, errors = await run(command, str(running.addresses["game"]), *words)
            assert (code, output) == (1, "")
            assert errors.startswith("trio-sockets: cannot connect to 127.0.0.1:")
            assert "its certificate is not trusted" in errors
            assert errors.count("\n") == 1


@pytest.mark.measured
@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["serve", "--tls-key", "BOTH"], 2, "--tls-key needs --tls-cert"),
        (["serve", "--tls-cert", "/no/cert.pem"], 2, "cannot read /no/cert.pem: No such file"),
        (["serve", "--tls-cert", "CA"], 2, "is the key in another file?"),
        (["serve", "--tls-cert", "CA", "--tls-key", "BOTH"], 2, "is not that of the certificate"),
        (["serve", "--handshake-timeout", "-1"], 2, "Write 0 or more seconds, or none."),
        (["talk", "unix:/nowhere", "--tls"], 2, "a Unix socket has no TLS: leave out --tls"),
        (["talk", ":1", "--tls-ca", "/no/ca.pem"], 2, "cannot read /no/ca.pem: No such file"),
    ],
)
async def test_what_is_wrong_is_one_line(
    files: Files, words: list[str], code: int, hint: str
) -> None:
    named = {"BOTH": files.both, "CA": files.ca}
    exit_code, output, errors = await run(*[named.get(word, word) for word in words])
    assert (exit_code, output) == (code, "")
    assert errors.startswith("trio-sockets: ")
    assert hint in errors
    assert errors.count("\n") == 1


async def is_trusted(address: TcpAddress, authority: Authority) -> bool:
    try:
        async with open_text_client(address, tls=authority.client()) as text:
            assert await text.upper("a") == "A"
    except ConnectError:
        return False
    return True


@pytest.mark.measured
async def test_sighup_has_the_certificate_read_anew(authority: Authority, files: Files) -> None:
    both, renewed = trio.Path(files.both), Authority()
    async with server("text@:0", "--tls-cert", files.both) as running:
        address = running.addresses["text"]
        async with await open_stream(address, tls=authority.client()) as before:
            await both.write_bytes(renewed.issue())
            await running.signal(signal.SIGHUP)
            await running.logged(b"certificate reloaded")
            assert await is_trusted(address, renewed)
            assert not await is_trusted(address, authority)
            await both.write_text("not PEM")
            await running.signal(signal.SIGHUP)
            await running.logged(b"certificate kept")
            assert await is_trusted(address, renewed)
            await before.send_all(b"UPPER still here\nQUIT\n")
            assert await receive_all(before) == b"STILL HERE\nBYE\n"
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0


@pytest.mark.measured
async def test_sighup_without_a_certificate_is_one_log_line() -> None:
    async with server("text@:0") as running:
        for times in (1, 2):
            await running.signal(signal.SIGHUP)
            await until(lambda: running.errors.count(b"nothing to reload") == times, times)  # noqa: B023
        async with open_text_client(running.addresses["text"]) as text:
            assert await text.upper("a") == "A"
        await running.signal(signal.SIGTERM)
        await running.logged(b"draining")
        assert await running.ended() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="they look into /proc")
async def test_workers_have_the_certificate_of_the_time_they_were_started(
    authority: Authority, files: Files
) -> None:
    renewed = Authority()
    async with server("text@:0", *WORKERS, "--tls-cert", files.both) as running:
        address = running.addresses["text"]
        await ready(running)
        assert await is_trusted(address, authority)
        await trio.Path(files.both).write_bytes(renewed.issue())
        await running.signal(signal.SIGHUP)
        await replaced(running)
        for _ in range(5):
            assert await is_trusted(address, renewed)
        await running.signal(signal.SIGTERM)
        assert await running.ended() == 0
    assert not events(running, "certificate kept")


def openssl(running: Server, service: str, ca: str, *options: str) -> list[str]:
    """Return the command that connects with ``openssl s_client``."""
    words = [
        installed("openssl"),
        "s_client",
        "-connect",
        str(running.addresses[service]),
        "-CAfile",
        ca,
    ]
    return [*words, "-verify_return_error", *options]


class Say(Protocol):
    """Types something, and waits until something is printed."""

    async def __call__(self, typed: bytes, wanted: bytes) -> None: ...


@asynccontextmanager
async def talking(command: list[str]) -> AsyncIterator[tuple[Say, bytearray]]:
    """Have openssl at work, with what types for it, and all that it has printed."""
    printed = bytearray()
    async with trio.open_nursery() as nursery:
        pipe = subprocess.PIPE
        start = partial(
            trio.run_process,
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.STDOUT,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        typing, printing = process.stdin, process.stdout
        assert typing
        assert printing

        async def say(typed: bytes, wanted: bytes) -> None:
            seen = len(printed)  # what came before is no answer to this
            await typing.send_all(typed)
            with patience(process, lambda: bytes(printed)):
                while wanted not in printed[seen:]:
                    chunk = await printing.receive_some()
                    assert chunk, printed
                    printed.extend(chunk)

        yield say, printed
        process.kill()


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
async def test_openssl_holds_a_conversation_with_each_service(files: Files, version: str) -> None:
    async with server("echo@:0", "text@:0", "game@:0", "--tls-cert", files.both) as running:

        async def said(service: str, stdin: bytes, length: int | None = None) -> bytes:
            """Return what openssl prints; of a service that never ends, so many bytes."""
            command = openssl(running, service, files.ca, "-quiet", version)
            if length is None:
                return (await run_to_end(command, stdin=stdin)).stdout
            async with trio.open_nursery() as nursery:
                pipe = subprocess.PIPE
                start = partial(trio.run_process, command, stdin=pipe, stdout=pipe, check=False)
                process: trio.Process = await nursery.start(start)
                assert process.stdin
                assert process.stdout
                printed = b""
                with patience(process, lambda: printed):
                    await process.stdin.send_all(stdin)
                    while len(printed) < length:
                        chunk = await process.stdout.receive_some()
                        assert chunk, printed
                        printed += chunk
                process.kill()
            return printed

        assert await said("text", b"UPPER a\nLOWER B\nQUIT\n") == b"A\nb\nBYE\n"
        first, *_, last = (await said("game", b"1\n2\n3\n4\n5\n6\n7\n")).splitlines()
        assert first == b"GAME 1 100 7"
        assert last.startswith((b"LOSE ", b"WIN "))
        assert await said("echo", 1000 * b"echo", 4000) == 1000 * b"echo"


@pytest.mark.parametrize("fast", [(), ("--no-fast",)], ids=["fast", "general"])
async def test_openssl_takes_new_keys_amid_a_conversation(
    files: Files, fast: tuple[str, ...]
) -> None:
    """By ``K``, which asks the server for new ones of its own too."""
    async with server("text@:0", "--tls-cert", files.both, *fast) as running:
        command = openssl(running, "text", files.ca, "-tls1_3")
        async with talking(command) as (say, printed):
            await say(b"UPPER first\n", b"FIRST\n")
            for number in (b"two", b"three"):
                await say(b"K\n", b"KEYUPDATE\n")
                await say(b"UPPER " + number + b"\n", number.upper() + b"\n")
            assert b"error" not in printed


@pytest.mark.parametrize("fast", [(), ("--no-fast",)], ids=["fast", "general"])
async def test_openssl_is_refused_to_renegotiate(files: Files, fast: tuple[str, ...]) -> None:
    """It ends the connection then, by ``R``, and nobody else's."""
    async with server("text@:0", "--tls-cert", files.both, *fast) as running:
        command = openssl(running, "text", files.ca, "-tls1_2")
        async with talking(command) as (other, _), talking(command) as (say, _):
            await say(b"UPPER first\n", b"FIRST\n")
            await say(b"R\n", b"RENEGOTIATING\n")
            await running.logged(b"client gone")
            await other(b"UPPER two\n", b"TWO\n")
        assert b"reset" in running.errors


async def test_openssl_leaves_at_the_end_of_its_input_with_a_close_notify(files: Files) -> None:
    async with server("text@:0", "--tls-cert", files.both, "--log-format", "json") as running:
        command = openssl(running, "text", files.ca)
        await run_to_end(command, stdin=b"UPPER a\nUPPER last")
        await running.logged(b"client gone")
        [gone] = [json.loads(line) for line in running.errors.splitlines()]
        # The line without an end is a message too: so a close_notify is a half-close.
        assert (gone["ended"], gone["messages"], gone["level"]) == ("peer-closed", 2, "info")


async def test_openssl_is_refused_with_tls_1_1_and_told_why(files: Files) -> None:
    async with server("text@:0", "--tls-cert", files.both) as running:
        options = ("-quiet", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
        command = openssl(running, "text", files.ca, *options)
        refused = await run_to_end(command, stdin=b"QUIT\n")
        assert refused.stdout == b""
        assert b"alert protocol version" in refused.stderr
        await running.logged(b"no version of TLS, or no cipher, in common with the client")


async def test_a_unix_socket_of_a_server_with_tls_stays_plain(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "text.sock"
    async with (
        server(f"text@unix:{path}", "--tls-cert", files.both),
        open_text_client(UnixAddress(str(path))) as text,
    ):
        assert await text.upper("a") == "A"
