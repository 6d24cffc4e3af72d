"""Each shape of conversation is graded by a dialect's file: in full, and its mistakes are found."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import trio

from check.zoo.zoo_grading import ZOO, command, described, grade, grade_client
from trio_sockets.check.model.report import Result

pytestmark = pytest.mark.thorough

DIALECTS = ZOO / "dialects"


@dataclass(frozen=True)
class Specimen:
    """A program that has no mistake, unless it is told to make one.

    :param fault: what to tell it.
    :param caught_by: ids of the checks that it fails then. Those that need them are skipped.
    :param dialect: the file's name, if it is not the program's.
    """

    file: str
    service: str
    fault: str
    caught_by: frozenset[str]
    dialect: str = ""

    @property
    def spoken(self) -> str:
        """The path of its dialect."""
        return str(DIALECTS / f"{self.dialect or Path(self.file).stem}.toml")


def caught(*ids: str) -> frozenset[str]:
    return frozenset(ids)


SERVERS = [
    Specimen("sheet_parameters.py", "game", "bound", caught("game.02")),
    Specimen("name_and_prompts.py", "game", "swapped", caught("game.03")),
    Specimen("menu_first.c", "game", "last", caught("game.06")),
    Specimen("no_limit.js", "game", "open", caught("game.09")),
    Specimen("all_on_one_line.py", "game", "swapped", caught("game.03")),
    Specimen("WriteUtf.java", "game", "word", caught("game.11")),
    Specimen("capitals_only.py", "text", "spaces", caught("text.03")),
    Specimen("one_message.py", "text", "ascii", caught("text.04")),
    Specimen("echo_with_a_name.py", "echo", "alone", caught("many.01")),
    Specimen("echo_behind_a_banner.js", "echo", "text", caught("echo.02")),
]
CLIENTS = [
    Specimen("sheet_parameters.py", "game", "counts", caught("client.06")),
    Specimen("name_and_prompts.py", "game", "swapped", caught("client.06")),
    Specimen("menu_first.js", "game", "choice", caught("client.02")),
    Specimen("WriteUtfClient.java", "game", "silent", caught("client.08", "client.09"), "WriteUtf"),
    Specimen("one_message.py", "text", "quiet", caught("client.12")),
    Specimen("echo_with_a_name.py", "echo", "stays", caught("client.11")),
]


def name(specimen: Specimen) -> str:
    return specimen.file


def test_no_program_is_forgotten() -> None:
    for folder, listed in (("servers", SERVERS), ("clients", CLIENTS)):
        found = sorted(each.name for each in (DIALECTS / folder).iterdir())
        assert sorted(map(name, listed)) == found
    spoken = {Path(each.spoken).name for each in [*SERVERS, *CLIENTS]}
    assert spoken == {path.name for path in DIALECTS.glob("*.toml")}


async def is_graded_in_full(
    specimen: Specimen, words: Sequence[str], grade_it: Callable[..., Awaitable[list[Result]]]
) -> None:
    """Grade a program as it is, when it passes all, and with its fault, when that is caught."""

    async def graded(expected: frozenset[str], *fault: str) -> None:
        results = await grade_it(specimen.service, [*words, *fault], dialect=specimen.spoken)
        failed = {each.check.id for each in results if each.verdict not in {"pass", "skipped"}}
        assert failed == expected, described(results)
        assert expected or all(each.verdict == "pass" for each in results)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(graded, caught())
        nursery.start_soon(graded, specimen.caught_by, specimen.fault)


@pytest.mark.parametrize("specimen", SERVERS, ids=name)
async def test_a_server_is_graded_in_full(specimen: Specimen, tmp_path: Path) -> None:
    words = [*command(DIALECTS / "servers" / specimen.file, tmp_path), "{port}"]
    await is_graded_in_full(specimen, words, grade)


@pytest.mark.parametrize("specimen", CLIENTS, ids=name)
async def test_a_client_is_graded_in_full(specimen: Specimen, tmp_path: Path) -> None:
    words = [*command(DIALECTS / "clients" / specimen.file, tmp_path), "{port}"]
    await is_graded_in_full(specimen, words, grade_client)


async def test_a_server_that_closes_after_one_reply_is_found_out() -> None:
    """Only what needs several messages on a connection is skipped, and that reason is told."""
    server = str(ZOO / "servers" / "one_reply_then_closes.py")
    results = await grade("text", [sys.executable, server, "{port}"])
    skipped = {each.check.id: each.finding.words for each in results if each.verdict == "skipped"}
    assert {*skipped} == {"text.09", "line.06", "line.07", "line.08"}, described(results)
    for reason in skipped.values():
        assert reason
        assert "several messages on a connection" in reason.read()
