"""What the checker says when it plays the server, and what it types."""

from functools import partial

import pytest

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import built_in, load_dialect, parse_dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.opponents.responders import (
    MANY,
    Opponent,
    Replier,
    commands_to_type,
    echoed,
    obeyed,
)
from trio_sockets.protocol.messages import Parameters


@pytest.fixture(params=built_in())
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return load_dialect(request.param)


def test_a_game_in_every_dialect(dialect: Dialect) -> None:
    opponent = Opponent(dialect, Parameters(1, 100, 7))
    assert dialect.greeting(opponent.greeting) == Parameters(1, 100, 7)
    kinds = []
    while not opponent.over:
        guess = dialect.guessing(opponent.typing()).rstrip(b"\n")
        answer = opponent.answer(guess)
        assert answer is not None
        kinds.append(dialect.understand(answer).kind)
    assert all(kind.is_hint for kind in kinds[:-1])
    assert kinds[-1] is Kind.WIN


def test_what_is_on_the_sheet_is_not_said_and_a_prompt_is() -> None:
    toml = '[game]\nparameters = { low = 1, high = 9, tries = 3 }\nprompt = "{left} left: "\n'
    words = 'higher = "H"\nlower = "L"\nwin = "W"\nlose = "X"'
    dialect = parse_dialect("class", toml + words).of_service("game")
    opponent = Opponent(dialect, dialect.playable(Parameters(5, 500, 40)))
    assert (opponent.greeting, opponent.prompt) == (b"", b"3 left: ")
    assert opponent.answer(b"500") is None
    assert opponent.answer(b"2") == b"H\n2 left: "
    assert opponent.answer(b"3") == b"H\n1 left: "
    assert opponent.answer(b"4") == b"X\n"


def test_a_service_says_what_its_dialect_puts_around_a_reply() -> None:
    toml = '[text]\ngreeting = "Hi"\nprompt = "> "\nupper = "{text}"\nupper-reply = "{text}!"\n'
    dialect = parse_dialect("class", toml + "lower = false\ndatenow = false").of_service("text")
    assert commands_to_type(dialect) == ("hello there",)
    replier = Replier(dialect, partial(obeyed, dialect=dialect), ("hello",))
    assert (replier.greeting, replier.prompt) == (b"Hi\n", b"> ")
    assert replier.answer(b"hello") == b"HELLO!\n> "
    echo = parse_dialect("class", '[echo]\nreply = "Echo: {text}"').of_service("echo")
    assert echoed(b"hello", echo) == b"Echo: hello\n"


@pytest.mark.parametrize("message", [b"fifty", b"", b"0", b"101", b"\xff", b"3.5"])
def test_what_is_no_guess_has_no_answer(message: bytes) -> None:
    assert Opponent(load_dialect("ours"), Parameters(1, 100, 7)).answer(message) is None


def test_a_person_types_as_the_scenario_says() -> None:
    opponent = Opponent(load_dialect("ours"), Parameters(1, 100, 7), typed="g {guess}")
    assert opponent.typing() == "g 50"


def test_the_text_service_obeys_in_every_dialect(dialect: Dialect) -> None:
    upper, lower, date = (command.encode() for command in commands_to_type(dialect))
    end = dialect.replies.frame(b"")
    assert obeyed(upper, dialect) == b"HELLO THERE" + end
    assert obeyed(lower, dialect) == b"good morning" + end
    assert obeyed(date, dialect).startswith(b"2026-")
    assert dialect.is_text_error(obeyed(b"bogus", dialect))
    assert b"unknown" in obeyed(b"bogus", dialect) or dialect.text_error


def test_all_that_is_typed_is_answered_before_it_is_over() -> None:
    dialect = load_dialect("ours").of_service("echo")
    replier = Replier(dialect, partial(echoed, dialect=dialect), ("one", "two"))
    for line in ("one", "two"):
        assert not replier.over
        assert replier.typing() == line
        assert replier.answer(line.encode()) == line.encode()
    assert replier.over
    assert replier.typing() is None


def test_a_client_that_never_stops_has_been_heard_at_last() -> None:
    dialect = load_dialect("ours").of_service("echo")
    replier = Replier(dialect, partial(echoed, dialect=dialect), ())
    for _ in range(MANY):
        assert not replier.over
        replier.answer(b"again")
    assert replier.over
