"""Each game server of the zoo's dialects is graded in full by what is learned of it, unedited."""

from pathlib import Path

import pytest

from check.zoo.zoo_grading import ZOO, command, described, grade
from trio_sockets import TcpAddress
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import learn_game
from trio_sockets.words import in_english

pytestmark = pytest.mark.thorough

SERVERS = [
    "sheet_parameters.py",
    "name_and_prompts.py",
    "menu_first.c",
    "no_limit.js",
    "all_on_one_line.py",
    "WriteUtf.java",
]


@pytest.mark.parametrize("server", SERVERS)
async def test_a_server_is_graded_by_its_learned_dialect(server: str, tmp_path: Path) -> None:
    words = [*command(ZOO / "dialects" / "servers" / server, tmp_path), "{port}"]
    async with open_target(TcpAddress("127.0.0.1", 0), words) as target:
        learned = await learn_game(target, "learned", in_english)
    assert not learned.draft.questions
    assert not learned.verified.unread
    file = tmp_path / "learned.toml"
    file.write_text(learned.toml, "utf-8")
    results = await grade("game", words, dialect=str(file))
    assert all(each.verdict == "pass" for each in results), described(results)
