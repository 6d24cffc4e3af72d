"""``trio-sockets check --trace``: pictures in the report, and the verdicts as they were."""

import json
import sys
from pathlib import Path

import pytest

from check.zoo.zoo_grading import SERVERS, ZOO
from helpers.command import run


async def check(folder: Path, *words: str) -> tuple[dict[str, str], str, str]:
    """Return the verdicts by id, the page, and what the terminal shows."""
    report, page = folder / "report.json", folder / "report.html"
    options = ("--lang", "en", "--seed", "1", "--report", str(report), "--report", str(page))
    code, output, errors = await run("check", *words[:2], *options, *words[2:])
    assert (code, errors) == (1, "")
    checks = json.loads(report.read_text("utf-8"))["checks"]
    verdicts = {each["id"]: each["verdict"] for each in checks}
    return verdicts, page.read_text("utf-8"), output


@pytest.mark.parametrize(
    ("kind", "program"),
    [
        (("server", "text"), SERVERS / "reply_without_newline.py"),
        (("server", "echo"), SERVERS / "echo_of_lines.py"),
        (("server", "game"), SERVERS / "greeting_unended.py"),
        (("client", "game"), ZOO / "clients/game/guesses_first.py"),
        (("client", "echo"), ZOO / "clients/echo/shows_nothing.py"),
    ],
    ids=lambda value: getattr(value, "stem", ""),
)
async def test_the_verdicts_are_those_of_a_run_without(
    kind: tuple[str, str], program: Path, tmp_path: Path
) -> None:
    words = ("--strict", "--", sys.executable, str(program), "{port}")
    plain, page, _ = await check(tmp_path, *kind, "--no-trace", *words)
    assert "<svg" not in page
    traced, page, output = await check(tmp_path, *kind, "--trace", *words)
    assert traced == plain
    found = [verdict for verdict in traced.values() if verdict in {"fail", "timeout", "unclear"}]
    pictures = page.count("<svg ")
    without = page.count("under trace, it did not come again")
    assert pictures + without == len(found)
    assert output.count("The calls of a second run") == len(found)
