"""``check server`` offers to learn what it does not understand."""

import sys
from pathlib import Path

from check.zoo.zoo_grading import ZOO
from helpers.command import run

OFFER = "trio-sockets check learn game --write theirs.toml -- "


async def output_of(program: Path) -> str:
    words = ("--", sys.executable, str(program), "{port}")
    _, output, _ = await run("check", "server", "game", "--lang", "en", *words)
    return " ".join(output.split())


async def test_a_server_that_speaks_otherwise_is_offered_to_be_learned() -> None:
    assert OFFER in await output_of(ZOO / "dialects" / "servers" / "sheet_parameters.py")


async def test_a_server_that_is_understood_is_not() -> None:
    assert OFFER not in await output_of(ZOO / "servers" / "hints_swapped.py")
