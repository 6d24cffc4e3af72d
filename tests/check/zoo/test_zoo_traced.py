"""The whole zoo, every finding run again under trace: the verdicts are those without.

``nox -s traced_zoo`` runs it: the zoo is judged once more by it, which takes long.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import trio

from check.zoo.test_zoo_clients import CAUGHT, GROUPS
from check.zoo.test_zoo_servers import Specimen, batches, names
from check.zoo.zoo_grading import SERVERS, ZOO, command, described, grade, grade_client
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Verdict

pytestmark = [pytest.mark.thorough, pytest.mark.traced_zoo]


def must_be_told(results: Sequence[Result]) -> None:
    """See that each finding has a picture, or one line that says why it has none."""
    for result in results:
        found = result.verdict.bad or result.verdict is Verdict.UNCLEAR
        assert (result.traced is not None) is (found and result.transcript is not None)
        if result.traced is not None:
            assert (result.traced.layout is None) is (result.traced.words is not None)
            why = "a picture" if result.traced.words is None else result.traced.words.read()
            print(f"traced {result.check.id}: {why}")  # noqa: T201 - pytest -rP shows it


@pytest.mark.parametrize("batch", batches(), ids=names)
async def test_servers_are_judged_as_without(batch: list[Specimen], tmp_path: Path) -> None:
    commands = {each.file: command(SERVERS / each.file, tmp_path) for each in batch}
    misjudged: dict[str, str] = {}

    async def look_at(specimen: Specimen) -> None:
        words = [*commands[specimen.file], "{port}"]
        results = await grade(specimen.service, words, dialect=specimen.dialect, traced=True)
        complaints = {each.check.id for each in results if each.verdict not in {"pass", "skipped"}}
        if complaints != specimen.caught_by:
            misjudged[specimen.file] = described(results)
        must_be_told(results)

    async with trio.open_nursery() as nursery:
        for each in batch:
            nursery.start_soon(look_at, each)
    assert misjudged == {}


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
async def test_clients_are_judged_as_without(group: list[str]) -> None:
    found: dict[str, dict[int, Verdict]] = {}

    async def visit(name: str) -> None:
        words = [sys.executable, str(ZOO / "clients" / f"{name}.py"), "{port}"]
        results = await grade_client(name.partition("/")[0], words, dialect="ours", traced=True)
        found[name] = {
            int(result.check.id.rpartition(".")[2]): result.verdict
            for result in results
            if result.verdict not in {Verdict.PASS, Verdict.SKIPPED}
        }
        must_be_told(results)

    async with trio.open_nursery() as nursery:
        for name in group:
            nursery.start_soon(visit, name)
    assert found == {name: CAUGHT[name] for name in group}
