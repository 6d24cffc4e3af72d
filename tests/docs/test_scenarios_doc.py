"""``docs/scenarios.md``: its files read as it says, and its example passes by its own command."""

import shlex
import sys
from pathlib import Path

import pytest

from helpers.command import run
from helpers.markdown_blocks import blocks, page, programs
from trio_sockets.check.harness.scenario import GuessSource, Scenario, parse_scenario

PAGE = page("scenarios.md")
FILES = blocks(PAGE, "toml")


def test_the_file_that_says_everything_leaves_nothing_out() -> None:
    [whole] = [block.text for block in FILES if not block.words]
    scenario = parse_scenario("whole", whole)
    assert scenario.player is GuessSource.TYPED
    assert all(getattr(scenario, field) for field in Scenario.__slots__)


async def test_the_example_passes_by_its_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in [*programs(PAGE).items(), *((b.words[0], b.text) for b in FILES if b.words)]:
        (tmp_path / name).write_text(text, "utf-8")
    [command] = [block.text for block in blocks(PAGE, "text") if "asks.py" in block.text]
    _, *words = shlex.split(command)
    words[words.index("python")] = sys.executable
    code, output, _ = await run(*words)
    assert (code, output.count(" pass")) == (0, 7), output
