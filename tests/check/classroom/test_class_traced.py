"""The pages of a class have the calls of each program's first finding."""

import re
import sys
from pathlib import Path

import pytest

from helpers.command import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")

DEAF = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    conn, _ = server.accept()
    conn.recv(1024)
    conn.close()
"""


@pytest.fixture
def class_(tmp_path: Path) -> Path:
    folder = tmp_path / "lab3"
    for name in ("adam", "berta"):
        (folder / name).mkdir(parents=True)
        (folder / name / "echo_server.py").write_text(DEAF)
    return folder


async def pages(class_: Path, *options: str) -> tuple[str, list[str]]:
    """Grade a class; return its page, and the reports of its programs."""
    page, reports = class_.parent / "class.html", class_.parent / "reports"
    words = ["check", "class", str(class_), "--lang", "en", "--html", str(page)]
    code, _, errors = await run(*words, "--reports", str(reports), *options)
    assert code == 0, errors
    return page.read_text("utf-8"), [
        path.read_text("utf-8") for path in sorted(reports.glob("*.html"))
    ]


async def test_each_program_has_the_picture_of_its_first_finding(class_: Path) -> None:
    page, reports = await pages(class_)
    assert [report.count("<svg ") for report in reports] == [1, 1]
    assert all(">:6 <" in report and "checker" in report for report in reports)
    assert page.count("<svg ") == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    # What starts a program within its limits is Python too, and no part of the picture.
    assert all("launch.py" not in report for report in reports)


async def test_without_pictures_if_they_are_not_wanted(class_: Path) -> None:
    page, reports = await pages(class_, "--no-trace")
    assert all("<svg " not in each for each in [page, *reports])
