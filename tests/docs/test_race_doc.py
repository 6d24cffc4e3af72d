"""``docs/race.md``: what it shows is what the programs do."""

import re
from pathlib import Path

import trio

from docs.doc_program import run_program
from helpers.command import run
from helpers.markdown_blocks import blocks, page, programs
from helpers.race_serving import race_on_loopback
from trio_sockets import Parameters
from trio_sockets.client.race.drawing import MOST_STANDINGS
from trio_sockets.protocol.messages import Garbled
from trio_sockets.protocol.race.grammar import parse_race_command, parse_race_line
from trio_sockets.protocol.race.messages import Join
from trio_sockets.protocol.race.rules import Rules

PAGE = page("race.md")


async def test_every_option_is_one_and_every_one_is_named() -> None:
    _, words, _ = await run("race", "--help")
    assert set(re.findall(r"(?<!-)--[a-z]+", PAGE)) <= {*re.findall(r"--[a-z-]+", words)}
    for option in ("--name", "--room", "--auto", "--pace", "--rounds", "--timeout"):
        assert f"`{option}`" in PAGE


def test_the_transcript_by_hand_is_of_the_protocol() -> None:
    [by_hand] = [block for block in blocks(PAGE, "text") if block.words == ("nc",)]
    _, *lines = by_hand.text.splitlines()
    typed = [line for line in lines if re.fullmatch(r"JOIN \w+|\d+|QUIT", line)]
    heard = [line for line in lines if line not in typed]
    assert parse_race_command(typed[0]) == Join("zoe")
    assert not [line for line in heard if isinstance(parse_race_line(line), Garbled)]
    assert len([line for line in heard if not line.startswith("* ")]) == len(typed)


def test_the_screens_are_whole() -> None:
    screens = [block for block in blocks(PAGE, "text") if block.words in {("ana",), ("ben",)}]
    assert len(screens) == 3
    for screen in screens:
        *_, rule, first, second, third, _status, bar, typed = screen.text.splitlines()
        assert rule.startswith("── room lobby, 3 players ──")
        [mine] = [line for line in (first, second, third) if line.startswith(">")]
        assert screen.words[0] in mine
        assert re.fullmatch(r"1 [·█]{50} 100", bar)
        assert typed.startswith("guess> ")


def test_the_standings_are_as_long_as_it_says() -> None:
    assert MOST_STANDINGS == 10
    assert "the best ten at most" in PAGE


async def test_the_player_that_counts_finds_the_number(tmp_path: Path) -> None:
    [(name, source)] = programs(PAGE).items()
    await trio.Path(tmp_path / name).write_text(source, "utf-8")
    async with race_on_loopback(Rules(Parameters(1, 9, 9), countdown=10)) as address:
        code, output, errors = await run_program(tmp_path / name, address)
    assert (code, errors) == (0, "")
    # Before it has left, the next round may have begun.
    assert re.fullmatch(r"round 1: 1 to 9\nfound (\d) with \1 tries\n(round 2: 1 to 9\n)?", output)
