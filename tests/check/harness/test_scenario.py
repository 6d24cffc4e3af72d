"""Scenarios, as a teacher writes them."""

import textwrap
from pathlib import Path

import pytest

from trio_sockets import TcpAddress
from trio_sockets.check.harness import scenario as scenario_module
from trio_sockets.check.harness.scenario import GuessSource, Scenario, load_scenario, parse_scenario

WHOLE = """
player = "typed"
listen = ":50007"

[environment]
GAME_SERVER = "{host}:{port}"

[typed]
first = ["{host}", "{port}"]
guess = "g {guess}"
lines = ["UPPER hello"]
last = "quit"
"""


def test_a_file_that_says_everything() -> None:
    assert parse_scenario("asks", WHOLE) == Scenario(
        player=GuessSource.TYPED,
        listen=TcpAddress("127.0.0.1", 50007),
        environment={"GAME_SERVER": "{host}:{port}"},
        first=("{host}", "{port}"),
        guess="g {guess}",
        lines=("UPPER hello",),
        last="quit",
    )


def test_the_example_of_the_docstring_says_everything() -> None:
    """A line that is wrapped as if it were prose is no TOML any more."""
    _, example = (scenario_module.__doc__ or "").split("::\n", 1)
    example, _ = example.split("\n``{host}``", 1)
    scenario = parse_scenario("example", textwrap.dedent(example))
    assert all(getattr(scenario, field) for field in Scenario.__slots__)


def test_an_empty_file_is_no_file() -> None:
    assert parse_scenario("empty", "") == Scenario()


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("player = 'nobody'", 'asks: player must be "program" or "typed"'),
        ("player = 1", "asks: player must be a string"),
        ("listen = '50007'", "asks: listen is wrong: '50007' is no address: write :50007"),
        ("listen = 'unix:/tmp/s'", "asks: listen must be HOST:PORT"),
        ("typed = 1", "asks: typed must be a table"),
        ("[typed]\nlines = 'UPPER a'", "asks: typed: lines must be a list"),
        ("[typed]\nlines = [1]", "asks: typed: lines must be a list of strings"),
        ('[typed]\nlast = "a\\nb"', "asks: typed: last must be one line"),
        ("[typed]\nguess = '50'", "asks: typed: guess must hold {guess}"),
        ("[typed]\nfrist = []", "asks: typed: frist is not known here"),
        ("players = 'typed'", "asks: players is not known here"),
        ("[environment]\nPORT = 1", "asks: environment: PORT must be a string"),
        (
            "[environment]\n'A=B' = 'c'",
            "asks: environment: 'A=B' is not a valid name of a variable",
        ),
        ("player =", "asks: Invalid value (at end of document)"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(toml: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="asks: ") as raised:
        parse_scenario("asks", toml)
    assert str(raised.value) == complaint


def test_a_file_is_called_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "asks.toml"
    path.write_text("player = 'program'", "utf-8")
    assert load_scenario(str(path)).player is GuessSource.PROGRAM
    path.write_bytes(b"\xff")
    with pytest.raises(ValueError, match="line 1 is not UTF-8: save it as UTF-8"):
        load_scenario(str(path))
    with pytest.raises(ValueError, match="No such file or directory"):
        load_scenario(str(tmp_path / "none.toml"))


def test_a_person_types_at_a_client_of_text_if_nobody_says_otherwise() -> None:
    players = {service: Scenario().player_of(service) for service in ("echo", "text", "game")}
    assert players == {"echo": "program", "text": "typed", "game": "program"}
    assert Scenario(player=GuessSource.PROGRAM).player_of("text") is GuessSource.PROGRAM


@pytest.mark.parametrize(
    ("scenario", "command", "told"),
    [
        (Scenario(), ["client", "{port}"], True),
        (Scenario(), ["client", "--at={address}"], True),
        (Scenario(), ["client", "{host}"], False),
        (Scenario(environment={"PORT": "{port}"}), ["client"], True),
        (Scenario(first=("{address}",)), ["client"], True),
    ],
)
def test_a_client_is_told_its_port_in_one_of_three_ways(
    scenario: Scenario, command: list[str], *, told: bool
) -> None:
    assert scenario.tells_port(command) is told
