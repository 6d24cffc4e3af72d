"""The reports of a Python program, as they reach the tracer; and the lines of its source."""

import sys
from pathlib import Path

from trio_sockets.trace.sources.python_programs import source_line, watch_python


async def test_a_program_that_reports_nothing_was_not_heard() -> None:
    events: list[object] = []
    async with watch_python("server", events.append, {}) as watch:
        pass
    assert not watch.heard
    assert events == []


async def test_the_shim_comes_before_the_programs_own_path() -> None:
    async with watch_python("server", lambda _: None, {"PYTHONPATH": "mine"}) as watch:
        shim, mine = watch.environment["PYTHONPATH"].rsplit(
            ";" if sys.platform == "win32" else ":", 1
        )
        assert (Path(shim) / "sitecustomize.py").exists()
        assert mine == "mine"


def test_a_line_of_the_source_comes_without_its_indentation(tmp_path: Path) -> None:
    path = tmp_path / "server.py"
    path.write_text("def serve():\n    conn, _ = s.accept()\n", "utf-8")
    assert source_line(str(path), 2) == "conn, _ = s.accept()"
    assert source_line(str(path), 3) == ""


def test_a_source_that_cannot_be_read_has_no_lines(tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    large.write_text("x = 1\n" * 200_000, "utf-8")
    for name in (str(large), str(tmp_path / "none.py"), "<stdin>", "no\0name"):
        assert source_line(name, 1) == ""
