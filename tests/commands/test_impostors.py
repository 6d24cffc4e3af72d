"""What the commands say of a port where something else listens, or a certificate that is bad.

It is one line, which says what it is and what to do: of ``play``, ``talk``, ``race`` and ``scores``
on the terminal, of ``serve`` in its log.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import trio

from helpers.certificates import Authority
from helpers.command import Server, run, server
from helpers.impostors import Front, Speak, answering, listening, secure, silent
from helpers.support import play_to_the_end
from race.cluster.valkey import running_valkey
from race.network import player
from trio_sockets import open_stream

pytestmark = pytest.mark.thorough

pytest.importorskip("coredis", reason="coredis is not installed")

Make: TypeAlias = Callable[[Authority], Speak]

IMPOSTORS: dict[str, Make] = {
    "silent": lambda _: silent(),
    "plain": lambda _: answering(b"ERR unknown-command\n"),
    "untrusted": lambda _: secure(Authority().server()),
    "expired": lambda authority: secure(authority.server(expired=True)),
    "wrong host": lambda authority: secure(authority.server("elsewhere.example")),
}

DISTRUST = {
    "expired": "its certificate has expired: it needs a new one",
    "wrong host": "its certificate is not for 127.0.0.1: use a name that it is for",
}
OF_SERVERS = {
    "silent": "no answer to the TLS handshake within 3 s: does it speak TLS?",
    "plain": "it does not speak TLS: is that the right port?",
    "untrusted": "its certificate is not trusted (*): name its authority with --tls-ca",
    **DISTRUST,
}
OF_VALKEY = {
    "silent": "it does not answer the TLS handshake in time: does it speak TLS?",
    "plain": "it does not speak TLS: is that the right port, or is redis:// meant?",
    "untrusted": "its certificate is not trusted (*): name its authority with SSL_CERT_FILE",
    **DISTRUST,
}

LOST = "the connection was lost"
"""What is said instead, if the one who listens for messages hears of it first."""

kinds = pytest.mark.parametrize("kind", IMPOSTORS)


@pytest.fixture
def ca(authority: Authority, tmp_path: Path) -> str:
    return str(authority.write(tmp_path / "ca.pem"))


@pytest.fixture
def env(ca: str) -> dict[str, str]:
    return {**os.environ, "SSL_CERT_FILE": ca}


def is_line(line: str, expected: str) -> bool:
    """Return whether it is this, with whatever OpenSSL says for the star."""
    return re.fullmatch(re.escape(expected).replace(r"\*", "[^()]+"), line) is not None


def reasons(running: Server, event: str) -> list[str]:
    assert b"Traceback" not in running.errors
    logged = [json.loads(line) for line in running.errors.splitlines()]
    return [line["reason"] for line in logged if line["event"] == event]


@kinds
async def test_each_client_says_what_it_has_met(authority: Authority, ca: str, kind: str) -> None:
    async def try_it(command: str, port: int) -> None:
        address = f"127.0.0.1:{port}"
        words = (command, address, "--tls-ca", ca, "--timeout", "3")
        code, output, errors = await run(*words)
        assert (code, output) == (1, "")
        expected = f"trio-sockets: cannot connect to {address}: {OF_SERVERS[kind]}\n"
        assert is_line(errors, expected), errors

    async with listening(IMPOSTORS[kind](authority)) as port, trio.open_nursery() as nursery:
        for command in ("play", "talk", "race"):
            nursery.start_soon(try_it, command, port)


@kinds
async def test_scores_says_what_it_has_met(
    authority: Authority, env: dict[str, str], kind: str
) -> None:
    async with listening(IMPOSTORS[kind](authority)) as port:
        code, output, errors = await run("scores", f"rediss://127.0.0.1:{port}", env=env)
    assert (code, output) == (1, "")
    assert is_line(errors, f"trio-sockets: 127.0.0.1:{port}: {OF_VALKEY[kind]}\n"), errors


@pytest.mark.parametrize("kind", sorted(IMPOSTORS.keys() - {"silent"}))  # which may change
async def test_a_server_does_not_start_with_scores_that_will_never_be_kept(
    authority: Authority, env: dict[str, str], kind: str
) -> None:
    async with listening(IMPOSTORS[kind](authority)) as port:
        words = ("game@:0", "--scores", f"rediss://127.0.0.1:{port}")
        code, output, errors = await run("serve", *words, env=env)
    assert (code, output) == (1, "")
    assert is_line(errors, f"trio-sockets: 127.0.0.1:{port}: {OF_VALKEY[kind]}\n"), errors


async def test_a_server_starts_with_scores_that_may_be_kept_later_and_says_so(
    authority: Authority, env: dict[str, str]
) -> None:
    async with listening(IMPOSTORS["silent"](authority)) as port:
        words = ("game@:0", "--scores", f"rediss://127.0.0.1:{port}", "--log-format", "json")
        async with server(*words, env=env) as running:
            await running.logged(b"scores unreachable")
            async with await open_stream(running.addresses["game"]) as stream:
                assert isinstance(stream, trio.SocketStream)
                await play_to_the_end(stream)
            await running.logged(b"scores not written")
            for event in ("scores unreachable", "scores not written"):
                assert reasons(running, event) == [f"127.0.0.1:{port}: {OF_VALKEY['silent']}"]


@kinds
async def test_a_server_of_a_cluster_logs_once_what_it_has_met(
    authority: Authority, env: dict[str, str], kind: str
) -> None:
    async with listening(IMPOSTORS[kind](authority)) as port:
        words = ("race@:0", "--cluster", f"rediss://127.0.0.1:{port}", "--log-format", "json")
        async with server(*words, env=env) as running:
            await running.logged(b"cluster unreachable")
            [reason] = reasons(running, "cluster unreachable")
            assert is_line(reason, f"127.0.0.1:{port}: {OF_VALKEY[kind]}"), reason


async def test_a_valkey_behind_tls_has_the_race_and_the_scores(
    authority: Authority, env: dict[str, str]
) -> None:
    with running_valkey() as valkey:
        async with listening(Front(authority.server(), valkey.port).speak) as port:
            url = f"rediss://127.0.0.1:{port}"
            words = ("game@:0", "race@:0", "--scores", url, "--cluster", url)
            async with server(*words, env=env) as running:
                await running.logged(b"cluster reached")
                async with await open_stream(running.addresses["game"]) as stream:
                    assert isinstance(stream, trio.SocketStream)
                    await play_to_the_end(stream)
                running.process.terminate()
                assert await running.ended() == 0
            code, output, errors = await run("scores", url, "--format", "json", env=env)
    assert (code, errors) == (0, "")
    assert [row["games"] for row in json.loads(output)] == [1]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("garbled", "the TLS connection broke (*)"),
        ("cut", LOST),
    ],
)
async def test_a_tls_connection_that_breaks_is_a_line_and_made_anew(
    authority: Authority, env: dict[str, str], fault: str, reason: str
) -> None:
    with running_valkey() as valkey:
        front = Front(authority.server(), valkey.port)
        async with listening(front.speak) as port:
            url = f"rediss://127.0.0.1:{port}"
            words = ("race@:0", "--cluster", url, "--log-format", "json")
            async with server(*words, env=env) as running:
                await running.logged(b"cluster reached")
                async with player(running.addresses["race"]) as ana:
                    front.fault = fault
                    await ana.says("JOIN ana")
                    await running.logged(b'"connection": 2')
                    await ana.hears("JOINED")
                [logged] = reasons(running, "cluster unreachable")
                place, _, logged = logged.partition(": ")
                assert place == f"127.0.0.1:{port}"
                assert is_line(logged, reason) or logged == LOST, logged
