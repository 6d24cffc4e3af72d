"""Which folders are submissions, and what is said of those that cannot be graded."""

from pathlib import Path

import pytest

from trio_sockets.check.classroom.submissions.finding import Submission, find_submissions
from trio_sockets.check.classroom.submissions.plan import Plan, PlanError, read_plan


def put(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def problems(found: list[Submission]) -> dict[str, str | None]:
    return {each.name: each.problem.read() if each.problem else None for each in found}


def test_each_folder_is_one_by_name(tmp_path: Path) -> None:
    for name in ("zoe", "adam", "-dash", "a b", ".git", "__MACOSX", "reports"):
        put(tmp_path / name, echo_server__py="")
    (tmp_path / "notes.txt").touch()
    found = find_submissions(tmp_path, Plan(), but=[tmp_path / "." / "reports"])
    assert [submission.name for submission in found] == ["-dash", "a b", "adam", "zoe"]
    assert set(problems(found).values()) == {None}


def test_a_lone_folder_within_is_gone_into(tmp_path: Path) -> None:
    put(tmp_path / "zoe" / "lab" / "src", echo_server__py="")
    (tmp_path / "zoe" / "__MACOSX").mkdir()
    [submission] = find_submissions(tmp_path, Plan())
    assert submission.folder == tmp_path / "zoe" / "lab" / "src"
    assert [part.subject for part in submission.plan.parts] == ["server echo"]


def test_what_cannot_be_graded_is_said_and_the_others_are_graded(tmp_path: Path) -> None:
    put(tmp_path / "adam", echo_server__py="")
    put(tmp_path / "bea")
    put(tmp_path / "carl", check__toml="[server.echo]")
    put(tmp_path / "dora", server__py="")
    assert problems(find_submissions(tmp_path, Plan())) == {
        "adam": None,
        "bea": "no server found: name it game_server.py or the like, or write check.toml",
        "carl": "no server found: name it game_server.py or the like, or write check.toml",
        "dora": "server.py does not tell its service: name it game_server.py or the like, "
        "give --service, or write check.toml",
    }


def test_a_table_without_a_command_holds_for_what_the_names_tell(tmp_path: Path) -> None:
    put(tmp_path / "adam", game_client__py="", echo_server__py="")
    put(tmp_path / "bea", check__toml="[client.game]\ncommand = 'node mine.js {port}'")
    put(tmp_path / "carl", echo_server__py="")
    (tmp_path / "check.toml").write_text("[client.game]\nport = 50009\nscenario = 'typed.toml'")
    shared = read_plan(tmp_path)
    plans = {each.name: each.plan.parts for each in find_submissions(tmp_path, shared)}
    server, client = plans["adam"]
    assert (server.subject, server.command[1], server.port) == (
        "server echo", "./echo_server.py", None,
    )  # fmt: skip
    assert (client.subject, client.command[1], client.port) == (
        "client game", "./game_client.py", 50009,
    )  # fmt: skip
    assert client.scenario == str(tmp_path / "typed.toml")
    assert [(part.command[0], part.scenario) for part in plans["bea"]] == [("node", None)]
    assert [part.subject for part in plans["carl"]] == ["server echo"]


def test_a_file_of_the_class_holds_for_all(tmp_path: Path) -> None:
    put(tmp_path / "adam", main__py="")
    put(tmp_path / "bea", check__toml="[server.echo]\ncommand = 'node main.js {port}'")
    (tmp_path / "check.toml").write_text("[server.echo]\ncommand = 'python3 main.py {port}'")
    found = find_submissions(tmp_path, read_plan(tmp_path))
    commands = [part.command[0] for submission in found for part in submission.plan.parts]
    assert commands == ["python3", "node"]


def test_only_what_is_asked_for_is_graded(tmp_path: Path) -> None:
    put(tmp_path / "adam", echo_server__py="", game_server__py="", game_client__py="")
    put(tmp_path / "bea", echo_server__py="")
    adam, bea = find_submissions(tmp_path, Plan(), service="game", role="client")
    assert [part.subject for part in adam.plan.parts] == ["client game"]
    assert bea.problem is not None
    [adam, bea] = find_submissions(tmp_path, Plan(), role="client")
    assert bea.problem is not None
    assert bea.problem.read().startswith("no client found: name it game_client.py")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "no submissions in"),
        (lambda path: path.touch(), "cannot read"),
    ],
)
def test_a_folder_without_submissions_is_said(tmp_path: Path, make: object, words: str) -> None:
    assert callable(make)
    make(tmp_path / "class")
    with pytest.raises(PlanError, match=words):
        find_submissions(tmp_path / "class", Plan())


def test_what_a_file_says_holds_also_where_the_names_tell_the_programs(tmp_path: Path) -> None:
    put(tmp_path / "adam", echo_server__py="", check__toml="dialect = 'sheet'\nbuild = 'make'")
    [submission] = find_submissions(tmp_path, Plan())
    assert (submission.plan.dialect, submission.plan.build) == ("sheet", (("make",),))
    assert [part.subject for part in submission.plan.parts] == ["server echo"]
