"""``play``, ``race`` and ``talk`` speak French to a French student, and fail in French."""

import pytest

from helpers.command import run, server

FRENCH = {"LANGUAGE": "", "LC_ALL": "fr_FR.UTF-8"}


@pytest.mark.parametrize("way", ["locale", "option"])
async def test_a_game_is_played_in_french(way: str) -> None:
    words = ["--auto"] if way == "locale" else ["--auto", "--lang", "fr"]
    env = FRENCH if way == "locale" else None
    async with server("game@:0", "--seed", "1") as running:
        code, output, errors = await run("play", str(running.addresses["game"]), *words, env=env)
    assert (code, errors) == (0, "")
    assert output.startswith("Le nombre va de 1 à 100. Vous avez 7 essais.\n")
    assert output.endswith("Vous avez gagné\u202f!\n")
    assert not {"left", "higher", "lower", "found", "tries"} & set(output.split())


async def test_a_race_is_played_in_french() -> None:
    async with server("race@:0", "--race-countdown", "0.01") as running:
        words = ("--auto", "--pace", "0", "--rounds", "1", "--name", "ana")
        code, output, errors = await run("race", str(running.addresses["race"]), *words, env=FRENCH)
    assert (code, errors) == (0, "")
    assert "Vous êtes dans la salle lobby, tout seul." in output
    assert "Vous avez quitté la course." in output
    assert not {"The", "You", "left", "round", "Round"} & set(output.split())


@pytest.mark.parametrize("command", ["play", "race", "talk"])
async def test_where_nobody_listens_the_error_is_french(command: str) -> None:
    code, output, errors = await run(command, "127.0.0.1:1", env=FRENCH)
    assert (code, output) == (1, "")
    assert errors.startswith(
        "trio-sockets: connexion à 127.0.0.1:1 impossible\u00a0: "
        "personne n'écoute à cette adresse\u00a0: "
        "pour démarrer un serveur, tapez dans un autre terminal\u00a0: trio-sockets serve "
    )
    assert errors.count("\n") == 1


async def test_the_option_comes_before_the_locale() -> None:
    _, _, errors = await run("play", "127.0.0.1:1", "--lang=en", env=FRENCH)
    assert "cannot connect to 127.0.0.1:1" in errors
