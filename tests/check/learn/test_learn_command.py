"""``trio-sockets check learn`` as a teacher runs it."""

import sys
from pathlib import Path

from check.zoo.zoo_grading import ZOO
from helpers.command import run
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.dialect.kinds import Kind

SERVER = ZOO / "dialects" / "servers" / "all_on_one_line.py"
WORDS = ("--", sys.executable, str(SERVER), "{port}")


async def test_a_dialect_is_written_that_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "theirs.toml"
    code, output, errors = await run(
        "check", "learn", "game", "--lang", "en", "--no-check", "--write", str(file), *WORDS
    )
    assert code == 0, errors
    assert "Talking with " in errors
    assert "times) → higher, because the number lay above every guess" in output
    assert "replies as they were meant" in output
    dialect = load_dialect(str(file)).of_service("game")
    assert dialect.understand(b"Too big!").kind is Kind.LOWER
    assert dialect.sheet == {"low": 1, "high": 100, "tries": 7}


async def test_what_was_learned_is_said_in_french(tmp_path: Path) -> None:
    file = tmp_path / "theirs.toml"
    code, output, errors = await run(
        "check", "learn", "game", "--lang", "fr", "--no-check", "--write", str(file), *WORDS
    )
    assert code == 0, errors
    assert "parce que" in output
    assert "# Ses réponses se terminent par rien" in file.read_text("utf-8")


async def test_a_hopeless_program_fails_with_one_line() -> None:
    code, output, errors = await run(
        "check", "learn", "game", "--lang", "en", "--", sys.executable, "-c", "pass", "{port}"
    )
    assert (code, output) == (1, "")
    assert errors.splitlines()[1].startswith("nothing can be learned: the program ended by itself")


async def test_a_file_that_cannot_be_written_is_told_before_anything_is_played(
    tmp_path: Path,
) -> None:
    code, _, errors = await run(
        "check", "learn", "game", "--lang", "en", "--write", str(tmp_path / "no" / "x"), *WORDS
    )
    assert code == 2
    assert "Talking" not in errors
