"""What is learned of a client of the game: by what it does after what its server says."""

import contextlib
import tomllib
from collections.abc import Sequence
from itertools import pairwise

import pytest

from check.learn import client_styles
from check.learn.client_styles import Style
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.clients.candidates import HintPair, pairs_for, strings_in
from trio_sockets.check.learn.clients.course import LearnedClient, client_course
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.learning import LearnedDialect, written_client
from trio_sockets.check.learn.planned import PlannedTalk
from trio_sockets.check.learn.playing import LearnError
from trio_sockets.words import in_english


def learned_of(style: Style, strings: Sequence[str] = ()) -> LearnedDialect:
    course = client_course(strings, lambda: False)
    plan = next(course)
    while True:
        try:
            plan = course.send(_held(plan, style))
        except StopIteration as ended:
            learned: LearnedClient = ended.value
            return written_client(learned, "learned", in_english)


def _held(plan: PlannedTalk, style: Style) -> PlayedTalk:
    client = style()
    turns = [PlayedTurn(None, next(client).encode())]
    script = plan.script(turns[0])
    with contextlib.suppress(StopIteration):
        said = next(script)
        while not turns[-1].ended:
            try:
                turns.append(PlayedTurn(said, client.send(said.text).encode()))
            except (StopIteration, ValueError):  # it has ended, or crashed
                turns.append(PlayedTurn(said, b"", ended=True))
            said = script.send(turns[-1])
    return PlayedTalk(plan.sends, tuple(turns), exit_code=0 if turns[-1].ended else None)


def game_of(learned: LearnedDialect) -> dict[str, object]:
    table = tomllib.loads(learned.toml)["game"]
    assert isinstance(table, dict)
    return table


def asked(learned: LearnedDialect) -> str:
    return "\n".join(question.read() for question in learned.draft.questions)


def test_a_client_of_our_protocol_is_learned() -> None:
    learned = learned_of(client_styles.ours)
    assert game_of(learned) == {
        "greeting": "GAME {low} {high} {tries}",
        "higher": "HIGHER {left}",
        "lower": "LOWER {left}",
        "win": "WIN {used}",
        "lose": "LOSE {number}",
    }
    assert learned.dialect.has_lines
    assert not learned.draft.questions


def test_bounds_that_come_alone_and_sentences_are_learned() -> None:
    learned = learned_of(client_styles.french)
    game = game_of(learned)
    assert game["greeting"] == "{low} {high} {tries}"
    assert (game["higher"], game["lower"]) == ("trop petit {left}", "trop grand {left}")
    assert (game["win"], game["lose"]) == ("gagné", "perdu")


def test_a_client_that_guesses_at_once_has_bounds_of_its_own() -> None:
    learned = learned_of(client_styles.of_the_sheet)
    game = game_of(learned)
    assert "greeting" not in game
    assert game["parameters"] == {"low": 1, "high": 100}
    assert game["win"] == "BRAVO"
    assert learned.dialect.sends is Framing.NOTHING
    assert "does the class's sheet limit them?" in asked(learned)


def test_a_greeting_of_any_words_and_a_word_before_the_guess_are_learned() -> None:
    game = game_of(learned_of(client_styles.behind_a_greeting))
    assert game["greeting"] == "Welcome to the game!"
    assert game["parameters"] == {"low": 0, "high": 999}
    assert game["guess"] == "GUESS {guess}"
    assert (game["higher"], game["lower"]) == ("Too low {left}", "Too high {left}")


def test_a_name_comes_first() -> None:
    learned = learned_of(client_styles.with_a_name)
    assert game_of(learned)["first"] == [{"say": "{name}"}]
    assert 'It says "bob" first' in asked(learned)


def test_an_end_that_was_not_found_is_a_question() -> None:
    assert "It stopped guessing after no message" in asked(learned_of(client_styles.endless))


@pytest.mark.parametrize(
    ("style", "why"),
    [
        (client_styles.counting_up, "it follows none of 60 pairs of hints"),
        (client_styles.silent, "it sends no guess, neither at once nor after any of 8 greetings"),
        (client_styles.demanding, 'it sends "sesame'),
    ],
)
def test_a_client_that_shows_nothing_is_no_dialect(style: Style, why: str) -> None:
    with pytest.raises(LearnError, match=f"^nothing can be learned: {why}"):
        learned_of(style)


def test_the_strings_of_a_program_are_tried_first() -> None:
    strings = strings_in(
        'if answer == "C\'est trop bas":\n    low = 5\nelif "Too high!" in answer:'
    )
    assert "C'est trop bas" in strings
    assert pairs_for(["Your guess is too low", "Your guess is too high"])[0] == HintPair(
        "Your guess is too low", "Your guess is too high"
    )
    assert pairs_for(["MOINS", "PLUS"])[0] == HintPair("PLUS {left}", "MOINS {left}")


def test_each_line_of_the_file_says_why() -> None:
    lines = learned_of(client_styles.behind_a_greeting).toml.splitlines()
    for before, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert before.startswith("# "), line
