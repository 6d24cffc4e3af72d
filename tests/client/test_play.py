"""The mystery number as it looks in a terminal."""

import io
from collections.abc import Callable

import pytest
import trio
from rich.console import Console
from trio.testing import MockClock, memory_stream_pair

from helpers.support import InMemory
from trio_sockets import Connection, Deadlines, GameClient, Parameters, RefusedError
from trio_sockets.client.play import Person, Player, bot, play
from trio_sockets.protocol.game import GameSession


def a_console(width: int = 100, *, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        markup=False,
        force_terminal=terminal,
        color_system=None,
    )


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def play_with(
    player: Callable[[Console, GameClient], Player],
    secret: int,
    tries: int = 7,
    *,
    high: int = 100,
    console: Console | None = None,
) -> tuple[bool, str]:
    client, server = memory_stream_pair()
    session = GameSession(secret=secret, parameters=Parameters(1, high, tries))
    console = console or a_console()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Connection(server, session, Deadlines()).run)
        game = await GameClient.start(client)
        won = await play(game, player(console, game), console)
        await client.aclose()
    return won, shown(console)


def typing(*lines: str | None) -> Callable[[Console, GameClient], Player]:
    """Return a person who types these lines, None being Ctrl-D."""
    typed = iter(lines)

    async def read_line() -> str | None:
        await trio.lowlevel.checkpoint()
        return next(typed)

    return lambda console, game: Person(read_line, console, game).guess


async def test_a_person_wins() -> None:
    won, screen = await play_with(typing("50", "75", "63"), secret=63)
    assert won
    assert screen.splitlines() == [
        "The number is from 1 to 100. You have 7 tries.",
        "1 ██████████████████████████████████████████████████ 100 1 to 100, 7 tries left",
        "guess> 50: it is higher.",
        "1 ·························█████████████████████████ 100 51 to 100, 6 tries left",
        "guess> 75: it is lower.",
        "1 ·························████████████············· 100 51 to 74, 5 tries left",
        "guess> 63: found, with 3 tries. You win!",
    ]


async def test_a_person_loses() -> None:
    won, screen = await play_with(typing("1", "2"), secret=63, tries=2)
    assert not won
    assert "2 to 100, 1 try left" in screen
    assert screen.splitlines()[-1] == "guess> 2: no tries left. It was 63. You lose."


async def test_what_is_no_guess_costs_no_try() -> None:
    won, screen = await play_with(typing("fifty", "", "101", "0", "63"), secret=63, tries=1)
    assert won
    assert screen.count("Write a number from 1 to 100, or quit.") == 4
    assert "found, with 1 try." in screen


async def test_a_guess_that_cannot_be_right_is_said_to_be_so() -> None:
    _, screen = await play_with(typing("50", "49", None), secret=63)
    assert "It cannot be 49, but it is your try." in screen
    assert "49: it is higher." in screen


@pytest.mark.parametrize("leaving", ["quit", "QUIT", None])
async def test_leaving_is_not_losing(leaving: str | None) -> None:
    won, screen = await play_with(typing("50", leaving), secret=63)
    assert won
    assert screen.splitlines()[-1].endswith("You left the game.")


async def test_the_bot_shows_its_steps_and_wins() -> None:
    won, screen = await play_with(lambda _console, _game: bot, secret=63)
    assert won
    assert "50: it is higher." in screen
    assert screen.splitlines()[-1] == "63: found, with 6 tries. You win!"


async def test_a_server_that_ends_the_game_is_noticed_while_the_person_thinks(
    autojump_clock: MockClock, in_memory: InMemory
) -> None:
    async with in_memory("game") as (_, listener), await listener.connect() as client:
        start = trio.current_time()
        game = await GameClient.start(client)
        console = a_console()

        async def think_for_ever() -> str | None:
            await trio.Event().wait()
            return None

        with pytest.RaisesGroup(RefusedError):
            await play(game, Person(think_for_ever, console, game).guess, console)
        assert trio.current_time() - start == pytest.approx(300)


async def test_a_terminal_without_unicode_gets_its_bar_in_ascii(
    in_memory: InMemory,
) -> None:
    async with in_memory("game") as (_, listener), await listener.connect() as client:
        game = await GameClient.start(client)
        raw = io.BytesIO()
        console = Console(file=io.TextIOWrapper(raw, encoding="ascii", write_through=True))
        await play(game, bot, console)
    assert b"####" in raw.getvalue()


async def test_the_words_stand_below_the_bar_where_a_line_is_too_short_for_both() -> None:
    _, screen = await play_with(typing("50", "63"), 63, console=a_console(30, terminal=True))
    assert screen.splitlines() == [
        "The number is from 1 to 100. ",
        "You have 7 tries.",
        "1 ████████████████████████ 100",
        "1 to 100, 7 tries left",
        "guess> 50: it is higher.",
        "1 ············████████████ 100",
        "51 to 100, 6 tries left",
        "guess> 63: found, with 2 tries. You ",
        "win!",
    ]


@pytest.mark.parametrize("high", [100, 10**17])
@pytest.mark.parametrize("width", [10, 11, 22, 40, 54, 55, 79, 80, 81, 140, 1000])
async def test_no_line_of_a_game_is_wider_than_its_terminal(width: int, high: int) -> None:
    console = a_console(width, terminal=True)
    _, screen = await play_with(lambda _console, _game: bot, 63, 60, high=high, console=console)
    lines = [line.rstrip() for line in screen.splitlines()]
    longest_word = len(str(high)) + len(":")
    assert max(map(len, lines)) <= max(width, longest_word)
    bars = [line for line in lines if "█" in line]
    assert len({len(line.partition(f" {high}")[0]) for line in bars}) <= 1
    if high == 100:
        assert bars
