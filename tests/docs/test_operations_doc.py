"""``docs/operating/``: its log events are those of the code, and its examples are accepted."""

import re
import subprocess
from pathlib import Path

import pytest

from helpers.installed import installed
from helpers.markdown_blocks import blocks, page, table

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "examples/systemd").iterdir())
SOURCES = [path.read_text("utf-8") for path in (ROOT / "trio_sockets").rglob("*.py")]
LOGGING = [source for source in SOURCES if "EventLog" in source or "import structlog" in source]


def test_every_event_of_the_log_has_its_row() -> None:
    calls = (
        r"(?:\b_?log|EventLog\(\))\.(?:info|warning|error)\(\s*\"([^\"]+)\"|\blog\(\"([^\"]+)\""
        r"|\"event\": \"([^\"]+)\""
    )
    logged = {"".join(found) for source in LOGGING for found in re.findall(calls, source)}
    listed = {
        event
        for row in table(page("operating/log.md"), "Event", "Level")
        for event in row["Event"].strip("`").split("`, `")
    }
    assert logged == listed


def test_haproxy_takes_the_example(tmp_path: Path) -> None:
    program = installed("haproxy")
    [block] = blocks(page("operating/haproxy.md"), "haproxy")
    path = tmp_path / "haproxy.cfg"
    path.write_text(block.text)
    done = subprocess.run([program, "-c", "-f", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "examples/systemd").iterdir()), ids=lambda p: p.name
)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    program = installed("systemd-analyze")
    # It wants the program to be there, and the units to be beside each other.
    for source in unit.parent.iterdir():
        text = source.read_text("utf-8").replace("/opt/trio-sockets/bin/trio-sockets", "/bin/true")
        (tmp_path / source.name).write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert unit.stem not in done.stderr
    assert done.returncode == 0, done.stderr
