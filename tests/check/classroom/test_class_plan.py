"""``check.toml``: what it can say, and what is said where it is wrong."""

from pathlib import Path

import pytest

from trio_sockets.check.classroom.submissions.plan import (
    Plan,
    PlanError,
    PlannedProgram,
    parse_plan,
    read_plan,
)

HERE = Path("here")
WHOLE = """
dialect = "francais"
build = ["make", "gcc -o 'a b' server.c"]

[server.game]
command = "./server {port}"
port = 50009

[server.echo]
command = "python3 server.py {port}"

[client.game]
command = "python3 client.py {host} {port}"
scenario = "scenario.toml"
"""


def test_every_entry_is_read() -> None:
    plan = parse_plan(WHOLE, HERE)
    assert plan.dialect == "francais"
    assert plan.build == (("make",), ("gcc", "-o", "a b", "server.c"))
    assert plan.parts == (
        PlannedProgram(role="server", service="echo", command=("python3", "server.py", "{port}")),
        PlannedProgram(role="server", service="game", command=("./server", "{port}"), port=50009),
        PlannedProgram(
            role="client",
            service="game",
            command=("python3", "client.py", "{host}", "{port}"),
            scenario=str(HERE / "scenario.toml"),
        ),
    )


def test_nothing_has_to_be_said() -> None:
    assert parse_plan("", HERE) == Plan()


def test_a_build_may_be_one_command() -> None:
    assert parse_plan('build = "make all"', HERE).build == (("make", "all"),)


def test_a_dialect_that_is_not_built_in_is_a_file_beside_it() -> None:
    assert parse_plan('dialect = "ours.toml"', HERE).dialect == str(HERE / "ours.toml")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("build =", "Invalid value"),
        ("bild = 'make'", "bild is not known here"),
        ("build = 1", "build must be a command, or a list of commands"),
        ("build = ['make', 1]", "build must be a command, or a list of commands"),
        ("build = '\"make'", "build cannot be read: a quote in it is not closed"),
        ("dialect = 1", "dialect must be a string"),
        ("server = 1", "server must be a table"),
        ("[server.chat]\ncommand = 'x'", "server: chat is not known here"),
        (
            "[server.echo]\ncommand = ''",
            "echo: command must be a command, such as 'python3 server.py {port}'",
        ),
        ('[server.echo]\ncommand = "a\\u0000b"', "echo: command must be a command"),
        ("[server.echo]\ncommand = 'x'\nport = 0", "echo: port must be from 1 to 65535"),
        ("[server.echo]\ncommand = 'x'\nport = 65536", "echo: port must be from 1 to 65535"),
        ("[server.echo]\ncommand = 'x'\nscenario = 'y'", "echo: scenario is not known here"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(toml: str, words: str) -> None:
    with pytest.raises(PlanError) as error:
        parse_plan(toml, HERE)
    assert words in str(error.value)
    assert str(error.value).startswith("check.toml: ")
    assert "\n" not in str(error.value)


def test_a_folder_without_one_plans_nothing(tmp_path: Path) -> None:
    assert read_plan(tmp_path) == Plan()


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), lambda p: p.write_bytes(b"\xff")])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "check.toml")
    with pytest.raises(PlanError, match=r"check\.toml: (Is a directory|line 1 is not UTF-8)"):
        read_plan(tmp_path)


def test_a_submissions_own_words_come_before_the_classs() -> None:
    shared = parse_plan(WHOLE, HERE)
    own = parse_plan("[server.game]\ncommand = 'java Server {port}'", HERE).over(shared)
    assert [part.subject for part in own.parts] == ["server echo", "server game", "client game"]
    assert own.parts[1].command == ("java", "Server", "{port}")
    assert own.build == shared.build
    assert own.dialect is None
