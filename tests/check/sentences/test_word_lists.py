import pytest

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.sentences.meaning import Meaning

GAME = """
[game]
greeting = "GAME {low} {high} {tries}"
higher = "PLUS"
lower = "MOINS"
win = "GAGNE"
lose = "PERDU"
"""
OWN = """
[sentences]
higher = ["en haut", "{go} up?", "monte|grimpe $"]
win = ["trouvé", "{n} points"]
ignore = ["trouve"]
[sentences.sets]
go = ["go", "please go"]
"""


def dialect(toml: str) -> Dialect:
    return parse_dialect("class", GAME + toml)


def kind(spoken: Dialect, text: str) -> Kind:
    return spoken.understand(text.encode()).kind


def test_a_class_adds_words_to_a_dialect_that_comes_with_the_package() -> None:
    lists = '[sentences]\nlike = ["texte-libre"]\nwin = ["t\'es un boss"]\nsmaller = ["plus nain"]'
    spoken = dialect(lists)
    assert kind(spoken, "t'es un BOSS !") is Kind.WIN
    assert kind(spoken, "Le nombre est plus nain") is Kind.LOWER
    assert kind(spoken, "Ton nombre est plus nain que le mien") is Kind.HIGHER
    assert kind(dialect('[sentences]\nlike = ["texte-libre"]'), "t'es un boss") is Kind.UNKNOWN


def test_the_messages_of_a_class_come_before_its_sentences() -> None:
    spoken = parse_dialect("class", GAME.replace('"PLUS"', '"moins ?"') + OWN)
    assert kind(spoken, "moins ?") is Kind.HIGHER


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("EN HAUT", Kind.HIGHER),
        ("go", Kind.HIGHER),
        ("please go up", Kind.HIGHER),
        ("grimpe !", Kind.HIGHER),
        ("grimpe la montagne", Kind.UNKNOWN),
        ("12 points", Kind.WIN),
        ("points", Kind.UNKNOWN),
        ("trouvé", Kind.WIN),
        ("trouve", Kind.UNKNOWN),
    ],
)
def test_a_phrase_says_how_it_may_be_said(text: str, heard: Kind) -> None:
    assert kind(dialect(OWN), text) is heard


def test_what_a_sentence_may_mean_is_told() -> None:
    heard = dialect('[sentences]\nlike = ["free-text"]').understand(b"Game over")
    assert heard.kind is Kind.UNKNOWN
    assert heard.could_be == (Meaning.LOST, Meaning.IGNORE)


def test_parameters_may_come_in_a_sentence_with_three_numbers() -> None:
    greeting = GAME.replace('"GAME {low} {high} {tries}"', '{ numbers = ["low", "high", "tries"] }')
    spoken = parse_dialect("class", greeting + '[sentences]\nlike = ["free-text"]')
    assert kind(spoken, "Guess a number from 1 to 100, you have 7 tries.") is Kind.GREETING
    assert kind(spoken, "Your guess 50 is too low: 3 tries left, 12 points") is Kind.HIGHER


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[sentences]\nwins = []", "class: sentences: wins is not known here"),
        ("[sentences]\nwin = 1", "class: sentences: win must be a list"),
        ("[sentences]\nwin = [1]", "class: sentences: win must be a list of phrases"),
        ('[sentences]\nwin = [" "]', "class: sentences: win must be a list of phrases"),
        ('[sentences]\nwin = ["a?"]', "class: sentences: win: 'a?' may have no words at all"),
        ('[sentences]\nwin = ["{a}"]', "class: sentences: win: '{a}' names a set that does not"),
        (
            '[sentences]\nwin = ["{a}"]\n[sentences.sets]\na = ["{b}"]\nb = ["x {a}"]',
            "class: sentences: sets: a contains itself",
        ),
        ('[sentences]\nlike = ["ours"]', "class: sentences: like must be a list of built-in"),
        ('[sentences]\nlike = ["nowhere"]', "class: sentences: like must be a list of built-in"),
        ("[sentences]\nlike = [1]", "class: sentences: like must be a list of built-in"),
        ('[sentences]\nlike = "free-text"', "class: sentences: like must be a list"),
        ("[sentences]\nsets = 1", "class: sentences: sets must be a table"),
    ],
)
def test_a_mistake_in_the_word_lists_is_told_in_one_line(toml: str, complaint: str) -> None:
    with pytest.raises(DialectError) as caught:
        dialect(toml)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)
