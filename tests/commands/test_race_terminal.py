"""``trio-sockets race`` in real terminals, as people play it."""

import shlex
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

from helpers.race_sentences import SENTENCE
from helpers.race_serving import race_on_loopback, scripted_race
from helpers.terminals import Terminal, needs_tmux, terminal
from trio_sockets import Parameters
from trio_sockets.protocol.race.rules import Rules

pytestmark = needs_tmux

COMMAND = f"{shlex.quote(sys.executable)} -m trio_sockets race"


def assert_clean(screen: list[str]) -> None:
    for line in screen[:-1]:
        assert SENTENCE.fullmatch(line), screen


@asynccontextmanager
async def running_bot(address: str, *words: str) -> AsyncIterator[trio.Process]:
    command = [sys.executable, "-m", "trio_sockets", "race", address, "--name", "robo", "--auto"]
    async with trio.open_nursery() as nursery:
        start = partial(trio.run_process, [*command, *words], capture_stdout=True, check=False)
        yield await nursery.start(start)
        nursery.cancel_scope.cancel()


@pytest.fixture
async def person() -> AsyncIterator[Terminal]:
    async with terminal() as opened:
        yield opened


async def begin_round(stream: trio.SocketStream, player: str = "ana") -> None:
    """Say what a server says to somebody who joins an empty room, up to the first round."""
    await stream.send_all(b"* RACE send JOIN <name> [room]\n")
    assert await stream.receive_some() == f"JOIN {player} lobby\n".encode()
    await stream.send_all(b"JOINED lobby 1\n* NEXT 1\n* JOIN ben\n* ROUND 1 1 1000 7\n")


async def test_what_is_typed_stays_whole_under_a_flood_of_pushes(person: Terminal) -> None:
    async with scripted_race() as (address, streams):
        await person.run(f"{COMMAND} {address} --name ana")
        stream = await streams.receive()
        await begin_round(stream)
        await person.shows("Guess!")
        await person.type("4")
        for left in range(200):
            await stream.send_all(f"* GUESS ben {left % 9 + 1}\n".encode())
            if left == 100:
                await person.type("2")
        await stream.send_all(b"* LEAVE ben\n* JOIN zoe\n")
        screen = await person.shows("zoe has joined", "guess> 42")
        assert screen[-1] == "guess> 42"
        assert_clean(screen)
        await person.press("BSpace", "Left", "Up", "5", "Enter")
        assert await stream.receive_some() == b"45\n"
        await stream.send_all(b"HIGHER 6\n* GUESS zoe 5\n")
        screen = await person.shows("zoe guessed in vain, 5 tries left.", "guess>")
        assert screen[-1] == "guess>"
        assert "45: it is higher. 6 tries left." in screen
        assert "Round 1: 46 to 1000, 6 tries left" in screen
        assert_clean(screen)


async def lose_round(player: Terminal) -> None:
    for guess in range(1, 6):
        await player.run(str(guess))


async def test_two_people_and_a_bot_race(person: Terminal) -> None:
    rules = Rules(Parameters(1, 1_000_000, 5), countdown=1_000)
    async with race_on_loopback(rules) as address, terminal() as other:
        await person.run(f"{COMMAND} {address} --name ana")
        await person.shows("You are in the room lobby, alone.", "Guess!")
        await other.run(f"{COMMAND} {address} --name ben")
        async with running_bot(address, "--pace", "0.05") as bot:
            await person.shows("ben has joined.", "robo has joined.")
            await lose_round(person)
            await person.shows("Round 2: a number")
            await person.type("5000")
            assert (await person.shows("robo has no tries left.", "guess> 5000"))[
                -1
            ] == "guess> 5000"
            await other.type("777")
            await person.run("00")
            assert_clean(await person.shows("500000: it is higher. 4 tries left."))
            screen = await other.shows("ana guessed in vain, 4 tries left.", "guess> 777")
            assert screen[-1] == "guess> 777"
            assert_clean(screen)
            await other.run("")
            for player in (person, other):
                await lose_round(player)
            assert_clean(await person.shows("Round 3: a number"))
            bot.send_signal(signal.SIGINT)
            assert_clean(await person.shows("robo has left."))
            assert await bot.wait() == 130
        await other.run("quit")
        assert ">  2. ben      0" in await other.shows("You left the race.", "2. ben")
        await person.shows("ben has left.", "room lobby, 1 player")


async def test_the_window_may_change_its_size(person: Terminal) -> None:
    async with scripted_race() as (address, streams):
        await person.run(f"COLUMNS=70 LINES=20 {COMMAND} {address} --name ana")
        stream = await streams.receive()
        await begin_round(stream)
        await person.shows("Guess!")
        await person.type("12")
        for columns, rows in ((50, 10), (100, 30), (20, 4), (80, 24)):
            await person.resize(columns, rows)
            await stream.send_all(b"* JOIN zoe\n* LEAVE zoe\n")
            screen = await person.shows(f"1 {'':█<{min(50, columns - 7)}} 1000", "guess> 12")
            assert len(screen) == rows
            assert screen[-1] == "guess> 12"
        assert_clean(screen)


@pytest.mark.measured
@pytest.mark.parametrize(
    ("leave", "code"), [("C-c", 130), ("C-d", 0), ("C-\\", 131), ("kill", 143), ("garbage", 1)]
)
async def test_the_terminal_is_given_back_as_it_was(
    person: Terminal, tmp_path: Path, leave: str, code: int
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    async with scripted_race() as (address, streams):
        await person.run("echo still here")
        race = f"{COMMAND} {address} --name ana & echo $! > {tmp_path}/pid; fg"
        await person.run("set -m")
        await person.run(f"stty -a > {before}; {race}; echo code $?; stty -a > {after}; echo done")
        stream = await streams.receive()
        await begin_round(stream)
        await person.shows("Guess!")
        match leave:
            case "kill":
                await trio.run_process(["kill", (tmp_path / "pid").read_text("utf-8").strip()])
            case "garbage":
                await stream.send_all(b"* JOIN \x1b[2J\x1b]0;evil\x07\n")
            case "C-d":
                await person.press("C-d")
                assert await stream.receive_some() == b"QUIT\n"
                await stream.send_all(b"BYE\n")
            case _:
                await person.press(leave)
        screen = await person.shows(f"code {code}", "still here")
        await person.run("echo $((6 * 7))")
        await person.shows("42", "done")
        assert "stty" not in screen[-1]
    assert after.read_text("utf-8") == before.read_text("utf-8")


async def test_it_can_be_stopped_and_taken_up_again(person: Terminal) -> None:
    async with scripted_race() as (address, streams):
        await person.run("set -m")
        await person.run(f"{COMMAND} {address} --name ana")
        stream = await streams.receive()
        await begin_round(stream)
        await person.shows("Guess!")
        await person.type("12")
        await person.shows("guess> 12")  # what is still unread, the terminal drops at Ctrl-Z
        await person.press("C-s", "C-z")
        await person.shows("Stopped")
        await person.run("echo $((6 * 7))")
        await person.shows("42")
        await stream.send_all(b"* JOIN zoe\n")
        await person.run("fg")
        screen = await person.shows("zoe has joined.", "guess> 12")
        assert screen[-1] == "guess> 12"
        await person.press("3", "Enter")
        assert await stream.receive_some() == b"123\n"


async def test_no_escape_sequence_of_a_server_reaches_the_screen(person: Terminal) -> None:
    title = await person.tmux("display-message", "-p", "#{pane_title}")
    async with scripted_race() as (address, streams):
        await person.run(f"{COMMAND} {address} --name ana")
        stream = await streams.receive()
        await begin_round(stream)
        await stream.send_all(b"* RACE \x1b]0;evil\x07\x1b[2Jhello\n")
        screen = await person.shows("hello")
        assert r"The server says: \x1b]0;evil\x07\x1b[2Jhello" in screen
        assert "You are in the room lobby, alone." in screen
        await stream.send_all(b"* JOIN \x1b[31mred\n")
        screen = await person.shows("trio-sockets: the server said", r"\x1b[31mred")
        assert await person.tmux("display-message", "-p", "#{pane_title}") == title
