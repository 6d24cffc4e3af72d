"""A mistake costs one check, and the rest is looked at with it known: alone, and two together."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import trio

from check.zoo.zoo_grading import SERVERS, ZOO, described, grade
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.reports.explained import explain
from trio_sockets.language import Language, translator

pytestmark = pytest.mark.thorough

GAME = str(ZOO / "known" / "game_of_mistakes.py")

NONSENSE = ("line.05", "line.10", "line.11", "line.12", "line.13", "many.09")
AT_ONCE = ("many.02", "many.03", "many.04", "many.07", "game.17")
GLUED = ("line.06", "line.07", "line.08", "game.16")

SWAPPED = "the hints are swapped (game.03)"
COUNTED = "the tries are counted one off"
ALONE = "one client is served at a time (many.01)"
SILENT = "nonsense gets no reply"
BOUND = "a bound is refused as a guess (game.02)"
ROBBED = "the last try loses in any case (game.06)"
UNTOLD = "a lost game ends without a word"
ENDLESS = "no game is ever lost (game.05)"
VISITOR = "a client that leaves at once ends the program (tcp.02)"


@dataclass(frozen=True)
class Specimen:
    """A server with mistakes that can be taken as known.

    :param mistakes: as the server is told them.
    :param costs: ids of the checks that it fails.
    :param unseen: ids of the checks that cannot show anything. All others pass.
    :param known: under which mistakes some checks pass.
    """

    mistakes: str
    costs: tuple[str, ...]
    known: Mapping[str, str]
    unseen: tuple[str, ...] = ()


SPECIMENS = [
    Specimen("swapped", ("game.03",), {"game.04": SWAPPED, "game.13": SWAPPED, "line.01": SWAPPED}),
    Specimen("early", ("game.05",), {"game.06": f"{COUNTED} (game.05)"}),
    Specimen("counted", ("game.04",), {"game.05": f"{COUNTED} (game.04)"}),
    Specimen("last", ("game.05",), {"game.16": "a newline is missing (game.05)"}),
    Specimen("unended", ("game.01",), {"tcp.03": "a newline is missing (game.01)"}, GLUED),
    Specimen("alone", ("many.01",), {"many.09": ALONE}, AT_ONCE),
    Specimen(
        "nonsense", ("game.11",), {"game.12": "nonsense ends the conversation (game.11)"}, NONSENSE
    ),
    Specimen("silent", (), {"line.05": f"{SILENT} (game.10)", "line.10": f"{SILENT} (game.10)"}),
    Specimen("bounds", ("game.02",), {"game.03": BOUND, "game.13": BOUND}),
    Specimen("robbed", ("game.06",), {"game.07": ROBBED, "game.17": ROBBED}),
    Specimen("untold", ("game.05",), {"game.06": f"{UNTOLD} (game.05)"}),
    Specimen("endless", ("game.05",), {"game.06": ENDLESS, "game.16": ENDLESS}),
    Specimen("visitor", ("tcp.02",), {"many.01": VISITOR, "game.15": VISITOR}),
    Specimen("bounds swapped", ("game.02", "game.03"), {"game.04": f"{BOUND}; {SWAPPED}"}),
    Specimen("untold robbed", ("game.05", "game.06"), {"game.07": f"{ROBBED}; {UNTOLD} (game.05)"}),
    Specimen("bounds endless", ("game.02", "game.05"), {"game.06": f"{BOUND}; {ENDLESS}"}),
    Specimen("visitor alone", ("tcp.02", "many.01"), {"many.09": f"{ALONE}; {VISITOR}"}, AT_ONCE),
    Specimen("silent counted", ("game.04",), {"line.07": f"{COUNTED} (game.04)"}),
    Specimen(
        "swapped counted", ("game.03", "game.04"), {"game.05": f"{COUNTED} (game.04); {SWAPPED}"}
    ),
    Specimen("counted early", ("game.04",), {"game.05": f"{COUNTED} (game.04)"}),
    Specimen("swapped alone", ("game.03", "many.01"), {"many.09": f"{ALONE}; {SWAPPED}"}, AT_ONCE),
    Specimen("swapped nonsense", ("game.03", "game.11"), {"game.04": SWAPPED}, NONSENSE),
    Specimen(
        "early last",
        ("game.05",),
        {"game.16": f"{COUNTED} (game.05); a newline is missing (game.05)"},
    ),
]

TOGETHER = 3
"""Servers that are graded at once, as most of their time is spent in waiting."""


def batches() -> list[list[Specimen]]:
    return [SPECIMENS[first : first + TOGETHER] for first in range(0, len(SPECIMENS), TOGETHER)]


def known(result: Result) -> str:
    return "; ".join(each.words.read() for each in result.known)


def ids(results: list[Result], *verdicts: str) -> set[str]:
    return {each.check.id for each in results if each.verdict in verdicts}


@pytest.mark.parametrize(
    "batch", batches(), ids=lambda batch: ", ".join(each.mistakes for each in batch)
)
async def test_the_rest_is_looked_at_with_the_mistake_known(batch: list[Specimen]) -> None:
    misjudged: dict[str, str] = {}

    async def look_at(specimen: Specimen) -> None:
        words = [sys.executable, GAME, "{port}", *specimen.mistakes.split()]
        results = await grade("game", words)
        told = {each.check.id: known(each) for each in results}
        if (
            ids(results, "fail", "timeout") != {*specimen.costs}
            or ids(results, "skipped") != {*specimen.unseen}
            or any(told[id_] != expected for id_, expected in specimen.known.items())
        ):
            misjudged[specimen.mistakes] = f"{described(results)}\n{told}"

    async with trio.open_nursery() as nursery:
        for specimen in batch:
            nursery.start_soon(look_at, specimen)
    assert misjudged == {}


TEXT = {
    "reply_without_newline.py": ("tcp.03", {"line.06", "line.07", "line.08"}),
    "second_client_waits.py": ("many.01", {*AT_ONCE} - {"game.17"}),
    "closes_on_error.py": ("text.09", set[str]()),
    "silent_on_unknown_command.py": ("text.07", set[str]()),
    "unknown_visitor.py": ("tcp.04", set[str]()),
}


async def test_the_rest_of_a_text_server_is_looked_at_too() -> None:
    misjudged: dict[str, str] = {}

    async def look_at(file: str, cost: str, unseen: set[str]) -> None:
        results = await grade("text", [sys.executable, str(SERVERS / file), "{port}"])
        if (ids(results, "fail", "timeout"), ids(results, "skipped")) != ({cost}, unseen):
            misjudged[file] = described(results)

    async with trio.open_nursery() as nursery:
        for file, (cost, unseen) in TEXT.items():
            nursery.start_soon(look_at, file, cost, unseen)
    assert misjudged == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "one client is served at a time (many.01)"),
        ("fr", "un seul client est servi à la fois (many.01)"),
    ],
)
async def test_a_report_says_in_each_language_what_is_known(
    language: Language, sentence: str
) -> None:
    words = [sys.executable, str(SERVERS / "second_client_waits.py"), "{port}"]
    results = await grade("text", words)
    report = Report(
        subject="server text", where="", dialect="ours", seed=1, results=tuple(results), weights={}
    )
    told = {each.check.id: explain(report, each, translator(language)) for each in results}
    assert told["many.09"].known == (sentence,)
    assert "many.01" in told["many.02"].what
    assert report.score.earned == report.score.looked_at - 1
    assert report.score.looked_at == report.score.total - len(TEXT["second_client_waits.py"][1])


def test_every_mistake_of_the_server_is_made() -> None:
    described = set(
        re.findall(r"^(\w+) {3,}\w", Path(GAME).read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert described == {word for each in SPECIMENS for word in each.mistakes.split()}
