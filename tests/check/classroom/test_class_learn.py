"""``check class --learn``: submissions that speak alike are graded by one learned dialect."""

from pathlib import Path
from shutil import copy

import pytest

from check.zoo.zoo_grading import ZOO
from helpers.command import run
from trio_sockets.check.classroom.grading import Grader
from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.running import ProgressListener, grade_class
from trio_sockets.check.classroom.sandbox.sandbox import SandboxLimits
from trio_sockets.check.classroom.submissions.finding import find_submissions
from trio_sockets.check.classroom.submissions.plan import Service, read_plan
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.dialect_file import load_dialect

SERVERS = ZOO / "dialects" / "servers"
ALL_ON_ONE_LINE = SERVERS / "all_on_one_line.py"


def submitted(folder: Path, **programs: Path) -> str:
    """Write a class: a folder for each name, with its server in it; return its path."""
    for name, program in programs.items():
        (folder / name).mkdir()
        copy(program, folder / name / "server.py")
    return str(folder)


async def graded(lab: str, service: Service) -> tuple[list[ProgramRow], ClassLearner]:
    """Grade a class's servers of one service, learning; return its rows, and what was learned."""
    submissions = find_submissions(Path(lab), read_plan(Path(lab)), service=service, role="server")
    learner = ClassLearner()
    grader = Grader(
        dialect=load_dialect("ours"),
        limits=SandboxLimits(),
        jobs=1,
        seed=1,
        trace=False,
        learner=learner,
    )
    return list(await grade_class(submissions, grader, ProgressListener())), learner


@pytest.mark.thorough
async def test_those_that_speak_alike_are_graded_by_one_dialect(tmp_path: Path) -> None:
    lab = submitted(tmp_path, ana=ALL_ON_ONE_LINE, bob=ALL_ON_ONE_LINE)
    rows, learner = await graded(lab, "game")
    assert [row.percent for row in rows] == [100, 100]
    [group] = learner.groups
    assert group.others == ["bob"]
    assert "2 speak as ana does" in group.told.read()
    assert "which nobody has confirmed" in rows[0].remarks[0]
    assert "it speaks as ana does" in rows[1].remarks[0]


@pytest.mark.thorough
async def test_a_class_that_is_not_understood_is_offered_to_be_learned(tmp_path: Path) -> None:
    lab = submitted(tmp_path, cleo=ALL_ON_ONE_LINE)
    code, output, errors = await run("check", "class", lab, "--service", "game", "--lang", "en")
    assert code == 0, errors
    assert "understands nothing of 1 programs: with --learn" in output


@pytest.mark.thorough
async def test_text_servers_that_speak_alike_are_graded_by_one_dialect(tmp_path: Path) -> None:
    program = ZOO / "learned" / "servers" / "capitals_of_one_recv.py"
    lab = submitted(tmp_path, ana=program, bob=program)
    rows, learner = await graded(lab, "text")
    assert [row.percent for row in rows] == [100, 100]
    [group] = learner.groups
    assert "2 speak as ana does" in group.told.read()
