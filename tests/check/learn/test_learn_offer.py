"""``check server`` offers to learn what it does not understand."""

import sys
from pathlib import Path

from check.zoo.zoo_grading import ZOO
from helpers.command import run

OFFER = "trio-sockets check learn {service} --write theirs.toml -- "


async def output_of(program: Path, service: str = "game") -> str:
    words = ("--", sys.executable, str(program), "{port}")
    _, output, _ = await run("check", "server", service, "--lang", "en", *words)
    return " ".join(output.split())


async def test_a_server_that_speaks_otherwise_is_offered_to_be_learned() -> None:
    assert OFFER.format(service="game") in await output_of(
        ZOO / "dialects" / "servers" / "sheet_parameters.py"
    )


async def test_a_server_that_is_understood_is_not() -> None:
    assert OFFER.format(service="game") not in await output_of(ZOO / "servers" / "hints_swapped.py")


async def test_a_text_server_that_speaks_otherwise_is_offered_to_be_learned() -> None:
    program = ZOO / "learned" / "servers" / "one_line_each.py"
    assert OFFER.format(service="text") in await output_of(program, "text")


async def test_a_text_server_that_is_understood_is_not() -> None:
    program = ZOO / "servers" / "spaces_lost.py"
    assert "check learn" not in await output_of(program, "text")


async def test_a_client_that_understands_nothing_is_offered_to_be_learned() -> None:
    client = ZOO / "learned" / "clients" / "behind_a_welcome.py"
    words = ("--", sys.executable, str(client), "{port}")
    _, output, _ = await run("check", "client", "game", "--lang", "en", *words)
    assert OFFER.format(service="client game") in " ".join(output.split())
