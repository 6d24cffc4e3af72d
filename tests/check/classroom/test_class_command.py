"""``trio-sockets check class``: its words, its output and its files."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest
import trio
from rich.console import Console

from check.classroom.class_rows import result, row
from helpers.command import run
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.dialect.mistakes import Mistake
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.commands.check.class_terminal import audience, show
from trio_sockets.words import in_english

CRASHES = "raise SystemExit('it crashed')"


@pytest.fixture
def class_(tmp_path: Path) -> Path:
    folder = tmp_path / "lab3"
    for name in ("adam", "<script>", "-dash"):
        (folder / name).mkdir(parents=True)
    (folder / "adam" / "echo_server.py").write_text(CRASHES)
    return folder


@pytest.mark.measured
async def test_it_grades_a_class(class_: Path, tmp_path: Path) -> None:
    files = ["--csv", str(tmp_path / "c.csv"), "--html", str(tmp_path / "c.html")]
    reports = tmp_path / "reports"
    code, output, errors = await run(
        "check", "class", str(class_), "--seed", "7", "--lang", "en", *files,
        "--reports", str(reports),
    )  # fmt: skip
    assert code == 1  # two could not be graded
    lines = output.splitlines()
    names = [line.split()[0] for line in lines[:-2] if not line.startswith(" ")]
    assert names == ["-dash", "<script>", "adam"]
    assert lines[1] == (
        "    no server found: name it game_server.py or the like, or write check.toml"
    )
    assert "server echo     0 % of   5 %" in output
    assert lines[-3].startswith("    tcp.01 ")
    assert lines[-2:] == ["", "Seed 7"]
    assert sorted(line.split("/")[0] for line in errors.splitlines()) == ["1", "2", "3"]
    text = (tmp_path / "c.csv").read_text("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [line["name"] for line in table] == ["'-dash", "<script>", "adam"]
    assert "&lt;script&gt;" in (tmp_path / "c.html").read_text("utf-8")
    assert sorted(path.name for path in reports.iterdir()) == [
        "adam.server-echo.html",
        "adam.server-echo.json",
    ]
    assert json.loads((reports / "adam.server-echo.json").read_text("utf-8"))["seed"] == 7


async def test_what_is_in_no_folder_of_its_own_is_named(class_: Path) -> None:
    for name in ("gina.zip", "hugo\x1b[2J.py", "check.toml", "notes.txt", ".hidden.py"):
        (class_ / name).touch()
    _, _, errors = await run("check", "class", str(class_), "--jobs", "2", "--role", "client")
    beside = "Not graded, as it is in no folder of its own: "
    said = [line.removeprefix(beside) for line in errors.splitlines() if line.startswith(beside)]
    assert said == ["gina.zip", "hugo\\x1b[2J.py"]
    words = ["check", "class", str(class_), "--jobs", "2", "--role", "client", "--lang", "fr"]
    _, _, errors = await run(*words)
    assert "Not graded" not in errors
    assert "aucun dossier à lui\N{NO-BREAK SPACE}: gina.zip" in errors


@pytest.mark.measured
async def test_it_ends_well_when_all_could_be_graded(class_: Path) -> None:
    for name in ("<script>", "-dash"):
        (class_ / name).rmdir()
    code, output, _ = await run("check", "class", str(class_), "--jobs", "2", "--role", "server")
    assert (code, output[:4]) == (0, "adam")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], 'Invalid value "nowhere" for DIRECTORY'),
        (["."], "no submissions in '.': put each in a folder of its own"),
        (["lab3", "--service", "chat"], "--service"),
        (["lab3", "--jobs", "0"], "--jobs"),
        (["lab3", "--time-limit", "-1"], "--time-limit"),
        (["lab3", "--dialect", "nothing"], "no dialect 'nothing'"),
        (["lab3", "--csv", "no/where.csv"], "no/where.csv"),
        (["lab3", "--html", "lab3"], "cannot write lab3: Is a directory"),
        (["lab3", "--reports", "file"], "cannot make file: File exists"),
    ],
)
async def test_what_is_wrong_is_said_before_anything_is_run(
    class_: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    if words == ["."]:
        (class_.parent / "empty").mkdir()
        monkeypatch.chdir(class_.parent / "empty")
    else:
        monkeypatch.chdir(class_.parent)
    await trio.Path("file").touch()
    code, output, errors = await run("check", "class", *words)
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith("trio-sockets: ")
    assert said in errors


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
async def test_a_full_disk_is_said_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "adam").mkdir()
    code, output, errors = await run("check", "class", str(tmp_path), "--csv", "/dev/full")
    assert code == 2
    assert "adam" in output  # the table is shown all the same
    assert "trio-sockets: cannot write /dev/full: No space left on device\n" in errors


@pytest.mark.measured
async def test_a_wrong_file_of_the_class_is_said(class_: Path) -> None:
    (class_ / "check.toml").write_text("bild = 'make'")
    code, _, errors = await run("check", "class", str(class_))
    assert (code, errors) == (2, "trio-sockets: check.toml: bild is not known here\n")


# --- The terminal ------------------------------------------------------------------------------
def console(**options: object) -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    made = Console(file=file, highlight=False, markup=False, width=80, **options)  # type: ignore[arg-type]
    return made, file


HOSTILE = "[red]x\x1b[2J\nend"


def test_the_table_has_a_row_for_each_and_what_to_mend_first() -> None:
    to, file = console()
    rows = [
        row("adam", result("tcp.01"), result("echo.01", Verdict.FAIL, b"\r")),
        row("bea", result("echo.01", known=Mistake.SWAPPED), remark="it was checked elsewhere"),
        ProgramRow(name=HOSTILE, problem=HOSTILE),
    ]
    show(to, rows, 7, in_english)
    assert file.getvalue().splitlines() == [
        "adam                server echo    50 % of 100 %   12 s  ✓ 1  ✗ 1",
        "    echo.01 the title of echo.01 — it said \\r",
        "bea                 server echo   100 % of 100 %   12 s  ✓ 1",
        "    All is well.",
        "    Known mistake: the hints are swapped (game.03)",
        "    it was checked elsewhere",
        "[red]x\\x1b[2J\\nend",
        "    [red]x\\x1b[2J\\nend",
        "",
        "Seed 7",
    ]


@pytest.mark.parametrize("is_terminal", [False, True])
def test_the_progress_tells_who_is_done(*, is_terminal: bool) -> None:
    to, file = console(force_terminal=is_terminal)
    submissions = [Submission(name=name, folder=Path(name)) for name in (HOSTILE, "bea")]
    with audience(to, 2) as told:
        told.began(submissions[0])
        told.began(submissions[1])
        told.ended(submissions[0], [ProgramRow(name=HOSTILE, problem="no server found")])
        told.ended(submissions[1], [row("bea", result("tcp.01"))])
    if is_terminal:
        assert "2/2" in file.getvalue()
        assert "\x1b[2J" not in file.getvalue()
    else:
        assert file.getvalue() == (
            "1/2 [red]x\\x1b[2J\\nend: no server found\n2/2 bea: server echo 100 %\n"
        )
