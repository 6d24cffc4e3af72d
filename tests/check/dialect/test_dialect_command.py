from pathlib import Path

import pytest

from helpers.command import run


async def test_a_sample_is_printed() -> None:
    code, output, errors = await run("check", "dialect", "sheet")
    assert (code, errors) == (0, "")
    assert "C: UPPER hello (no LF)\nS: HELLO (no LF)\n" in output
    assert "S: 1 100 7 (no LF)\nC: 50 (no LF)\nS: plus grand (no LF)\n" in output


async def test_what_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "class.toml"
    file.write_text('[game]\nwin = "\x1b[2J"\n'.replace("\x1b", "\\u001b"), encoding="utf-8")
    code, output, errors = await run("check", "dialect", str(file))
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert "class.toml: game: greeting is missing" in errors


@pytest.mark.measured
async def test_what_a_file_holds_steers_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "class.toml"
    file.write_text('about = "\\u001b[2J"', encoding="utf-8")
    code, output, _ = await run("check", "dialect", str(file))
    assert code == 0
    assert "\x1b" not in output
    assert "class: \\x1b[2J" in output


async def test_weights_may_name_any_check(tmp_path: Path) -> None:
    file = tmp_path / "class.toml"
    file.write_text('[weights]\n"tcp.01" = 2\n"client.24" = 0.5\n', encoding="utf-8")
    code, _, errors = await run("check", "dialect", str(file))
    assert (code, errors) == (0, "")
