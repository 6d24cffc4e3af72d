from pathlib import Path

import pytest

from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import built_in, load_dialect, parse_dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.pattern_file import DialectError
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

SHEET = GAME.replace('greeting = "GAME {low} {high} {tries}"\n', "")


def kind(dialect: Dialect, message: str) -> Kind:
    return dialect.understand(message.encode()).kind


def test_there_are_six() -> None:
    assert built_in() == ["francais", "free-text", "ours", "sheet", "texte-libre", "texto-libre"]


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
        ("sheet", "Votre nombre est plus petit que le nombre mystère", Kind.HIGHER),
        ("sheet", "Your number is bigger than the mystery number", Kind.LOWER),
        ("texto-libre", "Te pasaste, es menor", Kind.LOWER),
        ("texto-libre", "Se acabaron los intentos, era el 63", Kind.LOSE),
        ("texto-libre", "¡Has ganado!", Kind.WIN),
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
        check_ids(),
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


def test_the_points_of_a_group_are_those_of_each_of_its_checks() -> None:
    toml = '[weights]\nline = 2\n"line.01" = 5\nmany = 0\n'
    weights = parse_dialect("class", toml, check_ids()).weights
    assert (weights["line.01"], weights["line.02"], weights["many.04"]) == (5, 2, 0)
    assert {id_.partition(".")[0] for id_ in weights} == {"line", "many"}


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
        ('[wire]\nsends = "lines"', 'wire: sends must be "line", "nothing" or "length"'),
        ("[wire]\nsends = 1", "class: wire: sends must be a string"),
        ('[text]\nupper = "UPPER"', "class: text: upper must hold {text} once"),
        ('[text]\ndatenow = "a\\nb"', "class: text: datenow must be one line"),
        (GAME.replace('win = "WIN"', ""), "class: game: win is missing"),
        (GAME.replace('"WIN"', '"WIN {left}"'), "class: game: win has no number called left"),
        (GAME.replace('"WIN"', "3"), "class: game: win must be a template, a table of words"),
        (GAME.replace('"WIN"', "{ words = [] }"), "class: game: win needs words or numbers"),
        (GAME.replace('"WIN"', "{ words = [1] }"), "class: game: win needs words or numbers"),
        (GAME.replace('"WIN"', '{ words = ["a"], but = [1] }'), "class: game: win needs words"),
        (GAME.replace('"WIN"', "{ word = 1 }"), "class: game: win: word is not known here"),
        (GAME.replace("{low} ", "{low} {low} "), "class: game: greeting has a field twice"),
        (GAME.replace("{high} ", ""), "class: game: greeting must tell high, unless parameters do"),
        (GAME.replace('"WIN"', '"LOSE"'), "class: game: lose cannot be told from win: 'LOSE'"),
        (GAME + "bad-guess-costs-a-try = 1", "bad-guess-costs-a-try must be true or false"),
        ('[weights]\n"game.03" = -1', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = "x"', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = nan', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = inf', "class: weights: game.03 must be a number of points"),
        ('[weights]\n"game.03" = 1' + "0" * 400, "class: weights: game.03 must be a number"),
        (
            '[weights]\n"game.6" = 3',
            "class: weights: game.6 is neither a check nor a group of checks",
        ),
        (
            "[weights]\ngmae = 3",
            "class: weights: gmae is neither a check nor a group of checks; write",
        ),
        ("[weights]\ngame = true", "class: weights: game must be a number of points, 0 or more"),
        ('[weights]\n"gmae.06" = 1', "class: weights: gmae.06 is neither a check"),
        ('[weights]\n"?" = 1', "class: weights: ? is neither a check"),
        (
            "[weights]\ngame.06 = 3",
            "game is neither a check nor a group of checks; write a whole id in quotes",
        ),
        (SHEET + "parameters = { low = 5, high = 4 }", "parameters allow no game: low 5 is above"),
        (SHEET + "parameters = { left = 5 }", "class: game: parameters: left is not known here"),
        (SHEET + 'parameters = { low = "1" }', "parameters: low must be a whole number"),
        (SHEET + "parameters = { low = 1 }", "class: game: greeting is missing: it tells high"),
        (
            SHEET.replace('lose = "LOSE"', "") + "parameters = { high = 9, tries = 7 }",
            "class: game: lose is missing, as the tries are limited",
        ),
        (
            SHEET + 'greeting = ["{low} {high}", "{high} {tries}"]'.replace("{low} ", "to "),
            "greeting tells tries in one of its templates, but not in another",
        ),
        (GAME + "first = 1", "class: game: first must be a list of strings, or of tables"),
        (GAME + 'first = [{ says = "x" }]', "class: game: first: say must be one line"),
        (GAME + 'first = ["a {b}"]', "first: say has no field called b, only name"),
        (GAME + 'first = [{ say = "x", to = 1 }]', "class: game: first: to is not known here"),
        (GAME + 'first = [{ say = "x", reply = ["a", "b"] }]', "reply must be one template, or"),
        (GAME + 'prompt = "a\\nb"', "class: game: prompt must be one line"),
        (GAME + "ignore = [1]", "class: game: ignore must be a template, a table of words"),
        (GAME + 'ignore = ["LOSE"]', "class: game: lose would not be read whole: 'LOSE' holds"),
        (GAME + 'prompt = "WIN"', "class: game: win would not be read whole: 'WIN' holds ignored"),
        (GAME + "one-message-per-connection = true", "one-message-per-connection is not known"),
        ("[text]\nupper = false\nlower = false\ndatenow = false", "text: upper must be a command"),
        ("[text]\nupper = true", "class: text: upper must be a string"),
        ('[text]\nupper-reply = "!"', "class: text: upper-reply must hold {text} once"),
        ('[text]\ndatenow-reply = "!"', "class: text: datenow-reply must hold {time} once"),
        ('[echo]\nreply = "!"', "class: echo: reply must hold {text} once"),
        ("[echo]\none-message-per-connection = 1", "per-connection must be true or false"),
        ('[echo]\nreplies = "!"', "class: echo: replies is not known here"),
        ("about = 1", "class: about must be a string"),
        ("game = 1", "class: game must be a table"),
    ],
)
def test_a_mistake_is_told_in_one_line(toml: str, complaint: str) -> None:
    with pytest.raises(DialectError) as caught:
        parse_dialect("class", toml, check_ids())
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "lycée.toml").write_text(GAME, encoding="utf-8")
    assert load_dialect(str(tmp_path / "lycée.toml")).name == "lycée"


def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'about = "\xe9"')
    with pytest.raises(DialectError, match="line 1 is not UTF-8: save it as UTF-8"):
        load_dialect(str(tmp_path / "latin.toml"))
    with pytest.raises(DialectError, match="No such file or directory; give a file, or one of"):
        load_dialect("nowhere")
