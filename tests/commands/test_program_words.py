"""The words of a program behind ``--``, and what is said where that is forgotten."""

import pytest
from cyclopts import App

from trio_sockets.cli import app
from trio_sockets.commands.options.program_words import FLAGS, ROLES, forgotten_dashes

PROGRAMS = {"python3", "./server", "c.py"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("check server game python3 s.py", "check server game -- python3 s.py"),
        ("check server game ./server {port} -v", "check server game -- ./server {port} -v"),
        ("check client echo :50007 python3 c.py", "check client echo :50007 -- python3 c.py"),
        ("check server python3 s.py", "check server echo|text|game -- python3 s.py"),
        ("check server game --all python3 -u s.py", "check server game --all -- python3 -u s.py"),
        ("check server --seed 3 game python3", "check server --seed 3 game -- python3"),
        ("--config c.py check server game python3", "check server game -- python3"),
        ("check server game :1 s.py", "check server game :1 -- s.py"),
    ],
)
def test_where_the_dashes_belong_is_said(words: str, hint: str) -> None:
    said = forgotten_dashes(words.split(), PROGRAMS.__contains__)
    assert said is not None
    assert said.read() == f"a program and its words come after --: trio-sockets {hint}"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "check",
        "check server",
        "check server game",
        "check server game :50009 --report c.py",
        "check server game --report=x python",
        "check server game host",
        "check server game -- python3 s.py",
        "check class python3",
        "check dialect c.py",
        "talk python3",
    ],
)
def test_nothing_is_said_of_other_words(words: str) -> None:
    assert forgotten_dashes(words.split(), PROGRAMS.__contains__) is None


@pytest.mark.parametrize("role", ROLES)
def test_the_options_that_take_no_value_are_those_of_the_commands(role: str) -> None:
    command = app["check"][role]
    assert isinstance(command, App)
    options = command.assemble_argument_collection()
    flags = {name for one in options if one.hint is bool for name in one.names}
    assert flags == set(FLAGS)
