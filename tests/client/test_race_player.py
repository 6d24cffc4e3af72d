"""People and bots who race, in memory."""

from collections.abc import Callable
from typing import Any

import pytest
import trio
from rich.text import Text
from trio.testing import MockClock, memory_stream_pair

from helpers.race_serving import race_in_memory
from trio_sockets import ErrorCode, RaceClient, RefusedError
from trio_sockets.client.race.client import Answered
from trio_sockets.client.race.player import RacePlayer, ReadLine
from trio_sockets.client.race.view import RaceView
from trio_sockets.client.race.words import sentence, style
from trio_sockets.protocol.messages import Bye, Quit
from trio_sockets.protocol.race.messages import Paused, Resumed, RoundVoid, Welcome


class Said:
    """Keeps what a player is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, _view: RaceView, words: Text) -> None:
        self.lines.append(words.plain)


def typing(*script: float | str | None) -> ReadLine:
    """Return a person who types these lines, and pauses for these seconds; None is Ctrl-D."""
    steps = iter(script)

    async def read_line() -> str | None:
        for step in steps:
            if isinstance(step, int | float):
                await trio.sleep(step)
            else:
                return step
        return await trio.sleep_forever()

    return read_line


async def race(
    connect: Callable[[], trio.abc.Stream], name: str, read_line: ReadLine | None, **options: Any
) -> list[str]:
    said = Said()
    async with connect() as stream:
        player = RacePlayer(await RaceClient.start(stream), name, said, **options)
        await player.run("lobby", read_line)
    return said.lines


async def test_a_person_wins_a_round(autojump_clock: MockClock) -> None:
    async with race_in_memory(63) as connect:
        said = await race(
            connect, "ana", typing("50", 6, "50", 0.1, "75", 0.1, "49", 0.1, "63", 1, None)
        )
    assert said == [
        "Wait for the round to begin, or write quit.",
        "You are in the room lobby, alone.",
        "The next round begins in 5 s.",
        "Round 1: a number from 1 to 100, 7 tries. Guess!",
        "50: it is higher. 6 tries left.",
        "75: it is lower. 5 tries left.",
        "It cannot be 49, but it is your try.",
        "49: it is higher. 4 tries left.",
        "63: found, with 4 tries. You win the round!",
        "The round is over. It was 63.",
        "You get 155 points, 155 in all.",
        "The next round begins in 5 s.",
        "You left the race.",
    ]


@pytest.mark.parametrize("word", ["fifty", "0", "101", "5 5", "JOIN x"])
async def test_what_is_no_guess_is_not_sent(autojump_clock: MockClock, word: str) -> None:
    async with race_in_memory(63) as connect:
        said = await race(connect, "ana", typing(6, word, "", " ", 1, "quit"))
    assert said[-2:] == ["Write a number from 1 to 100, or quit.", "You left the race."]


async def test_without_tries_or_come_too_late_one_waits(autojump_clock: MockClock) -> None:
    async with race_in_memory(63) as connect, trio.open_nursery() as nursery:
        nursery.start_soon(race, connect, "ben", typing(10, None))
        await trio.sleep(6)
        late = await race(connect, "ana", typing(1, "50", 1, None))
    assert "Round 1 has begun without you. You play from the next." in late
    assert "You play from the next round. Wait for it, or write quit." in late
    async with race_in_memory(63) as connect, trio.open_nursery() as nursery:
        nursery.start_soon(race, connect, "ben", typing(10, None))
        guesses = [str(number) for number in range(1, 8)]
        spent = await race(connect, "ana", typing(6, *guesses, 1, "8", 1, None))
    assert spent[-3:] == [
        "7: no, and you have no tries left in this round.",
        "You have no tries left. Wait for the next round, or write quit.",
        "You left the race.",
    ]


async def test_bots_race_for_as_many_rounds_as_they_should(autojump_clock: MockClock) -> None:
    async with race_in_memory(63, 25, 1) as connect, trio.open_nursery() as nursery:
        slow: list[str] = []

        @nursery.start_soon
        async def race_slowly() -> None:
            slow.extend(await race(connect, "slow", None, rounds=2, bot_pause=lambda: 2))

        start = trio.current_time()
        fast = await race(connect, "fast", None, rounds=2, bot_pause=lambda: 1)
        # 5 s to each round; six guesses for 63, two for 25, a second each.
        assert trio.current_time() - start == pytest.approx(5 + 6 + 5 + 2)
    assert [line for line in fast if "found" in line] == [
        "63: found, with 6 tries. You win the round!",
        "25: found, with 2 tries. You win the round!",
    ]
    assert fast[-1] == slow[-1] == "You left the race."
    assert "fast gets 123 points, 123 in all." in slow
    assert "50: it is higher. 6 tries left." in slow


async def test_a_bot_goes_on_after_a_round_it_lost(autojump_clock: MockClock) -> None:
    async with race_in_memory(99, 50) as connect:
        said = await race(connect, "robo", None, rounds=2, bot_pause=lambda: 0)
    assert said.count("You left the race.") == 1
    assert "50: found, with 1 try. You win the round!" in said


async def test_who_watches_a_bot_can_only_make_it_leave(autojump_clock: MockClock) -> None:
    async with race_in_memory(63) as connect:
        person = typing(6, "7", 1, "quit")
        said = await race(connect, "robo", person, bot_pause=lambda: 100)
    assert said[-2:] == ["The bot plays for you. Write quit to leave.", "You left the race."]


async def test_a_name_that_is_taken_ends_it(autojump_clock: MockClock) -> None:
    async with race_in_memory(63) as connect, trio.open_nursery() as nursery:
        nursery.start_soon(race, connect, "Ana", typing(3, None))
        await trio.sleep(1)
        with pytest.RaisesGroup(RefusedError) as caught:
            await race(connect, "ana", typing())
    [error] = caught.value.exceptions
    assert isinstance(error, RefusedError)
    assert error.error.code is ErrorCode.NAME_TAKEN


async def test_who_leaves_does_not_wait_for_a_slow_server(autojump_clock: MockClock) -> None:
    client, server = memory_stream_pair()
    await server.send_all(b"* RACE hello\n")
    start = trio.current_time()
    await race(lambda: client, "ana", typing(None))
    assert trio.current_time() - start == pytest.approx(1)


def test_the_sentences_of_what_is_rare() -> None:
    assert sentence(RoundVoid(4), "ana").read().startswith("Round 4 was lost with a server.")
    assert sentence(Welcome("\x1b[2J"), "ana").read() == r"The server says: \x1b[2J"
    assert sentence(Answered(Quit(), Bye()), "ana").read() == "You left the race."
    assert (
        sentence(Paused(), "ana").read().startswith("A pause: the servers cannot reach each other.")
    )
    assert sentence(Resumed(), "ana").read() == "The servers reach each other again."
    assert style(RoundVoid(4), "ana") == style(Paused(), "ana") == "yellow"
