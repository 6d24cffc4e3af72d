"""Grading with checks that are made up: exit codes, where it stops, chance, and files."""

import json
import random
from pathlib import Path

import pytest
import trio
from cyclopts import CycloptsError

from helpers import sample_report as sample
from trio_sockets import TcpAddress
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.commands.check.grading import Graded, GradingOptions, grade
from trio_sockets.words import Words, say


class Lab:
    """Has nothing at hand but chance."""

    def __init__(self, chance: random.Random) -> None:
        self.drawn = chance.random()
        self.dialect = load_dialect("ours")

    def transcript(self) -> Transcript:
        return sample.transcript()

    def close(self) -> None:
        pass

    def gone(self) -> Words | None:
        return None

    def crash(self) -> CrashEvidence | None:
        return None


async def graded(*verdicts: Verdict, **options: object) -> tuple[int, list[float]]:
    """Grade with a check for each verdict; return the exit code, and what each one drew."""
    drawn = []

    async def open_lab(chance: random.Random, afresh: bool) -> Lab:  # noqa: FBT001
        lab = Lab(chance)
        drawn.append(lab.drawn)
        await trio.lowlevel.checkpoint()
        return lab

    async def nothing(_lab: Lab) -> None:
        await trio.lowlevel.checkpoint()

    def check(number: int, verdict: Verdict) -> Check[Lab]:
        finding = Finding(verdict=verdict, words=say("a reply"))
        return Check(
            id=f"game.{number:02}",
            title=say("a reply"),
            teaches=say("a reply"),
            section=say("a reply"),
            script=nothing,
            judge=lambda _transcript: PASSED if verdict is Verdict.PASS else finding,
        )

    checks = [check(number, verdict) for number, verdict in enumerate(verdicts, 1)]
    subject = Graded(
        subject="server game",
        where="my\x1b[2J server",
        address=lambda: TcpAddress("127.0.0.1", 4000),
        command=lambda: ["my server", "-c\nx", "caf\udce9"],
    )
    given = GradingOptions(**{"lang": "en", **options})  # type: ignore[arg-type]
    return await grade(subject, checks, open_lab, given), drawn


@pytest.mark.parametrize(
    ("verdicts", "options", "code"),
    [
        ([Verdict.PASS, Verdict.PASS], {}, 0),
        ([Verdict.PASS, Verdict.LENIENT], {}, 0),
        ([Verdict.PASS, Verdict.LENIENT], {"strict": True}, 1),
        ([Verdict.PASS, Verdict.FAIL], {}, 1),
        ([Verdict.TIMEOUT], {}, 1),
        ([Verdict.ERROR], {}, 1),
        ([Verdict.FAIL, Verdict.PASS], {"all_": True}, 1),
        ([Verdict.PASS, Verdict.UNCLEAR], {}, 3),
        ([Verdict.UNCLEAR, Verdict.LENIENT], {"strict": True}, 1),
        ([Verdict.UNCLEAR, Verdict.FAIL], {}, 1),
    ],
)
async def test_the_exit_code(
    verdicts: list[Verdict], options: dict[str, object], code: int
) -> None:
    assert (await graded(*verdicts, **options))[0] == code


async def test_it_stops_at_the_first_failure_unless_told_to_go_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await graded(Verdict.PASS, Verdict.FAIL, Verdict.PASS)
    stopped = capsys.readouterr().out
    assert "✗ game.02" in stopped
    assert "game.03" not in stopped
    assert "1 of 2 points" in stopped
    assert "2 of 3 points (66 %)" in stopped
    await graded(Verdict.PASS, Verdict.FAIL, Verdict.PASS, all_=True)
    gone_on = capsys.readouterr().out
    assert "✓ game.03" in gone_on
    assert "2 of 3 points" in gone_on


async def test_the_seed_repeats_what_was_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    _, first = await graded(Verdict.PASS, Verdict.PASS, seed=5)
    _, second = await graded(Verdict.PASS, Verdict.PASS, seed=5)
    _, other = await graded(Verdict.PASS, Verdict.PASS, seed=6)
    assert first == second != other
    assert "  Seed           5\n" in capsys.readouterr().out


async def test_without_a_seed_one_is_drawn_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    _, first = await graded(Verdict.PASS)
    seed = capsys.readouterr().out.partition("Seed")[2].split()[0]
    assert (await graded(Verdict.PASS, seed=int(seed)))[1] == first


async def test_what_is_graded_reaches_the_terminal_without_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await graded(Verdict.FAIL)
    assert r"my\x1b[2J server" in capsys.readouterr().out


async def test_words_that_are_not_utf_8_are_reported_as_escapes(tmp_path: Path) -> None:
    await graded(Verdict.FAIL, report=(tmp_path / "out.json",))
    command = json.loads((tmp_path / "out.json").read_text("utf-8"))["command"]
    assert command == ["my server", "-c\nx", r"caf\udce9"]


async def test_a_file_that_cannot_be_written_is_said_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "none" / "bad.json"
    with pytest.raises(CycloptsError, match="cannot write"):
        await graded(Verdict.PASS, report=(good, bad))
    assert capsys.readouterr().out == ""
    assert not good.exists()


async def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("x" * 10_000)
    await graded(Verdict.PASS, report=(path,))
    assert path.read_text("utf-8").startswith("{")


async def test_a_folder_that_goes_away_meanwhile_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "out.json"
    path.parent.mkdir()
    options = GradingOptions(report=(path,))
    options.check_files()
    path.parent.rmdir()
    with pytest.raises(CycloptsError, match="cannot write"):
        options.write_files(sample.ALL)
