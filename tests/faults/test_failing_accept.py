"""accept(2) fails, for any reason that there is."""

from pathlib import Path

import pytest
import trio

from faults.means import run
from faults.players import fifty_players
from faults.watching import events
from helpers.command import server
from helpers.installed import needs

ERRORS = ("EMFILE", "ENFILE", "EINVAL", "EPERM", "ECONNABORTED", "ENOBUFS", "EPROTO")
CALLS = "accept,accept4"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Return the file to trace to, on a machine that lets us trace."""
    path = tmp_path / "trace"
    run("strace", "-o", str(path), "true")
    return path


@needs("strace")
@pytest.mark.parametrize("error", ERRORS)
async def test_every_game_ends_right_though_every_third_accept_fails(
    error: str, trace: Path
) -> None:
    # -D: the tracer is in the background, so that the process that was started is the server.
    strace = ["strace", "-D", "-f", "--seccomp-bpf", "-o", str(trace), "-e", f"trace={CALLS}"]
    inject = ["-e", f"inject={CALLS}:error={error}:when=1+3"]
    words = ("game@:0", "--log-format", "json")
    async with server(*words, under=[*strace, *inject]) as running:
        async with fifty_players(running.addresses["game"]) as players:
            await players.win_another()
        said = events(running, level="warning")
        assert len(said) <= 1  # in 10 s; and Trio takes some errors for those of one connection
    assert all(event["error"] == error for event in said)
    assert (await trio.Path(trace).read_text()).count("(INJECTED)") > len(players.won)
