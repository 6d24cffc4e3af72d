"""Each mistake of the zoo's clients is seen by its own checks, and by no other."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import trio

from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.runner import run_checks

pytestmark = pytest.mark.thorough

ZOO = Path(__file__).parents[2] / "zoo" / "clients"

FAIL, TIMEOUT, LENIENT = Verdict.FAIL, Verdict.TIMEOUT, Verdict.LENIENT

CAUGHT: Mapping[str, Mapping[int, Verdict]] = {
    "game/good_plain": {},
    "game/good_asyncio": {},
    "game/guesses_first": {2: FAIL},
    "game/two_at_once": {3: FAIL},
    "game/floods": {3: FAIL},
    "game/sends_its_prompt": {3: FAIL},
    "game/no_newline": {3: LENIENT},
    "game/bounds_of_its_own": {4: FAIL},
    "game/guesses_on": {5: FAIL},
    "game/counts_up": {6: FAIL},
    "game/guesses_by_chance": {6: FAIL},
    "game/swaps_hints": {6: FAIL},
    "game/never_halves": {7: LENIENT},
    "game/never_ends": {8: TIMEOUT, 9: TIMEOUT},
    "game/says_nothing": {8: FAIL, 9: FAIL},
    "game/wins_with_code_1": {8: FAIL},
    "game/digits_only": {13: FAIL},
    "game/one_recv": {14: FAIL, 15: FAIL},
    "game/keeps_one_line": {16: FAIL},
    "game/knows_no_cr": {17: FAIL},
    "game/misses_the_fin": {18: TIMEOUT, 20: TIMEOUT},
    "game/trusts_what_comes": {19: FAIL, 22: FAIL},
    "game/crashes_at_reset": {21: FAIL},
    "game/asks_again_and_again": {23: FAIL},
    "game/crashes_if_refused": {24: FAIL},
    "game/fails_with_code_0": dict.fromkeys((18, 19, 20, 21, 22, 24), LENIENT),
    "game/fails_in_silence": dict.fromkeys((18, 19, 20, 21, 22, 24), FAIL),
    "text/good_plain": {},
    "text/command_and_argument": {10: FAIL},
    "text/never_leaves": {11: TIMEOUT},
    "text/crashes_at_ctrl_d": {11: LENIENT},
    "text/shows_nothing": {12: FAIL},
    "text/one_recv": {14: FAIL, 15: FAIL},
    "text/talks_to_nobody": {20: TIMEOUT},
    "text/decodes_blindly": {22: FAIL},
    "echo/good_plain": {},
    "echo/sends_nothing": {10: TIMEOUT},
    "echo/stays": {11: TIMEOUT},
    "echo/shows_nothing": {12: LENIENT},
    "echo/one_recv": {14: FAIL, 15: FAIL},
    "echo/sheet": {14: FAIL, 15: FAIL, 21: FAIL, 24: FAIL},
}
"""What does not pass, by the number of the check. What needs it is skipped."""

GROUPS = [[*CAUGHT][begin : begin + 5] for begin in range(0, len(CAUGHT), 5)]

OURS = {
    "game": ["play", "{address}", "--auto"],
    "text": ["talk", "{address}"],
}


async def check(service: str, *command: str) -> dict[int, Verdict]:
    scenario, dialect = Scenario(), load_dialect("ours")
    checks = client_checks(service, "hostile", scenario.player_of(service))
    async with open_harnesses(
        service, [sys.executable, *command], dialect=dialect, scenario=scenario
    ) as harnesses:
        results, _ = await run_checks(checks, harnesses, seed=1, to_the_end=True)
    ended = {int(result.check.id.rpartition(".")[2]): result.verdict for result in results}
    return {number: verdict for number, verdict in ended.items() if verdict is not Verdict.PASS}


def test_every_client_of_the_zoo_is_here() -> None:
    files = {f"{path.parent.name}/{path.stem}" for path in ZOO.glob("*/*.py")}
    assert files == {*CAUGHT}


# They wait more than they work: a few at once cost no more time than one.
@pytest.mark.parametrize("names", GROUPS, ids=" ".join)
async def test_each_mistake_is_caught_by_its_checks_only(names: list[str]) -> None:
    found: dict[str, dict[int, Verdict]] = {}

    async def visit(name: str) -> None:
        verdicts = await check(name.partition("/")[0], str(ZOO / f"{name}.py"), "{port}")
        skipped = Verdict.SKIPPED
        found[name] = {number: how for number, how in verdicts.items() if how is not skipped}

    async with trio.open_nursery() as nursery:
        for name in names:
            nursery.start_soon(visit, name)
    assert found == {name: CAUGHT[name] for name in names}


@pytest.mark.parametrize("service", OURS)
async def test_our_own_clients_pass(service: str) -> None:
    verdicts = await check(service, "-m", "trio_sockets", *OURS[service])
    # talk, like nc, leaves it to the server to say why it closes.
    assert verdicts == ({20: LENIENT} if service == "text" else {})
