"""The program of ``docs/library.md`` does what the page says."""

import re
from pathlib import Path

import trio

from docs.doc_program import run_program
from helpers.markdown_blocks import blocks, page


async def test_the_library_at_work(tmp_path: Path) -> None:
    [program] = blocks(page("library.md"), "python")
    path = tmp_path / "library.py"
    await trio.Path(path).write_text(program.text, encoding="utf-8")
    code, output, errors = await run_program(path)
    assert (code, errors) == (0, "")
    said = [line for line in output.splitlines() if "client gone" not in line]
    assert said[0] == "É"
    assert re.fullmatch(r"1 100 7 (Higher|Lower)\(left=6\)|1 100 7 Win\(used=1\)", said[1])
