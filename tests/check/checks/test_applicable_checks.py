"""What a dialect has not, no check asks for: neither passed nor failed, it is not counted."""

from collections.abc import Sequence
from typing import Any

import pytest

from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.model.case import Check
from trio_sockets.check.runner import applicable

WORDS = '\nhigher = "H"\nlower = "L"\nwin = "W"\nlose = "X"\n'


def left_out(service: str, toml: str) -> tuple[set[str], set[str]]:
    """Return the ids of the checks of a server, and of a client, that a dialect has no need of."""
    dialect = parse_dialect("class", toml).of_service(service)
    servers, clients = server_checks(service, dialect), client_checks(service, "hostile")
    asked_servers = applicable(servers, dialect, command=True)
    asked_clients = applicable(clients, dialect, command=True)
    return ids(servers) - ids(asked_servers), ids(clients) - ids(asked_clients)


def ids(checks: Sequence[Check[Any]]) -> set[str]:
    return {check.id for check in checks}


LINES = {"line.03", "line.04", "line.09", "line.13", "many.09"}
"""Checks of newlines."""


@pytest.mark.parametrize(
    ("service", "toml", "servers", "clients"),
    [
        ("echo", "", set(), set()),
        ("text", "", set(), set()),
        ("game", '[game]\ngreeting = "{low} {high} {tries}"' + WORDS, set(), set()),
        (  # the client hears no parameters: it cannot be told others, nor that it lost at once
            "game",
            "[game]\nparameters = { low = 0, high = 999, tries = 15 }" + WORDS,
            {"game.01"},
            {f"client.{number:02}" for number in (2, 4, 9, 13, 19)},
        ),
        (
            "game",
            '[game]\nparameters = { tries = 7 }\ngreeting = "up to {high}"' + WORDS,
            set(),
            {"client.09", "client.13"},
        ),
        (
            "game",
            '[game]\ngreeting = "{low} {high}"' + WORDS,
            {"game.05", "game.06"},
            {"client.05", "client.09"},
        ),
        (  # in three tries nobody finds one of 100 numbers for certain
            "game",
            '[game]\nparameters = { tries = 3 }\ngreeting = "{low} {high}"' + WORDS,
            set(),
            {"client.07", "client.09"},
        ),
        (
            "text",
            "[text]\nlower = false\ndatenow = false",
            {"text.02", "text.05", "text.10", "text.11", "text.12"},
            set(),
        ),
        (
            "text",
            '[text]\nupper = false\nlower = "{text}"',
            {"text.01", "text.04", "text.06", "text.07", "text.08", "text.09"},
            set(),
        ),
        (
            "text",
            "[text]\nupper = false\nlower = false",
            {*(f"text.0{number}" for number in (1, 2, 3, 4, 5, 6, 8)), "line.05"},
            set(),
        ),
        (
            "text",
            "[text]\none-message-per-connection = true",
            {"tcp.03", "text.09", "line.06", "line.07", "line.08"},
            {"client.16"},
        ),
        (
            "text",
            '[wire]\nsends = "length"\nreplies = "length"',
            LINES,
            {"client.17"},
        ),
        (
            "echo",
            '[echo]\nreply = "You said {text}"',
            {"echo.02", "echo.03", "echo.05", "echo.06"},
            set(),
        ),
        ("echo", '[echo]\ngreeting = "Welcome"', set(), set()),
    ],
)
def test_the_dialect_says_what_is_asked_for(
    service: str, toml: str, servers: set[str], clients: set[str]
) -> None:
    assert left_out(service, toml) == (servers, clients)


@pytest.mark.parametrize(
    ("commands", "basis"),
    [("", "text.01"), ("upper = false", "text.02"), ("upper = false\nlower = false", "text.10")],
)
def test_the_first_command_there_is_has_to_work_before_lines_are_cut(
    commands: str, basis: str
) -> None:
    checks = server_checks("text", parse_dialect("class", f"[text]\n{commands}"))
    needs = {check.id: check.needs for check in checks}
    assert basis in needs["line.01"]
    assert basis in needs["many.01"]
