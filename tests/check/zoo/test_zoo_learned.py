"""Each program of the zoo that speaks otherwise is graded in full by what is learned, unedited."""

from pathlib import Path

import pytest

from check.zoo.zoo_grading import ZOO, command, described, grade, grade_client
from trio_sockets import TcpAddress
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import learn_server, written_client
from trio_sockets.check.learn.playing_client import play_client
from trio_sockets.words import in_english

pytestmark = pytest.mark.thorough

GAMES = [
    "sheet_parameters.py",
    "name_and_prompts.py",
    "menu_first.c",
    "no_limit.js",
    "all_on_one_line.py",
    "WriteUtf.java",
]
LEARNED = ZOO / "learned" / "servers"
TEXTS = [
    ZOO / "dialects" / "servers" / "capitals_only.py",
    ZOO / "dialects" / "servers" / "one_message.py",
    *sorted(LEARNED.iterdir()),
]


CLIENTS = [
    ZOO / "clients" / "game" / "good_plain.py",
    ZOO / "dialects" / "clients" / "sheet_parameters.py",
    *sorted((ZOO / "learned" / "clients").iterdir()),
]


async def learn_and_grade(service: str, program: Path, folder: Path) -> None:
    words = [*command(program, folder), "{port}"]
    async with open_target(TcpAddress("127.0.0.1", 0), words) as target:
        learned = await learn_server(service, target, "learned", in_english)
    assert not learned.verified.unread, learned.toml
    file = folder / "learned.toml"
    file.write_text(learned.toml, "utf-8")
    results = await grade(service, words, dialect=str(file))
    assert all(each.verdict == "pass" for each in results), described(results) + learned.toml
    assert not learned.draft.questions, learned.toml


@pytest.mark.parametrize("server", GAMES)
async def test_a_game_server_is_graded_by_its_learned_dialect(server: str, tmp_path: Path) -> None:
    await learn_and_grade("game", ZOO / "dialects" / "servers" / server, tmp_path)


@pytest.mark.parametrize("server", TEXTS, ids=lambda path: path.name)
async def test_a_text_server_is_graded_by_its_learned_dialect(server: Path, tmp_path: Path) -> None:
    await learn_and_grade("text", server, tmp_path)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda path: path.name)
async def test_a_client_is_graded_by_its_learned_dialect(client: Path, tmp_path: Path) -> None:
    words = [*command(client, tmp_path), "{port}"]
    learned = written_client(await play_client(words, Scenario()), "learned", in_english)
    file = tmp_path / "learned.toml"
    file.write_text(learned.toml, "utf-8")
    results = await grade_client("game", words, dialect=str(file))
    assert all(each.verdict == "pass" for each in results), described(results) + learned.toml
