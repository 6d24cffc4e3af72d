"""What is learned of a server of the game: of many styles, by what it says to which guess."""

import tomllib
from itertools import pairwise

import pytest

from check.learn import game_styles
from check.learn.game_styles import Style
from check.learn.playing_styles import learned_of
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.learn.learning import LearnedDialect
from trio_sockets.check.learn.playing import LearnError

UNDERSTOOD: list[Style] = [
    game_styles.protocol,
    game_styles.polite,
    game_styles.without_newlines,
    game_styles.silent,
    game_styles.codes,
    game_styles.hint_at_the_end,
    game_styles.counted_up,
    game_styles.menu,
    game_styles.command,
    game_styles.spanish,
    game_styles.boundless,
    game_styles.speechless,
]
SEEDS = range(1, 6)


def game_of(learned: LearnedDialect) -> dict[str, object]:
    """Return the table of the game in the file that was written."""
    table = tomllib.loads(learned.toml)["game"]
    assert isinstance(table, dict)
    return table


def heard(learned: LearnedDialect, message: str) -> Kind:
    return learned.dialect.of_service("game").understand(message.encode()).kind


def asked(learned: LearnedDialect) -> str:
    return "\n".join(question.read() for question in learned.draft.questions)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("style", UNDERSTOOD, ids=lambda style: style.__name__)
def test_all_that_was_heard_is_read_as_it_was_meant(style: Style, seed: int) -> None:
    learned = learned_of(style, seed=seed)
    assert not learned.verified.unread, learned.toml
    assert learned.verified.right


def test_parameters_of_a_greeting_are_found() -> None:
    game = game_of(learned_of(game_styles.protocol))
    assert game["greeting"] == "GAME {low} {high} {tries}"
    assert game["higher"] == "HIGHER {left}"
    assert game["lower"] == "LOWER {left}"
    assert game["win"] == "WIN {used}"
    assert game["lose"] == "LOSE {number}"
    assert game["bad-guess-costs-a-try"] is False
    assert "parameters" not in game


def test_a_name_and_prompts_are_found() -> None:
    game = game_of(learned_of(game_styles.polite))
    assert game["first"] == [
        {"prompt": "Votre nom ? ", "say": "{name}", "reply": "Bonjour {name} !"}
    ]
    assert game["greeting"] == "Un nombre de {low} à {high}.\nVous avez {tries} essais."
    assert game["prompt"] == "À vous : "
    assert game["higher"] == "Trop petit\nIl reste {left} essais"
    assert game["win"] == "Bravo, trouvé en {used} essais !"
    ignored = game["ignore"]
    assert isinstance(ignored, list)
    assert {"Fin de jeu", "*** Nombre mystère ***", ""} <= {*ignored}


def test_replies_that_nothing_ends_are_found() -> None:
    learned = learned_of(game_styles.without_newlines)
    assert learned.dialect.replies is Framing.NOTHING
    assert game_of(learned)["prompt"] == "Your guess? "
    assert heard(learned, "Too big!") is Kind.LOWER


@pytest.mark.parametrize("reads", [Framing.NOTHING, Framing.LENGTH])
def test_what_ends_our_messages_is_found(reads: Framing) -> None:
    def exact(chance: object) -> game_styles.Talk:
        talk = game_styles.protocol(chance)  # type: ignore[arg-type]
        said = yield next(talk)
        while True:
            try:
                said = yield talk.send(said) if said == said.strip() else "ERR not-a-number\n"
            except StopIteration as last:
                return str(last.value)

    assert learned_of(exact, reads=reads).dialect.sends is reads


def test_bounds_that_nothing_tells_are_found_by_what_is_refused() -> None:
    for seed in SEEDS:
        game = game_of(learned_of(game_styles.silent, seed=seed))
        assert game["parameters"] == {"low": 0, "high": 999, "tries": 15}
        assert "greeting" not in game


def test_bounds_that_nothing_shows_are_a_question() -> None:
    learned = learned_of(game_styles.boundless)
    assert "are the bounds 1 and" in asked(learned)
    assert "tries" not in str(game_of(learned)["parameters"])


def test_a_loss_without_a_word_is_a_question() -> None:
    learned = learned_of(game_styles.speechless)
    assert "It closes without a word after 8 guesses" in asked(learned)
    assert learned.dialect.told == {"low", "high"}


def test_codes_are_told_apart_by_when_they_come() -> None:
    learned = learned_of(game_styles.codes)
    kinds = [heard(learned, code) for code in ("1", "-1", "0")]
    assert kinds == [Kind.HIGHER, Kind.LOWER, Kind.WIN]


def test_a_hint_before_the_end_belongs_to_it() -> None:
    learned = learned_of(game_styles.hint_at_the_end)
    assert heard(learned, "Trop petit\nPerdu ! C'était 5") is Kind.LOSE
    assert heard(learned, "Trop grand\nPerdu ! C'était 5") is Kind.LOSE
    assert heard(learned, "Trop petit") is Kind.HIGHER


def test_the_choice_that_plays_is_taken() -> None:
    assert game_of(learned_of(game_styles.menu))["first"] == [{"prompt": "Choix : ", "say": "2"}]


def test_a_word_before_the_guess_is_found() -> None:
    assert game_of(learned_of(game_styles.command))["guess"] == "GUESS {guess}"


def test_two_ways_to_say_the_same_are_found() -> None:
    learned = learned_of(game_styles.spanish)
    assert heard(learned, "Más alto. Te quedan 3 intentos") is Kind.HIGHER
    assert heard(learned, "Más bajo. Te queda 1 intento") is Kind.LOWER


def test_swapped_hints_are_what_their_words_say_and_a_question() -> None:
    learned = learned_of(game_styles.swapped)
    assert heard(learned, "too low") is Kind.HIGHER
    assert "opposite of what is true of the guess" in asked(learned)


def test_hints_that_may_speak_of_the_guess_are_what_was_true_and_a_question() -> None:
    learned = learned_of(game_styles.of_the_guess)
    assert heard(learned, "Plus petit") is Kind.HIGHER
    assert "or they are swapped" in asked(learned)


@pytest.mark.parametrize("style", [game_styles.chancy, game_styles.stubborn])
def test_replies_that_tell_nothing_are_no_dialect(style: Style) -> None:
    with pytest.raises(LearnError, match="nothing can be learned: "):
        learned_of(style)


def test_each_line_of_the_file_says_why() -> None:
    learned = learned_of(game_styles.polite)
    lines = learned.toml.splitlines()
    for before, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert before.startswith("# "), line


def test_each_message_is_told_with_its_meaning_and_the_reason() -> None:
    remarks = {remark.said: remark for remark in learned_of(game_styles.protocol).draft.remarks}
    higher = remarks["HIGHER {left}"]
    assert higher.times > 10
    assert higher.meaning.read() == "higher"
    assert "the number lay above every guess" in higher.because.read()
