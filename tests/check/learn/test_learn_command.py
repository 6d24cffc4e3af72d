"""``trio-sockets check learn`` as a teacher runs it."""

import sys
from pathlib import Path

from check.zoo.zoo_grading import ZOO
from helpers.command import run
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.dialect.kinds import Kind

SERVER = ZOO / "dialects" / "servers" / "all_on_one_line.py"
TYPED = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile() as lines:
    answer = ""
    while answer != "Well done, you found it":
        s.sendall(input("Your number? ").encode() + b"\\n")
        answer = lines.readline().strip()
        print(answer)
"""
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


async def test_a_client_is_learned(tmp_path: Path) -> None:
    file = tmp_path / "theirs.toml"
    client = ZOO / "clients" / "game" / "good_plain.py"
    words = ("--write", str(file), "--", sys.executable, str(client), "{port}")
    code, output, errors = await run(
        "check", "learn", "client", "game", "--lang", "en", "--no-check", *words
    )
    assert code == 0, errors
    assert "because it guessed as this told it" in output
    assert load_dialect(str(file)).of_service("game").told == {"low", "high", "tries"}


async def test_a_client_that_asks_its_player_is_typed_for(tmp_path: Path) -> None:
    client = tmp_path / "client.py"
    client.write_text(TYPED, "utf-8")
    words = ("--", sys.executable, str(client), "{port}")
    code, output, errors = await run(
        "check", "learn", "client", "game", "--lang", "en", "--no-check", *words
    )
    assert code == 0, errors
    assert "Its player reads the hints" in output
    assert 'win = "Well done, you found it"' in output


async def test_a_client_that_does_not_connect_fails_with_one_line() -> None:
    words = ("--", sys.executable, "-c", "raise SystemExit('no server')", "{port}")
    code, output, errors = await run("check", "learn", "client", "game", "--lang", "en", *words)
    assert (code, output) == (1, "")
    assert errors.splitlines()[1].startswith("nothing can be learned: it does not connect: ")
