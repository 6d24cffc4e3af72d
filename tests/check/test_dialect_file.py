from pathlib import Path

import pytest

from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.dialect_file import DialectError, built_in, load_dialect, parse_dialect
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.messages import Higher, Lose, Lower, Message, Parameters, Win

GAME = """
[game]
greeting = "GAME {low} {high} {tries}"
higher = "HIGHER"
lower = "LOWER"
win = "WIN"
lose = "LOSE"
"""


def kind(dialect: Dialect, message: str) -> Kind:
    return dialect.understand(message.encode()).kind


def test_there_are_five() -> None:
    assert built_in() == ["francais", "free-text", "ours", "sheet", "texte-libre"]


@pytest.mark.parametrize("name", built_in())
def test_each_understands_what_it_writes(name: str) -> None:
    dialect = load_dialect(name)
    assert dialect.about
    greeting = dialect.write(Kind.GREETING, low=1, high=100, tries=7)
    assert dialect.greeting(greeting) == Parameters(1, 100, 7)
    for said in (Kind.HIGHER, Kind.LOWER, Kind.WIN, Kind.LOSE):
        heard = dialect.understand(dialect.write(said, left=6, used=1, number=63))
        assert heard.kind is said


@pytest.mark.parametrize(
    ("message", "heard"),
    [(Higher(6), Kind.HIGHER), (Lower(5), Kind.LOWER), (Win(3), Kind.WIN), (Lose(63), Kind.LOSE)],
)
def test_ours_is_the_protocol_of_this_project(message: Message, heard: Kind) -> None:
    assert load_dialect("ours").understand(encode(message)).kind is heard


def test_ours_greets_as_this_project_does() -> None:
    parameters = Parameters(-10, 10, 3)
    assert load_dialect("ours").greeting(encode(parameters)) == parameters


@pytest.mark.parametrize(
    ("dialect", "message", "heard"),
    [
        ("texte-libre", "C'est plus.", Kind.HIGHER),
        ("texte-libre", "Le nombre mystère est plus grand que 50", Kind.HIGHER),
        ("texte-libre", "Trop grand ! Plus que 6 essais", Kind.LOWER),
        ("texte-libre", "C'est moins ! Il reste 3 essais", Kind.LOWER),
        ("texte-libre", "Trop petit. Perdu, c'était 63", Kind.LOSE),
        ("texte-libre", "Bravo, vous avez trouvé en 3 essais", Kind.WIN),
        ("texte-libre", "Erreur : ce n'est pas un nombre", Kind.ERROR),
        ("free-text", "Too low, 3 tries left", Kind.HIGHER),
        ("free-text", "Too high! You have 3 more tries.", Kind.LOWER),
        ("free-text", "Game over. The number was 63.", Kind.LOSE),
        ("free-text", "Congratulations!", Kind.WIN),
        ("free-text", "Well done, you found it! Game over", Kind.WIN),
        ("free-text", "Game over, you won with no tries left. Not bad!", Kind.WIN),
        ("free-text", "Found it! The correct number was 63.", Kind.WIN),
        ("free-text", "Game over! The correct number was 63.", Kind.LOSE),
        ("free-text", "Sorry, you lose. The correct answer was 63", Kind.LOSE),
        ("free-text", "You lose: the number to be found was 63", Kind.LOSE),
        ("free-text", "You have no more tries. The number was 63", Kind.LOSE),
        ("free-text", "You didn't win, game over", Kind.LOSE),
        ("free-text", "Not correct, too low", Kind.HIGHER),
        ("texte-libre", "Pas mal, trouvé en 3 essais !", Kind.WIN),
        ("texte-libre", "Perdu ! Vous n'avez pas trouvé le nombre 63", Kind.LOSE),
        ("texte-libre", "Plus d'essais. Le nombre exact était 63", Kind.LOSE),
        ("texte-libre", "Pas encore trouvé, c'est plus grand", Kind.HIGHER),
        ("sheet", "You lost, the correct number was 63", Kind.LOSE),
        ("sheet", "gagné", Kind.WIN),
        ("sheet", "plus petit", Kind.LOWER),
        ("sheet", "quelque chose", Kind.UNKNOWN),
        ("francais", "GAGNE", Kind.WIN),
        ("francais", "GAGNE 3", Kind.WIN),
        ("francais", "GAGNE trois", Kind.UNKNOWN),
    ],
)
def test_sentences_are_understood_by_their_words(dialect: str, message: str, heard: Kind) -> None:
    assert kind(load_dialect(dialect), message) is heard


def test_bytes_that_are_no_text_are_not_understood() -> None:
    assert load_dialect("ours").understand(b"HIGHER \xff").kind is Kind.UNKNOWN


def test_a_greeting_without_a_lower_bound_begins_at_one() -> None:
    dialect = parse_dialect("class", GAME.replace("{low} ", ""))
    assert dialect.greeting(b"GAME 100 7") == Parameters(1, 100, 7)


@pytest.mark.parametrize("greeting", [b"GAME 100 1 7", b"GAME 1 100 0", b"GAME 1 100"])
def test_parameters_that_allow_no_game_are_none(greeting: bytes) -> None:
    assert parse_dialect("class", GAME).greeting(greeting) is None


def test_parameters_may_come_in_another_order() -> None:
    toml = GAME.replace('"GAME {low} {high} {tries}"', '{ numbers = ["tries", "high", "low"] }')
    assert parse_dialect("class", toml).greeting(b"7 100 1") == Parameters(1, 100, 7)


def test_a_file_may_say_everything() -> None:
    dialect = parse_dialect(
        "class",
        GAME.replace('higher = "HIGHER"', 'higher = ["HIGHER", { words = ["more"] }]')
        + 'guess = "GUESS {guess}"\nerror = "ERR {words}"\nbad-guess-costs-a-try = true\n'
        + '[wire]\nsends = "nothing"\nreplies = "line"\n'
        + '[text]\nupper = "MAJ {text}"\ndatenow = "HEURE"\nerror = "ERR {words}"\n'
        + '[weights]\n"game.03" = 2\n"client.24" = 0.5\n',
    )
    assert dialect.guessing(50) == b"GUESS 50"
    assert dialect.reply("x") == b"x\n"
    assert not dialect.has_messages
    assert kind(dialect, "a bit more") is Kind.HIGHER
    assert dialect.bad_guess_costs
    assert (dialect.upper, dialect.lower, dialect.datenow) == (
        "MAJ {text}",
        "LOWER {text}",
        "HEURE",
    )
    assert dialect.is_text_error(b"ERR what?")
    assert not dialect.is_text_error(b"HELLO")
    assert dialect.weights == {"game.03": 2.0, "client.24": 0.5}


def test_a_class_that_plays_no_game_says_nothing_of_it() -> None:
    dialect = parse_dialect("class", '[text]\nupper = "U {text}"')
    assert not dialect.game
    assert dialect.is_text_error(b"anything may be one")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[game", "class: "),
        ("colour = 1", "class: colour is not known here"),
        ("[game]\nhiger = 1" + GAME[7:], "class: game: higer is not known here"),
        ('[wire]\nsends = "lines"', 'class: wire: sends must be "line" or "nothing"'),
        ("[wire]\nsends = 1", "class: wire: sends must be a string"),
        ('[text]\nupper = "UPPER"', "class: text: upper must hold {text} once"),
        ('[text]\ndatenow = "a\\nb"', "class: text: datenow must be one line"),
        (GAME.replace('win = "WIN"', ""), "class: game: win is missing"),
        (GAME.replace('"WIN"', '"WIN {left}"'), "class: game: win has no number called left"),
        (GAME.replace('"WIN"', "3"), "class: game: win must be a template, a table of words"),
        (GAME.replace('"WIN"', "{ words = [] }"), "class: game: win needs words, or numbers"),
        (GAME.replace('"WIN"', "{ words = [1] }"), "class: game: win needs words, or numbers"),
        (GAME.replace('"WIN"', '{ words = ["a"], but = [1] }'), "class: game: win needs words"),
        (GAME.replace('"WIN"', "{ word = 1 }"), "class: game: win: word is not known here"),
        (GAME.replace("{low} ", "{low} {low} "), "class: game: greeting has a field twice"),
        (GAME.replace("{tries}", ""), "class: game: greeting must tell high and tries"),
        (GAME.replace('"WIN"', '"LOSE"'), "class: game: lose cannot be told from win: 'LOSE'"),
        (GAME + "bad-guess-costs-a-try = 1", "bad-guess-costs-a-try must be true or false"),
        ('[weights]\n"game.03" = -1', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = "x"', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = nan', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = inf', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = 1' + "0" * 400, "class: weights: game.03 must be a number"),
        ('[weights]\n"game.6" = 3', "class: weights: game.6 is no check; write a whole id"),
        ('[weights]\n"gmae.06" = 1', "class: weights: gmae.06 is no check"),
        ('[weights]\n"?" = 1', "class: weights: ? is no check"),
        ("[weights]\ngame.06 = 3", "game is no check; write a whole id in quotes, such as"),
        ("about = 1", "class: about must be a string"),
        ("game = 1", "class: game must be a table"),
    ],
)
def test_a_mistake_is_told_in_one_line(toml: str, complaint: str) -> None:
    with pytest.raises(DialectError) as caught:
        parse_dialect("class", toml)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "lycée.toml").write_text(GAME, encoding="utf-8")
    assert load_dialect(str(tmp_path / "lycée.toml")).name == "lycée"


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'about = "\xe9"')
    with pytest.raises(DialectError, match="it is not UTF-8"):
        load_dialect(str(tmp_path / "latin.toml"))
    with pytest.raises(DialectError, match="No such file or directory; give a file, or one of"):
        load_dialect("nowhere")
